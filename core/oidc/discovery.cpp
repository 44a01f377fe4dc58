#include "core/oidc/discovery.hpp"

#include "core/json/decoder.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace core::oidc {
namespace {

using json::Decoder;
using json::Fault;

struct TextMember {
    std::string_view name;
    std::string Discovery::* member;
};
struct ListMember {
    std::string_view name;
    std::vector<std::string> Discovery::* member;
};

constexpr std::array<TextMember, 3> texts{TextMember{"issuer", &Discovery::issuer},
                                          TextMember{"jwks_uri", &Discovery::key_set_url},
                                          TextMember{"authorization_endpoint", &Discovery::authorization_endpoint}};
constexpr std::array<ListMember, 4> lists{ListMember{"response_types_supported", &Discovery::response_types},
                                          ListMember{"subject_types_supported", &Discovery::subject_types},
                                          ListMember{"id_token_signing_alg_values_supported", &Discovery::algorithms},
                                          ListMember{"claims_supported", &Discovery::claims}};

void read_list(Decoder& decoder, Fault& fault, std::vector<std::string>& list) {
    list.clear();
    decoder.array(fault, [&](std::size_t) { list.emplace_back(decoder.string(fault)); });
}

void read_member(Decoder& decoder, Fault& fault, Discovery& discovery, const json::String& name) {
    const auto is_it = [&](const auto& each) { return name.is(each.name); };
    if (const auto* const text = std::ranges::find_if(texts, is_it); text != texts.end()) {
        discovery.*text->member = decoder.string(fault);
    } else if (const auto* const list = std::ranges::find_if(lists, is_it); list != lists.end()) {
        read_list(decoder, fault, discovery.*list->member);
    } else {
        decoder.scanner().skip();
    }
}

}  // namespace

Result<Discovery> decode_discovery(std::string_view json) {
    Decoder decoder(json);
    Fault fault;
    Discovery discovery;
    bool is_status = false;
    const bool is_object = decoder.object(fault, [&](const json::String& name) {
        if (name.is("kind")) {
            is_status = decoder.string().value == "Status";
        } else {
            read_member(decoder, fault, discovery, name);
        }
    });
    if (auto error = decoder.finish()) {
        return std::unexpected(*std::move(error));
    }
    if (fault.is_set()) {
        return std::unexpected(json::wrong_shape(json, fault));
    }
    if (!is_object || (discovery.issuer.empty() && (is_status || discovery.key_set_url.empty()))) {
        return std::unexpected(Error{ErrorCode::wrong_shape,
                                     is_status ? "this is a Status of the API server and no discovery document"
                                               : "/issuer and /jwks_uri are missing: this is no discovery document"});
    }
    return discovery;
}

}  // namespace core::oidc
