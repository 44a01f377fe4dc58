#include "core/oidc/s3_location.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace core::oidc {
namespace {

/// What stands before and in the service's part of a host.
struct S3Host {
    std::string_view bucket;  ///< empty: path style
    std::string_view region;
};

std::string_view without_domain(std::string_view host) {
    constexpr std::array<std::string_view, 3> domains{".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"};
    for (const std::string_view domain : domains) {
        if (host.ends_with(domain)) {
            return host.substr(0, host.size() - domain.size());
        }
    }
    return {};
}

/// Takes the last label off; empty when there is none left.
std::string_view pop_label(std::string_view& host) {
    const std::size_t dot = host.rfind('.');
    const std::string_view label = dot == std::string_view::npos ? host : host.substr(dot + 1);
    host = dot == std::string_view::npos ? std::string_view{} : host.substr(0, dot);
    return label;
}

std::optional<S3Host> s3_host(const HttpsUrl& issuer) {
    std::string_view rest = without_domain(issuer.host);
    const std::string_view last = pop_label(rest);
    if (last == "s3") {
        return S3Host{rest, ""};
    }
    if (last.starts_with("s3-") && !last.starts_with("s3-website")) {
        return S3Host{rest, last.substr(3)};
    }
    std::string_view service = pop_label(rest);
    if (service == "dualstack") {
        service = pop_label(rest);
    }
    return service == "s3" ? std::optional<S3Host>({rest, last}) : std::nullopt;
}

}  // namespace

std::optional<S3Location> s3_location(const HttpsUrl& issuer) {
    const auto host = s3_host(issuer);
    if (!host) {
        return std::nullopt;
    }
    std::string_view path = issuer.path;
    const auto trim = [&] {
        path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
        path = path.substr(0, path.find_last_not_of('/') + 1);
    };
    trim();
    std::string_view bucket = host->bucket;
    if (bucket.empty()) {
        bucket = path.substr(0, path.find('/'));
        path.remove_prefix(bucket.size());
        trim();
    }
    if (bucket.empty()) {
        return std::nullopt;
    }
    return S3Location{std::string(bucket), std::string(host->region), std::string(path)};
}

bool is_s3_website(const HttpsUrl& issuer) {
    const std::string_view rest = without_domain(issuer.host);
    return rest.find(".s3-website") != std::string_view::npos;
}

bool is_dotted_s3_host(const HttpsUrl& issuer) {
    const auto host = s3_host(issuer);
    return host && host->bucket.find('.') != std::string_view::npos;
}

}  // namespace core::oidc
