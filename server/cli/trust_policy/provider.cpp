#include "server/cli/trust_policy/provider.hpp"

#include "core/iam/arn.hpp"
#include "core/text/quoted.hpp"
#include "server/cli/flags.hpp"

#include <algorithm>
#include <string_view>

namespace server::cli::trust_policy {
namespace {

using core::iam::OidcProvider;
using core::iam::trust_policy::Document;

std::string arns(const std::vector<OidcProvider>& providers) {
    std::string list;
    for (const auto& each : providers) {
        list += (list.empty() ? "" : ", ") + each.arn();
    }
    return list;
}

OidcProvider only_one(const std::vector<OidcProvider>& providers, const std::string& where) {
    if (providers.empty()) {
        throw WrongUse("--provider is missing: " + where + " names no OIDC provider; give its ARN");
    }
    if (providers.size() > 1) {
        throw WrongUse("--provider is missing: " + where +
                       " names several, say which one is meant: " + arns(providers));
    }
    return providers.front();
}

OidcProvider from_issuer(const ProviderOptions& options, const Document* document) {
    const std::string issuer = *core::iam::decode_issuer(options.provider);
    if (!options.account_id.empty()) {
        return {options.partition.empty() ? "aws" : options.partition, options.account_id, issuer};
    }
    std::vector<OidcProvider> same;
    if (document != nullptr) {
        same = providers_of(*document);
        std::erase_if(same, [&](const OidcProvider& each) { return each.issuer != issuer; });
    }
    if (same.size() != 1) {
        throw WrongUse("--account-id is missing: --provider names an issuer, and a provider is one in an account" +
                       (same.empty() ? std::string() : "; the document has it in several: " + arns(same)));
    }
    return same.front();
}

OidcProvider named(const ProviderOptions& options, const Document* document) {
    if (const std::string complaint = provider_complaint(options.provider); !complaint.empty()) {
        throw WrongUse("--provider: " + complaint);
    }
    return options.provider.starts_with("arn:") ? *core::iam::decode_oidc_provider(options.provider)
                                                : from_issuer(options, document);
}

void check_options(const ProviderOptions& options) {
    if (!options.account_id.empty() && !core::iam::is_account_id(options.account_id)) {
        throw WrongUse("--account-id must be twelve digits, not " + core::text::quoted(options.account_id));
    }
    if (!options.partition.empty() && !core::iam::is_partition(options.partition)) {
        throw WrongUse("--partition must be aws, aws-cn, aws-us-gov or another aws-..., not " +
                       core::text::quoted(options.partition));
    }
}

}  // namespace

std::string provider_complaint(const std::string& text) {
    if (text.starts_with("arn:")) {
        const auto provider = core::iam::decode_oidc_provider(text);
        return provider ? "" : provider.error().detail;
    }
    if (text.find("://") == std::string::npos && text.find('.') == std::string::npos) {
        return core::text::quoted(text) +
               " is neither the ARN of an OIDC provider (arn:aws:iam::111122223333:oidc-provider/...) nor the URL of "
               "an "
               "issuer (https://...)";
    }
    const auto issuer = core::iam::decode_issuer(text);
    return issuer ? "" : issuer.error().detail;
}

std::vector<OidcProvider> providers_of(const Document& document) {
    std::vector<OidcProvider> providers;
    for (const auto& statement : document.statements) {
        for (const auto& principal : statement.principals) {
            const auto decoded = core::iam::decode_oidc_provider(principal.value.text);
            if (principal.type == "Federated" && decoded && std::ranges::find(providers, *decoded) == providers.end()) {
                providers.push_back(*decoded);
            }
        }
    }
    return providers;
}

OidcProvider provider(const ProviderOptions& options, const Document* document) {
    check_options(options);
    if (options.provider.empty() && document == nullptr) {
        throw WrongUse(
            "--provider is missing: the ARN of the cluster's OIDC provider, or its issuer's URL and --account-id");
    }
    const OidcProvider found = options.provider.empty() ? only_one(providers_of(*document), "the document")
                                                        : named(options, document);
    if (!options.account_id.empty() && found.account_id != options.account_id) {
        throw WrongUse(found.arn() + " is of another account than --account-id=" + options.account_id +
                       ": a role trusts only OIDC providers of its own account");
    }
    if (!options.partition.empty() && found.partition != options.partition) {
        throw WrongUse(found.arn() + " is of another partition than --partition=" + options.partition);
    }
    return found;
}

}  // namespace server::cli::trust_policy
