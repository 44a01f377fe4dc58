#include "core/oidc/key.hpp"

#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace core::oidc {
namespace {

struct Curve {
    std::string_view name;
    std::size_t size;
    const char* algorithm;
};

constexpr std::array<Curve, 3> curves{Curve{"P-256", 32, "ES256"}, Curve{"P-384", 48, "ES384"},
                                      Curve{"P-521", 66, "ES512"}};

const Curve* find_curve(std::string_view name) {
    const auto* const found = std::ranges::find(curves, name, &Curve::name);
    return found == curves.end() ? nullptr : found;
}

}  // namespace

bool is_same_public_key(const Key& left, const Key& right) {
    return left.kind == right.kind && left.type == right.type && left.modulus == right.modulus &&
           left.exponent == right.exponent && left.curve == right.curve && left.x == right.x && left.y == right.y;
}

std::string algorithm_of(const Key& key) {
    if (!key.algorithm.empty() || key.kind == Key::Kind::other) {
        return key.algorithm;
    }
    if (key.kind == Key::Kind::rsa) {
        return "RS256";
    }
    const Curve* const curve = find_curve(key.curve);
    return curve == nullptr ? "" : curve->algorithm;
}

bool is_supported_algorithm(std::string_view algorithm) {
    constexpr std::array<std::string_view, 6> supported{"RS256", "RS384", "RS512", "ES256", "ES384", "ES512"};
    return std::ranges::find(supported, algorithm) != supported.end();
}

std::size_t coordinate_size(std::string_view curve) {
    const Curve* const found = find_curve(curve);
    return found == nullptr ? 0 : found->size;
}

std::string_view without_leading_zeros(std::string_view number) {
    return number.substr(std::min(number.find_first_not_of('\0'), number.size()));
}

std::string name_of(std::string_view key_id) { return key_id.empty() ? "(without a kid)" : text::quoted(key_id); }

std::string name_of(const Key& key) { return name_of(key.id); }

}  // namespace core::oidc
