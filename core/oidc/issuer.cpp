#include "core/oidc/issuer.hpp"

#include "core/iam/oidc_provider.hpp"
#include "core/oidc/https_url.hpp"
#include "core/oidc/s3_location.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <utility>

namespace core::oidc {
namespace {

using check::Finding;
using check::Level;

constexpr const char* about = "issuer";

std::string without_end(std::string_view issuer) {
    return std::string(issuer.substr(0, issuer.find_last_not_of('/') + 1));
}

std::string without_scheme(std::string_view issuer) {
    const std::size_t colon = issuer.find("://");
    return std::string(colon == std::string_view::npos ? issuer : issuer.substr(colon + 3));
}

/// Why nobody can fetch anything there; empty when nothing says so.
std::string unusable_because(const HttpsUrl& url) {
    if (is_s3_website(url)) {
        return "website endpoints of S3 speak no HTTPS";
    }
    if (is_dotted_s3_host(url)) {
        return "the certificate of S3 does not cover a bucket's name with a dot";
    }
    const std::string why = unreachable_because(url.host);
    return why.empty() ? "" : "STS must reach it over the public internet, and " + why;
}

std::string advice_for(const HttpsUrl& url) {
    if (is_s3_website(url) || is_dotted_s3_host(url)) {
        return "name the bucket in the path: https://s3.REGION.amazonaws.com/BUCKET";
    }
    return "choose a public https URL, e.g. of an S3 bucket, and publish for it: oidc render --issuer=URL";
}

std::vector<Finding> remarks(std::string_view issuer, const HttpsUrl& url) {
    std::vector<Finding> found;
    if (!url.port.empty()) {
        found.push_back({Level::warn, about, "the URL holds the port " + url.port + ", and IAM wants a URL without one",
                         "serve it on 443 and leave the port out, unless IAM has taken the provider already"});
    }
    if (issuer.ends_with('/')) {
        found.push_back({Level::warn, about, "the URL ends with a slash, which counts",
                         "leave it out if you can; else --service-account-issuer, the provider and all trust policies "
                         "need it"});
    }
    if (std::ranges::any_of(url.host, [](char c) { return c >= 'A' && c <= 'Z'; })) {
        found.push_back({Level::warn, about, "the host holds upper case, and IAM tells case apart",
                         "write the host in lower case"});
    }
    return found;
}

}  // namespace

std::vector<Finding> judge_issuer(std::string_view issuer) {
    const auto url = decode_https_url(issuer);
    if (!url) {
        return {{Level::fail, about, url.error().detail, "an issuer is an https URL without query and fragment"}};
    }
    if (const std::string why = unusable_because(*url); !why.empty()) {
        return {{Level::fail, about, text::quoted(issuer) + ": " + why, advice_for(*url)}};
    }
    return remarks(issuer, *url);
}

std::string difference(std::string_view left, std::string_view right) {
    if (without_end(left) == without_end(right)) {
        return "a slash at the end";
    }
    if (iam::is_same_key(left, right)) {
        return "upper and lower case";
    }
    if (without_scheme(left) == without_scheme(right)) {
        return "the scheme";
    }
    auto first = decode_https_url(left);
    const auto second = decode_https_url(right);
    if (first && second) {
        first->port = second->port;
        return *first == *second ? "the port" : "";
    }
    return "";
}

}  // namespace core::oidc
