#include "core/iam/arn.hpp"
#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/lint/provider.hpp"
#include "core/text/quoted.hpp"

namespace core::iam::trust_policy::lint {
namespace {

/// The issuer that is meant by what stands behind the account, or by a text that is no ARN at all: without its scheme
/// and without a first word that is no host (`oidc-providers/`, `role/`).
std::string_view meant_issuer(std::string_view text, bool has_kind) {
    const std::size_t slash = text.find('/');
    if (has_kind && slash != std::string_view::npos && text.substr(0, slash).find('.') == std::string_view::npos) {
        text.remove_prefix(slash + 1);
    }
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (text.starts_with(scheme)) {
            text.remove_prefix(scheme.size());
        }
    }
    return text;
}

}  // namespace

std::optional<std::string> meant_provider(std::string_view federated, const std::string& account_id) {
    const auto arn = split_arn(federated);
    if (!arn && federated.starts_with("arn:")) {
        return std::nullopt;
    }
    const OidcProvider meant{std::string(arn ? arn->partition : "aws"), std::string(arn ? arn->account_id : account_id),
                             std::string(meant_issuer(arn ? arn->resource : federated, arn.has_value()))};
    const bool is_issuer = meant.issuer.find('.') != std::string::npos;
    return is_issuer && decode_oidc_provider(meant.arn()) ? std::optional(meant.arn()) : std::nullopt;
}

std::string complaint_of_provider(std::string_view federated) {
    const auto arn = split_arn(federated);
    if (arn && !is_account_id(arn->account_id)) {
        return "the account id " + text::quoted(arn->account_id) + " is not twelve digits";
    }
    if (federated.find("https://") != std::string_view::npos || federated.find("http://") != std::string_view::npos) {
        return "the issuer stands in it with its scheme";
    }
    if (arn && !arn->resource.starts_with("oidc-provider/")) {
        return "it is none of an oidc-provider and none of a saml-provider";
    }
    const auto decoded = decode_oidc_provider(federated);
    return decoded ? "" : decoded.error().detail;
}

}  // namespace core::iam::trust_policy::lint
