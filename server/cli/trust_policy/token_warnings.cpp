#include "server/cli/trust_policy/token_warnings.hpp"

#include "core/text/quoted.hpp"
#include "server/cli/trust_policy/caller.hpp"
#include "server/cli/trust_policy/provider.hpp"

#include <algorithm>

namespace server::cli::trust_policy {
namespace {

using core::iam::Token;
using core::iam::trust_policy::Document;

void warn_of_time(const Token& token, std::chrono::sys_seconds now, std::vector<std::string>& warnings) {
    if (token.expires_at && *token.expires_at <= now) {
        warnings.push_back("the token expired at " + time_text(*token.expires_at) +
                           ": STS refuses it, whatever the document says");
    }
    const auto start = token.valid_from ? token.valid_from : token.issued_at;
    if (start && *start > now) {
        warnings.push_back("the token is not valid before " + time_text(*start) +
                           ": STS refuses it until then (or the clock of this machine is wrong)");
    }
}

void warn_of_audiences(const Token& token, std::vector<std::string>& warnings) {
    if (!token.authorized_party.empty()) {
        warnings.emplace_back(
            "the token has an authorized party: STS takes `azp` as the audience in place of `aud`, and so does "
            "this verdict");
    } else if (token.audiences.size() > 1) {
        warnings.push_back("the token has " + std::to_string(token.audiences.size()) +
                           " audiences; each was judged, and the verdict is that of the first that is allowed");
    }
}

void warn_of_issuer(const std::string& issuer, const Document& document, std::vector<std::string>& warnings) {
    const auto providers = providers_of(document);
    if (std::ranges::find(providers, issuer, &core::iam::OidcProvider::issuer) != providers.end()) {
        return;
    }
    std::string known;
    for (const auto& each : providers) {
        known += (known.empty() ? "; it names " : ", ") + each.issuer;
    }
    warnings.push_back("the document names no provider of the issuer " + core::text::quoted(issuer) + known);
}

}  // namespace

std::vector<std::string> token_warnings(const Token& token, const std::string& issuer, const Document& document,
                                        std::chrono::sys_seconds now) {
    std::vector<std::string> warnings;
    warn_of_time(token, now, warnings);
    warn_of_audiences(token, warnings);
    warn_of_issuer(issuer, document, warnings);
    return warnings;
}

}  // namespace server::cli::trust_policy
