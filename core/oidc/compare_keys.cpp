#include "core/oidc/compare.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace core::oidc {
namespace {

using check::Finding;
using check::Level;
using text::quoted;

/// STS reads no more keys of a kind from a set
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html).
constexpr std::ptrdiff_t most_keys_of_a_kind = 100;

constexpr const char* republish = "publish what oidc render writes";

Finding fail(std::string text, std::string advice = republish) {
    return {Level::fail, "key", std::move(text), std::move(advice)};
}

void judge_key(const Key& key, std::vector<Finding>& found) {
    if (!key.private_member.empty()) {
        found.push_back(fail("THE PRIVATE KEY of " + name_of(key) + " is published: it has a member " +
                                 quoted(key.private_member) + "; whoever has it can sign tokens for any role",
                             "take it down at once, and rotate: this key is lost"));
    }
    if (key.id.empty()) {
        found.push_back(fail("a published key has no kid, so no token can name it"));
    }
    if (!key.fault.empty()) {
        found.push_back(fail("the published key " + name_of(key) + " cannot be used: " + key.fault));
    }
    if (key.use.empty() || key.use == "sig") {
        return;
    }
    found.push_back(fail("the published key " + name_of(key) + " is for use " + quoted(key.use) + ", not for sig"));
}

void judge_repetition(const KeySet& published, std::size_t index, std::vector<Finding>& found) {
    const Key& key = published.keys[index];
    const Key* const first = find_key(published, key.id);
    if (key.id.empty() || first == &key) {
        return;
    }
    found.push_back(fail("the kid " + name_of(key) + " is published twice, " +
                         (is_same_public_key(*first, key) ? "for the same key" : "for different keys")));
}

/// How a published key differs from the API server's; empty when it does not.
std::string difference_of(const Key& published, const Key& actual) {
    if (!is_same_public_key(published, actual)) {
        return "but with another " +
               std::string(actual.kind == Key::Kind::rsa ? "modulus or exponent" : "curve point") +
               ": STS refuses its tokens";
    }
    if (algorithm_of(published) != algorithm_of(actual)) {
        return "but for " + quoted(algorithm_of(published)) + ", and the API server signs " +
               quoted(algorithm_of(actual));
    }
    return "";
}

Finding compare_key(const KeySet& published, const Key& actual) {
    const std::string algorithm = algorithm_of(actual);
    if (!is_supported_algorithm(algorithm)) {
        return fail("STS cannot verify the API server's key " + name_of(actual) + ": " +
                        (algorithm.empty() ? "its kind is unknown" : quoted(algorithm)) +
                        " is none of RS256, RS384, RS512, ES256, ES384, ES512",
                    "sign with an RSA key, or with ECDSA on P-256, P-384 or P-521");
    }
    const Key* const found = find_key(published, actual.id);
    if (found == nullptr) {
        return fail("the API server's key " + name_of(actual) + " is not published: STS refuses its tokens",
                    "publish it: oidc render");
    }
    if (const std::string how = difference_of(*found, actual); !how.empty()) {
        return fail("the API server's key " + name_of(actual) + " is published, " + how);
    }
    if (found->use.empty()) {
        return {Level::warn, "key", "the published key " + name_of(actual) + " does not say that it is for signatures",
                R"(add "use": "sig", or publish what oidc render writes)"};
    }
    return {Level::ok, "key", "the API server's key " + name_of(actual) + " (" + algorithm + ") is published", ""};
}

}  // namespace

std::vector<Finding> judge_published_keys(const KeySet& published) {
    std::vector<Finding> found;
    if (published.keys.empty()) {
        found.push_back(fail("the published key set is empty"));
    }
    for (std::size_t index = 0; index < published.keys.size(); ++index) {
        judge_key(published.keys[index], found);
        judge_repetition(published, index, found);
    }
    for (const Key::Kind kind : {Key::Kind::rsa, Key::Kind::elliptic_curve}) {
        if (std::ranges::count(published.keys, kind, &Key::kind) > most_keys_of_a_kind) {
            found.push_back(fail("more than 100 RSA or 100 EC keys are published, which STS does not read",
                                 "leave out the keys that nothing signs with any more"));
        }
    }
    return found;
}

std::vector<Finding> compare_keys(const Evidence& evidence) {
    const KeySet& actual = evidence.api_server.key_set;
    std::vector<Finding> found;
    if (actual.keys.empty()) {
        found.push_back(fail("the API server's key set is empty", "is this what it serves at /openid/v1/jwks?"));
    }
    for (const Key& key : actual.keys) {
        found.push_back(compare_key(evidence.published.key_set, key));
    }
    return found;
}

}  // namespace core::oidc
