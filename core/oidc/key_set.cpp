#include "core/oidc/key_set.hpp"

#include "core/json/decoder.hpp"
#include "core/text/base64url.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace core::oidc {
namespace {

using json::Decoder;
using json::Fault;

struct TextMember {
    std::string_view name;
    std::string Key::* member;
};
constexpr std::array<TextMember, 5> texts{TextMember{"kty", &Key::type}, TextMember{"kid", &Key::id},
                                          TextMember{"use", &Key::use}, TextMember{"alg", &Key::algorithm},
                                          TextMember{"crv", &Key::curve}};
constexpr std::array<TextMember, 4> numbers{TextMember{"n", &Key::modulus}, TextMember{"e", &Key::exponent},
                                            TextMember{"x", &Key::x}, TextMember{"y", &Key::y}};
/// Of private RSA and EC keys, and of symmetric ones (RFC 7518 sections 6.2.2, 6.3.2, 6.4.1); `priv` of newer kinds
/// (draft-ietf-cose-dilithium).
constexpr std::array<std::string_view, 9> secrets{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"};

const TextMember* find_member(const auto& members, const json::String& key) {
    const auto* const found = std::ranges::find_if(members, [&](const TextMember& each) { return key.is(each.name); });
    return found == members.end() ? nullptr : found;
}

void note(Key& key, std::string fault) {
    if (key.fault.empty()) {
        key.fault = std::move(fault);
    }
}

void read_number(Decoder& decoder, Fault& fault, Key& key, const TextMember& number) {
    const auto bytes = text::decode_base64url(decoder.string(fault));
    if (!bytes) {
        note(key, std::string(number.name) + " is not base64url without padding");
        return;
    }
    key.*number.member = without_leading_zeros(*bytes);
}

void read_member(Decoder& decoder, Fault& fault, Key& key, const json::String& name) {
    if (const TextMember* const text = find_member(texts, name)) {
        key.*text->member = decoder.string(fault);
    } else if (const TextMember* const number = find_member(numbers, name)) {
        read_number(decoder, fault, key, *number);
    } else {
        const auto* const secret = std::ranges::find_if(secrets, [&](std::string_view each) { return name.is(each); });
        if (secret != secrets.end() && key.private_member.empty()) {
            key.private_member = *secret;
        }
        decoder.scanner().skip();
    }
}

void judge_curve(Key& key) {
    const std::size_t size = coordinate_size(key.curve);
    if (size == 0) {
        note(key, key.curve.empty() ? "crv is missing" : "its crv is none of P-256, P-384, P-521");
    } else if (key.x.size() > size || key.y.size() > size) {
        note(key, "its x or y is longer than its curve is wide");
    }
}

void judge(Key& key) {
    if (key.type == "RSA") {
        key.kind = Key::Kind::rsa;
    } else if (key.type == "EC") {
        key.kind = Key::Kind::elliptic_curve;
        judge_curve(key);
    } else {
        note(key, key.type.empty() ? "kty is missing" : "its kty is neither RSA nor EC");
        return;
    }
    for (const TextMember& number : numbers) {
        const bool is_needed = (number.name.front() < 'x') == (key.kind == Key::Kind::rsa);
        if (is_needed && (key.*number.member).empty()) {
            note(key, std::string(number.name) + " is missing");
        } else if (!is_needed) {
            (key.*number.member).clear();
        }
    }
}

Key read_key(Decoder& decoder, Fault& fault) {
    Key key;
    decoder.object(fault, [&](const json::String& name) { read_member(decoder, fault, key, name); });
    judge(key);
    return key;
}

}  // namespace

Result<KeySet> decode_key_set(std::string_view json) {
    Decoder decoder(json);
    Fault fault;
    KeySet set;
    bool has_keys = false;
    decoder.object(fault, [&](const json::String& name) {
        if (!name.is("keys")) {
            decoder.scanner().skip();
            return;
        }
        set.keys.clear();
        has_keys = decoder.array(fault, [&](std::size_t) { set.keys.push_back(read_key(decoder, fault)); });
    });
    if (auto error = decoder.finish()) {
        return std::unexpected(*std::move(error));
    }
    if (fault.is_set()) {
        return std::unexpected(json::wrong_shape(json, fault));
    }
    if (!has_keys) {
        return std::unexpected(Error{ErrorCode::wrong_shape, "/keys is missing: this is no JSON Web Key Set"});
    }
    return set;
}

const Key* find_key(const KeySet& set, std::string_view key_id) {
    const auto found = std::ranges::find(set.keys, key_id, &Key::id);
    return found == set.keys.end() ? nullptr : &*found;
}

}  // namespace core::oidc
