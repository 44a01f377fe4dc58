#include "core/iam/role_name.hpp"

#include <algorithm>
#include <cstdint>

namespace core::iam {
namespace {

constexpr std::size_t max_path = 512;
constexpr std::size_t digits = 10;

bool is_name_character(char c) {
    constexpr std::string_view signs = "+=,.@_-";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           signs.find(c) != std::string_view::npos;
}

/// FNV-1a of 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): spreads names, keeps no secret.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
    return hash;
}

std::string hexadecimal(std::uint64_t value) {
    std::string out(digits, '0');
    for (char& digit : out) {
        digit = "0123456789abcdef"[value & 15U];
        value >>= 4U;
    }
    return out;
}

}  // namespace

std::string role_name_complaint(std::string_view name) {
    if (name.empty()) {
        return "a role needs a name";
    }
    if (name.size() > max_role_name) {
        return "the role name has " + std::to_string(name.size()) + " characters, IAM takes 64";
    }
    if (!std::ranges::all_of(name, is_name_character)) {
        return "a role name is made of letters, digits and +=,.@_-";
    }
    return "";
}

std::string role_path_complaint(std::string_view path) {
    if (path.empty() || path.front() != '/' || path.back() != '/') {
        return "a role path begins and ends with a slash, such as /kubeflow/";
    }
    if (path.size() > max_path) {
        return "the role path has " + std::to_string(path.size()) + " characters, IAM takes 512";
    }
    if (!std::ranges::all_of(path, [](char c) { return c >= '!' && c <= '~' && c != '*' && c != '?'; })) {
        return "a role path is made of visible ASCII characters, without * and ?";
    }
    if (path.find("//") != std::string_view::npos) {
        return "a role path has no two slashes in a row";
    }
    return "";
}

std::string cut_role_name(std::string_view name) {
    if (name.size() <= max_role_name) {
        return std::string(name);
    }
    return std::string(name.substr(0, max_role_name - digits - 1)) + "-" + hexadecimal(hash_of(name));
}

}  // namespace core::iam
