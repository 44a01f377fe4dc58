#include "core/profile/service_account.hpp"

#include "core/profile/decode.hpp"
#include "core/profile/mark.hpp"
#include "core/text/timestamp.hpp"

#include <utility>

namespace core::profile {
namespace {

using json::Decoder;
using json::Fault;

/// The part of `key` behind `<prefix>/`; empty when the key has another prefix.
std::string_view without_prefix(std::string_view key, std::string_view prefix) {
    const bool has_prefix = key.size() > prefix.size() && key.starts_with(prefix) && key[prefix.size()] == '/';
    return has_prefix ? key.substr(prefix.size() + 1) : std::string_view{};
}

void decode_annotation(Decoder& decoder, Fault& fault, std::string_view prefix, const json::String& key,
                       ServiceAccount& result) {
    const std::string_view name = decoder.arena().value(key);
    const std::string_view ours = without_prefix(name, prefix);
    if (ours.empty() && name != role_from_annotation) {
        decoder.scanner().skip();
        return;
    }
    const json::Text text = decoder.string();
    fault.absorb(text.fault);
    if (name == role_from_annotation) {
        result.role_is_copy = is_role_from_mark(text.value);
    } else if (ours == "role-arn") {
        result.role_arn = text.value;
    } else if (text.present && ours == "audience") {
        result.audience = text.value;
    } else if (text.present && ours == "token-expiration") {
        result.token_expiration = text.value;
    } else if (text.present && ours == "sts-regional-endpoints") {
        result.sts_regional_endpoints = text.value;
    }
}

}  // namespace

Result<ServiceAccount> decode_service_account(std::string_view json, std::string_view annotation_prefix) {
    Decoder decoder(json);
    Fault fault;
    ServiceAccount result;
    decoder.object(fault, [&](const json::String& key) {
        if (!key.is("metadata")) {
            decoder.scanner().skip();
            return;
        }
        decoder.object(fault, [&](const json::String& member) {
            if (member.is("name")) {
                result.name = decoder.string(fault);
            } else if (member.is("namespace")) {
                result.namespace_name = decoder.string(fault);
            } else if (member.is("creationTimestamp")) {
                result.created = text::parse_timestamp(decoder.string().value);
            } else if (member.is("annotations")) {
                decoder.object(fault, [&](const json::String& annotation) {
                    decode_annotation(decoder, fault, annotation_prefix, annotation, result);
                });
            } else {
                decoder.scanner().skip();
            }
        });
    });
    auto finished = finish(json, decoder, fault, std::move(result));
    if (finished && !text::is_dns_subdomain(finished->name)) {
        return std::unexpected(bad_name("/metadata/name", finished->name));
    }
    if (finished && !text::is_dns_label(finished->namespace_name)) {
        return std::unexpected(bad_name("/metadata/namespace", finished->namespace_name));
    }
    return finished;
}

}  // namespace core::profile
