#include "core/oidc/publication.hpp"

#include "core/oidc/https_url.hpp"
#include "core/oidc/issuer.hpp"
#include "core/oidc/listing.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace core::oidc {
namespace {

using check::Finding;
using check::Level;
using text::quoted;

/// Kubernetes has no such endpoint; OpenID Connect Discovery requires the member
/// (https://github.com/aws/amazon-eks-pod-identity-webhook/blob/master/SELF_HOSTED_SETUP.md).
constexpr const char* no_authorization_endpoint = "urn:kubernetes:programmatic_authorization";

std::unexpected<Error> refused(std::string why) {
    return std::unexpected(Error{ErrorCode::wrong_shape, std::move(why)});
}

/// Why a key may not be published; empty when it may.
std::string complaint_of(const Key& key) {
    if (!key.private_member.empty()) {
        return "the key " + name_of(key) + " holds its private part (" + quoted(key.private_member) +
               "); give the public key set, as kube-apiserver serves it at /openid/v1/jwks";
    }
    if (key.id.empty()) {
        return "a key has no kid";
    }
    return key.fault.empty() ? "" : "the key " + name_of(key) + " cannot be published: " + key.fault;
}

/// Adds a key unless it is there already; false when another one has its `kid`.
bool add_key(KeySet& set, const Key& key) {
    if (const Key* const found = find_key(set, key.id)) {
        return is_same_public_key(*found, key);
    }
    set.keys.push_back(key);
    return true;
}

Result<KeySet> keys_to_publish(const PublicationRequest& request) {
    std::vector<Key> candidates = request.api_server.key_set.keys;
    candidates.insert(candidates.end(), request.next_keys.begin(), request.next_keys.end());
    for (const std::string& retired : request.retired) {
        if (std::ranges::find(candidates, retired, &Key::id) == candidates.end()) {
            return refused("no key has the kid " + quoted(retired) + " that is to be retired");
        }
    }
    KeySet set;
    for (const Key& key : candidates) {
        if (has(request.retired, key.id)) {
            continue;
        }
        if (std::string complaint = complaint_of(key); !complaint.empty()) {
            return refused(std::move(complaint));
        }
        if (!add_key(set, key)) {
            return refused("two different keys have the kid " + name_of(key));
        }
    }
    return set.keys.empty() ? Result<KeySet>(refused("no key is left to publish")) : set;
}

/// Each algorithm once, in the order of the keys.
std::vector<std::string> algorithms_of(const KeySet& set) {
    std::vector<std::string> algorithms;
    for (const Key& key : set.keys) {
        if (std::string algorithm = algorithm_of(key); !has(algorithms, algorithm)) {
            algorithms.push_back(std::move(algorithm));
        }
    }
    return algorithms;
}

Discovery discovery_of(std::string issuer, std::string key_set_url, const KeySet& set) {
    return {.issuer = std::move(issuer),
            .key_set_url = std::move(key_set_url),
            .authorization_endpoint = no_authorization_endpoint,
            .response_types = {"id_token"},
            .subject_types = {"public"},
            .algorithms = algorithms_of(set),
            .claims = {"sub", "iss"}};
}

/// The remarks about the issuer, or the first reason why it will not do.
Result<std::vector<Finding>> judge(const std::string& issuer) {
    auto remarks = judge_issuer(issuer);
    const auto failed = std::ranges::find(remarks, Level::fail, &Finding::level);
    if (failed != remarks.end()) {
        return refused("the issuer cannot be used with STS: " + failed->text + "; " + failed->advice);
    }
    return remarks;
}

void add_key_remarks(const PublicationRequest& request, Publication& publication) {
    for (const std::string& retired : request.retired) {
        if (find_key(request.api_server.key_set, retired) != nullptr) {
            publication.remarks.push_back(
                {Level::warn, "key", "the API server still verifies with the retired key " + name_of(retired),
                 "STS refuses its tokens once this is published; take it out of --service-account-key-file, too"});
        }
    }
    for (const Key& key : publication.documents.key_set.keys) {
        if (!is_supported_algorithm(algorithm_of(key))) {
            publication.remarks.push_back(
                {Level::warn, "key",
                 "STS cannot verify with the key " + name_of(key) + " (" + quoted(algorithm_of(key)) + ")",
                 "sign with RSA, or with ECDSA on P-256, P-384 or P-521"});
        }
    }
}

}  // namespace

Result<Publication> publish(const PublicationRequest& request) {
    const std::string& actual = request.api_server.discovery.issuer;
    const std::string& issuer = request.issuer.empty() ? actual : request.issuer;
    auto remarks = judge(issuer);
    if (!remarks) {
        return std::unexpected(remarks.error());
    }
    std::string url = request.key_set_url.empty() ? default_key_set_url(issuer) : request.key_set_url;
    const auto path = path_below(issuer, url);
    const auto discovery_path = path_below(issuer, discovery_url(issuer));
    if (!decode_https_url(url) || !path || !discovery_path || path == discovery_path) {
        return refused("the key set's URL " + quoted(url) + " must lie below the issuer " + quoted(issuer) +
                       ": <issuer>/openid/v1/jwks, <issuer>/keys.json");
    }
    auto set = keys_to_publish(request);
    if (!set) {
        return std::unexpected(set.error());
    }
    Publication publication{.documents = {discovery_of(issuer, std::move(url), *set), *std::move(set)},
                            .previous_issuer = issuer == actual ? "" : actual,
                            .discovery_path = *discovery_path,
                            .key_set_path = *path,
                            .remarks = *std::move(remarks)};
    for (const Key& key : request.next_keys) {
        if (find_key(request.api_server.key_set, key.id) == nullptr && !has(request.retired, key.id)) {
            publication.next_keys.push_back(key);
        }
    }
    add_key_remarks(request, publication);
    return publication;
}

}  // namespace core::oidc
