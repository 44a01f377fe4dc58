#include "certs/rotation/contents.hpp"

#include "certs/time_text.hpp"
#include "core/text/timestamp.hpp"

namespace certs::rotation {
namespace {

constexpr const char* certificate_name = "tls.crt";
constexpr const char* key_name = "tls.key";
constexpr const char* authorities_name = "ca.crt";
constexpr const char* authority_key_name = "ca.key";

std::string value_of(const Texts& texts, const char* name) {
    const auto found = texts.find(name);
    return found == texts.end() ? std::string() : found->second;
}

/// Years that no rotation has anything to do with count as absent: the clock's nanoseconds end in 2262, and sums of
/// times must not get there.
std::optional<TimePoint> time_of(const std::string& text) {
    constexpr std::chrono::sys_seconds first{};
    constexpr std::chrono::sys_seconds end = std::chrono::sys_days{std::chrono::year{2200} / 1 / 1};
    const auto time = core::text::parse_timestamp(text);
    if (!time || *time < first || *time >= end) return std::nullopt;
    return TimePoint(*time);
}

Renewal renewal_of(const std::string& text) {
    if (text == "leaf") return Renewal::leaf;
    return text == "ca" ? Renewal::ca : Renewal::none;
}

}  // namespace

Contents decode_contents(const Texts& data, const Texts& annotations) {
    return {.certificate_pem = value_of(data, certificate_name),
            .key_pem = value_of(data, key_name),
            .authorities_pem = value_of(data, authorities_name),
            .authority_key_pem = value_of(data, authority_key_name),
            .published_at = time_of(value_of(annotations, published_at_annotation)),
            .needed_until = time_of(value_of(annotations, needed_until_annotation)),
            .requested = renewal_of(value_of(annotations, renew_annotation))};
}

Texts encode_data(const Contents& contents) {
    return {{certificate_name, contents.certificate_pem},
            {key_name, contents.key_pem},
            {authorities_name, contents.authorities_pem},
            {authority_key_name, contents.authority_key_pem}};
}

Texts encode_annotations(const Contents& contents) {
    Texts annotations;
    if (contents.published_at) annotations[published_at_annotation] = to_text(*contents.published_at);
    if (contents.needed_until) annotations[needed_until_annotation] = to_text(*contents.needed_until);
    if (contents.requested != Renewal::none)
        annotations[renew_annotation] = contents.requested == Renewal::ca ? "ca" : "leaf";
    return annotations;
}

}  // namespace certs::rotation
