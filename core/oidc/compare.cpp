#include "core/oidc/compare.hpp"

#include "core/iam/oidc_provider.hpp"
#include "core/oidc/https_url.hpp"
#include "core/oidc/issuer.hpp"
#include "core/oidc/listing.hpp"
#include "core/oidc/rotation.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

namespace core::oidc {
namespace {

using check::Finding;
using check::Level;
using text::quoted;

Finding ok(const char* about, std::string text) { return {Level::ok, about, std::move(text), ""}; }

/// Which published keys are verified with an algorithm that the document does not list.
std::string unlisted_algorithm(const Documents& published) {
    for (const Key& key : published.key_set.keys) {
        const std::string algorithm = algorithm_of(key);
        if (!algorithm.empty() && !has(published.discovery.algorithms, algorithm)) {
            return algorithm;
        }
    }
    return "";
}

Finding judge_key_set_url(const Discovery& published) {
    constexpr const char* advice = "publish what oidc render writes";
    if (published.key_set_url.empty()) {
        return {Level::fail, "discovery", "jwks_uri is missing", advice};
    }
    const auto url = decode_https_url(published.key_set_url);
    if (!url) {
        return {Level::fail, "discovery", "jwks_uri: " + url.error().detail, advice};
    }
    if (const std::string why = unreachable_because(url->host); !why.empty()) {
        return {
            Level::fail, "discovery",
            "jwks_uri " + quoted(published.key_set_url) + ": STS must reach it over the public internet, and " + why,
            "an API server names itself there; publish what oidc render writes, and start the API server with "
            "--service-account-jwks-uri"};
    }
    if (!path_below(published.issuer, published.key_set_url)) {
        return {Level::warn, "discovery",
                "jwks_uri " + quoted(published.key_set_url) + " does not lie under the issuer",
                "see that it is the key set which was looked at here"};
    }
    return ok("discovery", "the key set is at " + quoted(published.key_set_url));
}

/// The members that OpenID Connect Discovery 1.0 section 3 requires or recommends, and what must stand in them.
std::vector<Finding> judge_members(const Documents& published) {
    const Discovery& document = published.discovery;
    std::vector<Finding> found;
    const auto note = [&](Level level, std::string text) {
        found.push_back({level, "discovery", std::move(text), "publish what oidc render writes"});
    };
    if (!has(document.response_types, "id_token")) {
        note(Level::fail, "response_types_supported does not list id_token");
    }
    if (!has(document.subject_types, "public")) {
        note(Level::fail, "subject_types_supported does not list public");
    }
    if (const std::string algorithm = unlisted_algorithm(published); !algorithm.empty()) {
        note(Level::fail, "id_token_signing_alg_values_supported does not list " + quoted(algorithm) +
                              ", which a published key is for");
    }
    if (document.authorization_endpoint.empty() || document.claims.empty()) {
        note(Level::warn, "authorization_endpoint or claims_supported is missing, as the API server leaves it");
    }
    return found;
}

}  // namespace

std::vector<Finding> compare_issuer(const Evidence& evidence) {
    const std::string& published = evidence.published.discovery.issuer;
    const std::string& actual = evidence.api_server.discovery.issuer;
    std::vector<Finding> found = judge_issuer(published);
    if (published == actual) {
        found.insert(found.begin(), ok("issuer", quoted(published) + " is published and is what the API server says"));
        return found;
    }
    const std::string where = difference(published, actual);
    found.push_back({Level::fail, "issuer",
                     "published is " + quoted(published) + ", the API server's tokens say " + quoted(actual) +
                         (where.empty() ? "" : "; they differ in " + where),
                     "make them equal, byte for byte: --service-account-issuer of every API server (the first one "
                     "counts, further ones are only accepted), or publish for the other: oidc render"});
    return found;
}

std::vector<Finding> compare_discovery(const Evidence& evidence) {
    std::vector<Finding> found{judge_key_set_url(evidence.published.discovery)};
    std::ranges::move(judge_members(evidence.published), std::back_inserter(found));
    return found;
}

std::vector<Finding> compare(const Evidence& evidence) {
    std::vector<Finding> found = compare_issuer(evidence);
    const auto add = [&](std::vector<Finding> more) { std::ranges::move(more, std::back_inserter(found)); };
    add(compare_discovery(evidence));
    add(judge_published_keys(evidence.published.key_set));
    add(compare_keys(evidence));
    add(compare_token(evidence));
    add(compare_provider(evidence));
    found.push_back(rotation_stage(evidence));
    return found;
}

}  // namespace core::oidc
