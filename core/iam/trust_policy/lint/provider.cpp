#include "core/iam/trust_policy/lint/provider.hpp"

#include "core/iam/arn.hpp"
#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/lint/check.hpp"
#include "core/iam/trust_policy/lint/placeholder.hpp"
#include "core/iam/trust_policy/lint/spelling.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace core::iam::trust_policy::lint {
namespace {

constexpr std::string_view saml_kind = "saml-provider/";

bool is_saml_provider(const std::optional<Arn>& arn) {
    return arn && is_partition(arn->partition) && is_account_id(arn->account_id) &&
           arn->resource.starts_with(saml_kind) && arn->resource.size() > saml_kind.size();
}

void report_bad(const Context& context, const Scalar& federated) {
    const auto arn = meant_provider(federated.text, context.expectations.account_id);
    context.report.error(
        "bad_provider", federated.node->begin,
        text::quoted(federated.text) + " is no identity provider: " + complaint_of_provider(federated.text),
        arn ? "write \"" + *arn + '"' : "write arn:aws:iam::<12 digits>:oidc-provider/<issuer without https://>");
}

void check_known(const Context& context, const Scalar& federated, const OidcProvider& provider) {
    const std::vector<std::string>& known = context.expectations.providers;
    const auto is_it = [&](std::string_view each) {
        const auto issuer = decode_issuer(each);
        return each == federated.text || (issuer && *issuer == provider.issuer);
    };
    if (known.empty() || std::ranges::any_of(known, is_it)) {
        return;
    }
    const std::vector<std::string_view> words(known.begin(), known.end());
    auto meant = nearest(federated.text, words, 12);
    meant = meant ? meant : nearest(provider.issuer, words, 12);
    const std::string remedy = known.size() == 1 ? "write " + known.front()
                                                 : "write one of the providers that are known";
    context.report.error("unknown_provider", federated.node->begin,
                         text::quoted(federated.text) + " is none of the known providers" + did_you_mean(meant),
                         meant ? "write " + std::string(*meant) : remedy);
}

/// IAM accepts an issuer with a port in a policy, but cannot register one: CreateOpenIDConnectProvider demands port
/// 443.
void check_port(const Context& context, const Scalar& federated, const OidcProvider& provider) {
    const std::string_view host = std::string_view(provider.issuer).substr(0, provider.issuer.find('/'));
    if (host.find(':') != std::string_view::npos) {
        context.report.warn(
            "issuer_with_port", federated.node->begin,
            "the issuer " + text::quoted(provider.issuer) + " has a port; IAM registers no such provider",
            "serve the issuer on port 443 and take the port out of its URL");
    }
}

/// What all providers of a document share.
struct Home {
    std::string partition;
    std::string account_id;
    std::string why;  ///< for a person
};

void check_home(const Context& context, const Scalar& federated, const Arn& arn, std::optional<Home>& home) {
    if (home && !home->account_id.empty() && arn.account_id != home->account_id) {
        std::string meant = federated.text;
        meant.replace(meant.find(arn.account_id), arn.account_id.size(), home->account_id);
        context.report.error("another_account", federated.node->begin,
                             "the provider is in account " + std::string(arn.account_id) + ", " + home->why + " in " +
                                 home->account_id + "; a role takes tokens of providers of its own account only",
                             "write " + meant);
    } else if (home && !home->partition.empty() && arn.partition != home->partition) {
        context.report.error(
            "another_account", federated.node->begin,
            "the provider is in partition " + std::string(arn.partition) + ", another one in " + home->partition,
            "a role has one partition: correct the ARN that is wrong");
    }
    if (!home) {
        home = Home{"", std::string(arn.account_id), "another provider"};
    }
    home->partition = home->partition.empty() ? std::string(arn.partition) : home->partition;
}

void check_provider(const Context& context, const Statement& statement, const Scalar& federated,
                    std::optional<Home>& home) {
    if (federated.text == "*" || is_built_in_provider(federated.text) ||
        !find_placeholder(federated.text, BareWords::find).empty()) {
        return;
    }
    const auto arn = split_arn(federated.text);
    const auto provider = decode_oidc_provider(federated.text);
    if (!provider && !is_saml_provider(arn)) {
        return report_bad(context, federated);
    }
    check_home(context, federated, *arn, home);
    if (provider && statement.effect == Effect::allow) {
        check_known(context, federated, *provider);
        check_port(context, federated, *provider);
    }
}

}  // namespace

void check_providers(const Context& context) {
    std::optional<Home> home;
    if (!context.expectations.account_id.empty()) {
        home = Home{"", context.expectations.account_id, "the role"};
    }
    for (const Statement& statement : context.document.statements) {
        for (const Principal& principal : statement.principals) {
            if (principal.type == "Federated") {
                check_provider(context, statement, principal.value, home);
            }
        }
    }
}

}  // namespace core::iam::trust_policy::lint
