#include "server/cli/trust_policy/caller.hpp"

#include "core/iam/trust_policy/edit/edit.hpp"
#include "core/text/quoted.hpp"
#include "server/cli/flags.hpp"
#include "server/cli/read_input.hpp"
#include "server/cli/trust_policy/input.hpp"
#include "server/cli/trust_policy/provider.hpp"
#include "server/cli/trust_policy/token_warnings.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace server::cli::trust_policy {
namespace {

using core::iam::Token;
using core::iam::trust_policy::Document;
using core::iam::trust_policy::evaluation::Claims;

std::string issuer_option(const std::string& text) {
    auto issuer = core::iam::decode_issuer(text);
    if (!issuer) {
        throw WrongUse("--issuer: " + issuer.error().detail);
    }
    return *std::move(issuer);
}

/// The provider that was asked for by name; of one that the document has to tell, the issuer is enough.
void set_provider(const CallerOptions& options, const Document& document, Claims& claims) {
    if (!options.provider.provider.empty()) {
        const core::iam::OidcProvider found = provider(options.provider, &document);
        claims.provider_arn = found.arn();
        if (claims.issuer.empty()) {
            claims.issuer = found.issuer;
        } else if (claims.issuer != found.issuer) {
            throw WrongUse("--provider is for the issuer " + found.issuer + ", and the tokens are of " +
                           core::text::quoted(claims.issuer));
        }
    } else if (claims.issuer.empty()) {
        claims.issuer = provider(options.provider, &document).issuer;
    }
}

void refuse_with_token(const CallerOptions& options) {
    const auto& whom = options.subjects;
    if (!whom.namespace_name.empty() || !whom.service_accounts.empty() || !whom.subjects.empty()) {
        throw WrongUse("--token says for whom it is; leave out --namespace, --service-account and --subject");
    }
    if (!options.issuer.empty() || !options.audience.empty()) {
        throw WrongUse("--token says its issuer and audience; leave out --issuer and --audience");
    }
}

Token read_token(const std::string& file) {
    auto token = core::iam::decode_token(read_text(file));
    if (!token) {
        throw WrongUse("--token: " + input_name(file) + ": " + token.error().detail);
    }
    return *std::move(token);
}

/// STS looks the provider up by `iss` without `https://`; an `iss` that is no issuer's URL is looked up in vain.
std::string issuer_of(const Token& token) {
    const auto issuer = core::iam::decode_issuer(token.issuer);
    return issuer ? *issuer : token.issuer;
}

Caller from_token(const CallerOptions& options, const Document& document, std::chrono::sys_seconds now) {
    refuse_with_token(options);
    Caller caller;
    caller.token = read_token(options.token_file);
    Claims claims;
    claims.issuer = issuer_of(*caller.token);
    claims.subject = caller.token->subject;
    claims.context = context(options.context);
    set_provider(options, document, claims);
    for (const std::string& audience : caller.token->effective_audiences()) {
        claims.audience = audience;
        caller.claims.push_back(claims);
    }
    caller.warnings = token_warnings(*caller.token, claims.issuer, document, now);
    return caller;
}

Caller from_flags(const CallerOptions& options, const Document& document) {
    const auto whom = subjects(options.subjects);
    if (whom.size() != 1 || whom.front().is_pattern()) {
        throw WrongUse("evaluate judges one ServiceAccount by its name; a pattern or several cannot ask STS");
    }
    Claims claims;
    claims.issuer = options.issuer.empty() ? "" : issuer_option(options.issuer);
    claims.subject = whom.front().text();
    claims.audience = options.audience.empty() ? core::iam::trust_policy::edit::sts_audience : options.audience;
    claims.context = context(options.context);
    set_provider(options, document, claims);
    return {{claims}};
}

}  // namespace

std::map<std::string, std::vector<std::string>> context(const std::vector<std::string>& entries) {
    std::map<std::string, std::vector<std::string>> keys;
    for (const std::string& entry : entries) {
        const std::size_t equals = entry.find('=');
        if (equals == std::string::npos || equals == 0) {
            throw WrongUse("--context: " + core::text::quoted(entry) +
                           " is not KEY=VALUE (a key with several values is given once for each)");
        }
        auto& values = keys[entry.substr(0, equals)];
        if (equals + 1 < entry.size()) {
            values.push_back(entry.substr(equals + 1));
        }
    }
    return keys;
}

std::string time_text(std::chrono::sys_seconds time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    std::array<char, 64> buffer{};
    if (gmtime_r(&seconds, &parts) == nullptr ||
        std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        return std::to_string(seconds) + " seconds after 1970";
    }
    return buffer.data();
}

Caller caller(const CallerOptions& options, const Document& document, std::chrono::sys_seconds now) {
    return options.token_file.empty() ? from_flags(options, document) : from_token(options, document, now);
}

}  // namespace server::cli::trust_policy
