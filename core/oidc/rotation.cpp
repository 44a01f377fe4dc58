#include "core/oidc/rotation.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace core::oidc {
namespace {

using check::Finding;
using check::Level;

constexpr const char* begin_advice =
    "to rotate: make the next key, and publish it beside this one before anything signs with it: oidc render "
    "--next-key=NEW.pub";
constexpr const char* know_advice =
    "give its caches an hour; then add its public key as another --service-account-key-file of every API server, "
    "and restart them one after the other";
constexpr const char* switch_advice =
    "once every API server verifies with both: name the next private key in --service-account-signing-key-file of "
    "each, and restart them one after the other";
constexpr const char* retire_advice =
    "keep the old key until the last token signed with it is over: 24 h after the last API server has switched "
    "(kubelets renew at 80 % of a token's life); then take it out of --service-account-key-file and publish what "
    "oidc render prints";

/// The keys of a set that another one does not have, or has with other numbers.
std::vector<std::string> ids_missing_in(const KeySet& of, const KeySet& in) {
    std::vector<std::string> missing;
    for (const Key& key : of.keys) {
        const Key* const found = find_key(in, key.id);
        if (found == nullptr || !is_same_public_key(*found, key)) {
            missing.push_back(key.id);
        }
    }
    return missing;
}

std::string names_of(const std::vector<std::string>& key_ids) {
    std::string names;
    for (const std::string& each : key_ids) {
        names += (names.empty() ? "" : ", ") + name_of(each);
    }
    return names;
}

Finding at(int step, std::string text, std::string advice, Level level = Level::ok) {
    return {level, "rotation", "step " + std::to_string(step) + " of 4: " + std::move(text), std::move(advice)};
}

bool has_others(const KeySet& set, std::string_view key_id) {
    return std::ranges::any_of(set.keys, [&](const Key& key) { return key.id != key_id; });
}

/// The API server knows the next key: it, or an older one, signs.
Finding with_both(const Evidence& evidence) {
    const std::string& next = evidence.next_key_id;
    if (!has_others(evidence.published.key_set, next)) {
        return at(1, name_of(next) + " is the one key everywhere: the rotation is over", "");
    }
    if (evidence.token && evidence.token->key_id != next) {
        return at(3, "the API server verifies with the next key, and signs with " + name_of(evidence.token->key_id),
                  switch_advice);
    }
    if (evidence.token || !has_others(evidence.api_server.key_set, next)) {
        return at(4, "the API server signs with the next key " + name_of(next) + "; an older one is still published",
                  retire_advice);
    }
    return at(3, "the API server verifies with the next key " + name_of(next) + " and with an older one",
              std::string(switch_advice) + " (--token=FILE shows which key signs now)");
}

Finding with_next_known(const Evidence& evidence) {
    const bool is_published = find_key(evidence.published.key_set, evidence.next_key_id) != nullptr;
    const bool is_known = find_key(evidence.api_server.key_set, evidence.next_key_id) != nullptr;
    const std::string next = name_of(evidence.next_key_id);
    if (!is_published) {
        return at(1, "the next key " + next + " is not published yet",
                  "publish it beside the others: oidc render --next-key=FILE");
    }
    return is_known ? with_both(evidence)
                    : at(2, "the next key " + next + " is published, the API server does not know it", know_advice);
}

Finding with_extra(const Evidence& evidence, const std::vector<std::string>& extra) {
    if (evidence.token && std::ranges::find(extra, evidence.token->key_id) != extra.end()) {
        return at(4,
                  "the token is signed with " + name_of(evidence.token->key_id) +
                      ", which is published, but which the API server does not verify with",
                  "if it is an old token: " + std::string(retire_advice) +
                      "; if it is new, add the signer's public key to --service-account-key-file",
                  Level::warn);
    }
    return at(2, "published, but unknown to the API server: " + names_of(extra),
              "if it is the next key (say so with --next-kid): " + std::string(know_advice) +
                  ". If it is the old one, and its last token is over: publish what oidc render prints",
              Level::warn);
}

Finding with_several(const Evidence& evidence) {
    const std::string text = "the API server verifies with " + std::to_string(evidence.api_server.key_set.keys.size()) +
                             " keys, and all are published";
    if (!evidence.token) {
        return at(3, text,
                  std::string(switch_advice) + ". If that is done: " + retire_advice +
                      " (--token=FILE shows which key signs now)");
    }
    return at(3, text + "; now " + name_of(evidence.token->key_id) + " signs",
              "if that is the old key: " + std::string(switch_advice) +
                  ". If it is the next one, this is step 4: " + retire_advice);
}

}  // namespace

Finding rotation_stage(const Evidence& evidence) {
    if (evidence.api_server.key_set.keys.empty()) {
        return {Level::fail, "rotation", "unknown: the API server shows no key", ""};
    }
    const auto unpublished = ids_missing_in(evidence.api_server.key_set, evidence.published.key_set);
    if (!unpublished.empty()) {
        return {Level::fail, "rotation",
                "out of order: the API server has " + names_of(unpublished) +
                    ", which is not published; STS refuses every token signed with it",
                "publish it now: oidc render; in a rotation the next key is published first"};
    }
    if (!evidence.next_key_id.empty()) {
        return with_next_known(evidence);
    }
    const auto extra = ids_missing_in(evidence.published.key_set, evidence.api_server.key_set);
    if (!extra.empty()) {
        return with_extra(evidence, extra);
    }
    if (evidence.api_server.key_set.keys.size() > 1) {
        return with_several(evidence);
    }
    return at(1, "one key everywhere", begin_advice);
}

}  // namespace core::oidc
