#include "core/iam/oidc_provider.hpp"

#include "core/iam/arn.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <optional>

namespace core::iam {
namespace {

constexpr std::string_view scheme = "https://";
constexpr std::string_view resource_kind = "oidc-provider/";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

/// Letters, digits and the signs of a URL without user, query and fragment (RFC 3986 section 3.3).
bool is_url_character(char c) {
    constexpr std::string_view signs = "-._~:/%!'()*+,;=[]";
    const char lower = to_lower(c);
    return (lower >= 'a' && lower <= 'z') || is_digit(c) || signs.find(c) != std::string_view::npos;
}

std::unexpected<Error> bad_issuer(std::string_view url, const std::string& why) {
    return std::unexpected(Error{ErrorCode::bad_name, text::quoted(url) + " is no OIDC issuer: " + why});
}

std::unexpected<Error> bad_arn(std::string_view arn, const std::string& why) {
    return std::unexpected(
        Error{ErrorCode::bad_role_arn, text::quoted(arn) + " is no ARN of an OIDC provider: " + why});
}

/// What is wrong with an ARN but for its issuer; empty when nothing is.
std::string arn_complaint(const std::optional<Arn>& arn) {
    constexpr const char* shape = "it must be arn:aws:iam::<12 digits>:oidc-provider/<issuer without https://>";
    if (!arn || !arn->resource.starts_with(resource_kind)) {
        return shape;
    }
    if (!is_partition(arn->partition)) {
        return "the partition " + text::quoted(arn->partition) + " is none of aws, aws-cn, aws-us-gov, aws-...";
    }
    return is_account_id(arn->account_id) ? ""
                                          : "the account id " + text::quoted(arn->account_id) + " is not twelve digits";
}

}  // namespace

std::string OidcProvider::arn() const {
    return "arn:" + partition + ":iam::" + account_id + ":" + std::string(resource_kind) + issuer;
}

std::string OidcProvider::key(std::string_view claim) const { return issuer + ":" + std::string(claim); }

Result<OidcProvider> decode_oidc_provider(std::string_view arn) {
    const auto parts = split_arn(arn);
    if (const std::string complaint = arn_complaint(parts); !complaint.empty()) {
        return bad_arn(arn, complaint);
    }
    const std::string_view issuer = parts->resource.substr(resource_kind.size());
    if (issuer.starts_with(scheme)) {
        return bad_arn(
            arn, "https:// does not belong into it; write oidc-provider/" + std::string(issuer.substr(scheme.size())));
    }
    auto decoded = decode_issuer(issuer);
    if (!decoded) {
        return bad_arn(arn, decoded.error().detail);
    }
    return OidcProvider{std::string(parts->partition), std::string(parts->account_id), *std::move(decoded)};
}

Result<std::string> decode_issuer(std::string_view url) {
    std::string_view issuer = url;
    if (issuer.starts_with(scheme)) {
        issuer.remove_prefix(scheme.size());
    }
    if (issuer.find("://") != std::string_view::npos) {
        return bad_issuer(url, "its URL must begin with https://");
    }
    if (issuer.find_first_of("?#") != std::string_view::npos) {
        return bad_issuer(url, "its URL may have no query and no fragment");
    }
    if (!std::ranges::all_of(issuer, is_url_character)) {
        return bad_issuer(url, "it holds a character that no such URL has");
    }
    const std::string_view host = issuer.substr(0, issuer.find('/'));
    const std::string_view name = host.substr(0, host.rfind(':'));
    if (name.empty() || name.front() == '.') {
        return bad_issuer(url, "it names no host");
    }
    return std::string(issuer);
}

bool is_same_key(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, to_lower, to_lower);
}

}  // namespace core::iam
