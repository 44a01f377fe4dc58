#include "core/iam/oidc_provider.hpp"
#include "core/oidc/compare.hpp"
#include "core/oidc/issuer.hpp"
#include "core/oidc/listing.hpp"
#include "core/text/quoted.hpp"
#include "core/text/shell_word.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace core::oidc {
namespace {

using check::Finding;
using check::Level;
using text::quoted;

std::string listed(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& value : values) {
        out += (out.empty() ? "" : ", ") + quoted(value);
    }
    return out.empty() ? "nobody" : out;
}

Finding fail(const char* about, std::string text, std::string advice) {
    return {Level::fail, about, std::move(text), std::move(advice)};
}

/// The issuer as IAM keeps it: without its scheme.
std::string registered(std::string_view issuer) {
    constexpr std::string_view scheme = "https://";
    return std::string(issuer.starts_with(scheme) ? issuer.substr(scheme.size()) : issuer);
}

Finding judge_signer(const Evidence& evidence) {
    const iam::Token& token = *evidence.token;
    const std::string name = name_of(token.key_id);
    const Key* const key = find_key(evidence.published.key_set, token.key_id);
    if (token.key_id.empty() || key == nullptr) {
        return fail("token", "it is signed with the key " + name + ", which is not published: STS refuses it",
                    "publish it: oidc render");
    }
    if (!is_supported_algorithm(token.algorithm) || token.algorithm != algorithm_of(*key)) {
        return fail("token",
                    "it says alg " + quoted(token.algorithm) + ", the published key " + name + " is for " +
                        quoted(algorithm_of(*key)),
                    "publish what oidc render writes; STS verifies RS256, RS384, RS512, ES256, ES384, ES512");
    }
    return {Level::ok, "token", "it is signed with the published key " + name + " (" + token.algorithm + ")", ""};
}

Finding judge_token_issuer(const Evidence& evidence) {
    const std::string& published = evidence.published.discovery.issuer;
    if (evidence.token->issuer == published) {
        return {Level::ok, "token", "its issuer is the published one", ""};
    }
    const std::string where = difference(published, evidence.token->issuer);
    return fail("token",
                "its issuer is " + quoted(evidence.token->issuer) + ", published is " + quoted(published) +
                    (where.empty() ? "" : "; they differ in " + where),
                "--service-account-issuer of the API server, given first, must be the published one; a token that was "
                "issued before a change keeps the old issuer until it is renewed");
}

Finding judge_token_audience(const Evidence& evidence) {
    const auto& audiences = evidence.token->audiences;
    if (!has(audiences, evidence.audience)) {
        return fail(
            "token", "it is for " + listed(audiences) + ", not for " + quoted(evidence.audience),
            "give a token that was projected for AWS (/var/run/secrets/eks.amazonaws.com/serviceaccount/token), "
            "or its audience with --audience");
    }
    if (audiences.size() > 1) {
        return {Level::warn, "token", "it is for several audiences: " + listed(audiences),
                "request one for " + quoted(evidence.audience) + " alone"};
    }
    return {Level::ok, "token", "it is for " + quoted(evidence.audience), ""};
}

Finding judge_client_ids(const Evidence& evidence) {
    const RegisteredProvider& provider = *evidence.provider;
    if (has(provider.client_ids, evidence.audience)) {
        return {Level::ok, "provider", "it takes tokens for " + quoted(evidence.audience), ""};
    }
    return fail("provider",
                "it takes tokens for " + listed(provider.client_ids) + ", not for " + quoted(evidence.audience),
                "aws iam add-client-id-to-open-id-connect-provider --client-id " + text::shell_word(evidence.audience) +
                    " --open-id-connect-provider-arn ARN");
}

bool is_thumbprint(const std::string& text) {
    constexpr std::size_t digits = 40;
    const auto is_hex = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    };
    return text.size() == digits && std::ranges::all_of(text, is_hex);
}

}  // namespace

std::vector<Finding> compare_token(const Evidence& evidence) {
    if (!evidence.token) {
        return {};
    }
    return {judge_token_issuer(evidence), judge_signer(evidence), judge_token_audience(evidence)};
}

std::vector<Finding> compare_provider(const Evidence& evidence) {
    if (!evidence.provider) {
        return {};
    }
    const std::string& url = evidence.provider->url;
    const std::string& issuer = evidence.published.discovery.issuer;
    std::vector<Finding> found;
    if (registered(url) == registered(issuer)) {
        found.push_back({Level::ok, "provider", "it is registered for the published issuer", ""});
    } else {
        const std::string where = difference(registered(url), registered(issuer));
        found.push_back(fail("provider",
                             "it is registered for " + quoted(url) + ", published is " + quoted(issuer) +
                                 (where.empty() ? "" : "; they differ in " + where),
                             "a provider's URL cannot be changed: create one for the published issuer (oidc render "
                             "prints the command)"));
    }
    found.push_back(judge_client_ids(evidence));
    if (!std::ranges::all_of(evidence.provider->thumbprints, is_thumbprint)) {
        found.push_back({Level::warn, "provider", "a thumbprint in its list is not 40 hexadecimal digits",
                         "AWS looks at thumbprints only when no public CA has signed the endpoint's certificate; mend "
                         "it with aws iam update-open-id-connect-provider-thumbprint"});
    }
    return found;
}

}  // namespace core::oidc
