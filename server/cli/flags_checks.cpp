#include "server/cli/flags_checks.hpp"

#include "core/iam/role_arn.hpp"
#include "core/text/dns_name.hpp"
#include "core/text/pattern.hpp"
#include "server/cli/flags_values.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <string_view>

namespace server::cli {
namespace {

std::string unless(bool good, const char* complaint) { return good ? std::string() : std::string(complaint); }

bool is_lower_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

std::string range(const std::string& least, const std::string& most) { return "must be in " + least + ".." + most; }

std::string bytes_text(std::uint64_t bytes) {
    const bool is_mebibytes = bytes != 0 && bytes % (1U << 20U) == 0;
    return is_mebibytes ? std::to_string(bytes >> 20U) + "MiB" : std::to_string(bytes);
}

std::string duration_text(std::int64_t ms) {
    return ms % 1'000 == 0 ? std::to_string(ms / 1'000) + "s" : std::to_string(ms) + "ms";
}

}  // namespace

Check integer_between(std::int64_t least, std::int64_t most) {
    return [=](const std::string& text) {
        const auto value = parse_integer(text);
        return value && *value >= least && *value <= most ? "" : range(std::to_string(least), std::to_string(most));
    };
}

Check bytes_between(std::uint64_t least, std::uint64_t most) {
    return [=](const std::string& text) {
        const auto value = parse_bytes(text);
        return value && *value >= least && *value <= most ? "" : range(bytes_text(least), bytes_text(most));
    };
}

Check duration_between(std::int64_t least_ms, std::int64_t most_ms) {
    return [=](const std::string& text) {
        const auto value = parse_duration(text);
        const bool good = value && value->count() >= least_ms && value->count() <= most_ms;
        return good ? "" : range(duration_text(least_ms), duration_text(most_ms));
    };
}

std::string check_name_pattern(const std::string& pattern) {
    constexpr std::size_t longest_name = 253;
    const auto may_match = [](char c) {
        return is_lower_alphanumeric(c) || c == '-' || c == '.' || c == '*' || c == '?';
    };
    const auto literal = pattern.size() - static_cast<std::size_t>(std::ranges::count(pattern, '*'));
    return unless(std::ranges::all_of(pattern, may_match) && literal <= longest_name,
                  "can match the name of no ServiceAccount (lower-case letters, digits, dashes and dots; * and ?)");
}

std::string check_role_pattern(const std::string& pattern) {
    const auto expanded = core::text::expand_profile(pattern, "a");
    constexpr std::string_view start = "arn:aws";
    const auto wildcard = expanded.find_first_of("*?");
    const auto literal = std::string_view(expanded).substr(0, wildcard);
    const bool may_match = wildcard == std::string::npos ? core::iam::is_role_arn(expanded)
                                                         : literal.starts_with(start) || start.starts_with(literal);
    return unless(may_match, "can match no role ARN (for example arn:aws:iam::123456789012:role/team-*)");
}

std::string check_role_template(const std::string& role) {
    return unless(role.empty() || core::iam::is_role_arn(core::text::expand_profile(role, "a")),
                  "is no role ARN (for example arn:aws:iam::123456789012:role/{profile})");
}

std::string check_annotation_prefix(const std::string& prefix) {
    return unless(core::text::is_dns_subdomain(prefix), "must be a DNS name, for example eks.amazonaws.com");
}

std::string check_mount_path(const std::string& path) {
    // kube-apiserver refuses a colon in a mountPath.
    const std::string closed = path + '/';
    const bool steps_aside = closed.find("/./") != std::string::npos || closed.find("/../") != std::string::npos;
    const bool is_root = path.find_first_not_of('/') == std::string::npos;
    return unless(path.starts_with('/') && !is_root && !steps_aside && path.find(':') == std::string::npos,
                  "must be an absolute path without a colon, . and .., and not /");
}

std::string check_region(const std::string& region) {
    const auto allowed = [](char c) { return is_lower_alphanumeric(c) || c == '-'; };
    return unless(region.size() <= 63 && std::ranges::all_of(region, allowed),
                  "must be a region, for example eu-central-1");
}

std::string check_container_name(const std::string& name) {
    return unless(core::text::is_dns_label(name), "can be the name of no container");
}

std::string check_service(const std::string& service) {
    const auto slash = std::min(service.find('/'), service.size());
    return unless(service.empty() || (core::text::is_dns_label(service.substr(0, slash)) && slash < service.size() &&
                                      core::text::is_dns_label(service.substr(slash + 1))),
                  "must be NAMESPACE/NAME, for example profile-iam-system/profile-iam-webhook");
}

std::string check_secret(const std::string& secret) {
    const auto slash = std::min(secret.find('/'), secret.size());
    return unless(secret.empty() || (core::text::is_dns_label(secret.substr(0, slash)) && slash < secret.size() &&
                                     core::text::is_dns_subdomain(secret.substr(slash + 1))),
                  "must be NAMESPACE/NAME, for example profile-iam-system/profile-iam-webhook-tls");
}

std::string check_object_name(const std::string& name) {
    return unless(core::text::is_dns_subdomain(name),
                  "can be the name of no object (lower-case letters, digits, "
                  "dashes and dots)");
}

std::string check_ip_address(const std::string& address) {
    in6_addr parsed{};
    const auto without_zone = address.substr(0, address.find('%'));
    return unless(address.empty() || ::inet_pton(AF_INET, address.c_str(), &parsed) == 1 ||
                      ::inet_pton(AF_INET6, without_zone.c_str(), &parsed) == 1,
                  "must be an IP address; empty means all");
}

}  // namespace server::cli
