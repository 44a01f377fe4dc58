#include "core/onboard/s3_location.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace core::onboard {
namespace {

constexpr std::size_t least_name = 3;
constexpr std::size_t most_name = 63;
constexpr std::size_t most_prefix = 1'023;  // a key has at most 1,024 bytes, and an object needs a name of its own

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }

bool looks_like_address(std::string_view name) {
    return std::ranges::count(name, '.') == 3 &&
           std::ranges::all_of(name, [](char c) { return is_digit(c) || c == '.'; });
}

/// Beginnings and ends that S3 keeps for other things than buckets.
bool is_reserved(std::string_view name) {
    constexpr std::array<std::string_view, 3> beginnings = {"xn--", "sthree-", "amzn-s3-demo-"};
    constexpr std::array<std::string_view, 5> ends = {"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"};
    return std::ranges::any_of(beginnings, [name](auto word) { return name.starts_with(word); }) ||
           std::ranges::any_of(ends, [name](auto word) { return name.ends_with(word); });
}

std::string bucket_complaint(std::string_view name) {
    if (name.starts_with("arn:")) return "name the bucket, not its ARN";
    if (name.size() < least_name || name.size() > most_name) return "a bucket name has 3 to 63 characters";
    const auto fits = [](char c) { return is_alphanumeric(c) || c == '.' || c == '-'; };
    if (!std::ranges::all_of(name, fits)) return "a bucket name is made of lower-case letters, digits, dots and dashes";
    if (!is_alphanumeric(name.front()) || !is_alphanumeric(name.back()))
        return "a bucket name begins and ends with a letter or digit";
    if (name.find("..") != std::string_view::npos) return "a bucket name has no two dots in a row";
    if (looks_like_address(name)) return "a bucket name must not look like an IP address";
    if (is_reserved(name)) return "S3 keeps bucket names that begin or end like this for itself";
    return "";
}

std::string prefix_complaint(std::string_view prefix) {
    if (prefix.size() > most_prefix) return "a prefix has at most 1,023 bytes";
    if (prefix.starts_with('/')) return "a prefix does not begin with a slash";
    if (prefix.find("//") != std::string_view::npos) return "a prefix has no two slashes in a row";
    const auto fits = [](char c) { return c > ' ' && c <= '~' && c != '*' && c != '?' && c != '$'; };
    if (!std::ranges::all_of(prefix, fits))
        return "a prefix is made of visible ASCII characters without *, ? and $, which have a meaning in policies";
    return "";
}

}  // namespace

std::string S3Location::text() const { return prefix.empty() ? bucket : bucket + "/" + prefix; }

Result<S3Location> decode_s3_location(std::string_view text) {
    std::string_view rest = text;
    if (rest.starts_with("s3://")) rest.remove_prefix(5);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    S3Location location{.bucket = std::string(rest.substr(0, slash))};
    if (slash < rest.size()) location.prefix = rest.substr(slash + 1);
    if (!location.prefix.empty() && !location.prefix.ends_with('/')) location.prefix += '/';
    std::string complaint = bucket_complaint(location.bucket);
    if (complaint.empty()) complaint = prefix_complaint(location.prefix);
    if (!complaint.empty()) return std::unexpected(Error{ErrorCode::bad_name, complaint});
    return location;
}

bool contains(const S3Location& outer, const S3Location& inner) {
    return outer.bucket == inner.bucket && inner.prefix.starts_with(outer.prefix);
}

}  // namespace core::onboard
