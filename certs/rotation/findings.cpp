#include "certs/rotation/findings.hpp"

#include "certs/chain.hpp"
#include "certs/rotation/authorities.hpp"

#include <algorithm>

namespace certs::rotation {
namespace {

/// The pair's dates, or what is wrong with it at any time: it is judged by its own first moment.
Result<Life> examine_pair(const KeyPair& pair) {
    const auto leaf = inspect(pair.certificate_pem);
    if (!leaf) return std::unexpected(Failure{"tls.crt: " + leaf.error().detail});
    const auto checked = check_key_pair(pair, "tls.crt", "tls.key", {.now = leaf->not_before});
    if (!checked) return std::unexpected(checked.error());
    return life_of(*leaf);
}

std::optional<std::string> first_uncovered(const std::string& certificate_pem, const Settings& settings) {
    for (const auto& name : settings.dns_names)
        if (!covers(certificate_pem, name)) return name;
    return std::nullopt;
}

/// The first thing that is wrong stays: the others often follow from it.
void blame(Examined& examined, const std::string& damage) {
    if (examined.damage.empty()) examined.damage = damage;
}

void examine_authorities(Examined& examined, const Contents& contents) {
    auto authorities = read_authorities(contents.authorities_pem, "ca.crt");
    if (!authorities) return blame(examined, authorities.error().detail);
    examined.authorities = std::move(*authorities);
    if (examined.authorities.empty()) return blame(examined, "ca.crt holds no CA");
    for (const auto& authority : examined.authorities)
        if (const auto facts = inspect(authority)) examined.lives.push_back(life_of(*facts));
    examined.has_authority_key = belongs_together(examined.authorities.front(), contents.authority_key_pem);
    if (!examined.has_authority_key) blame(examined, "ca.key is not the key of the first CA in ca.crt");
}

void examine_leaf(Examined& examined, const Contents& contents, const Settings& settings) {
    const auto life = examine_pair({contents.certificate_pem, contents.key_pem});
    if (!life) return blame(examined, life.error().detail);
    examined.leaf = *life;
    examined.issuer = issuer_of(contents.certificate_pem, examined.authorities);
    if (examined.issuer) examined.leaf = both(*life, examined.lives[*examined.issuer]);
    if (!examined.issuer) blame(examined, "the leaf in tls.crt is not signed by a CA of ca.crt");
    examined.uncovered = first_uncovered(contents.certificate_pem, settings);
    if (const auto leaf = inspect(contents.certificate_pem)) examined.dns_names = leaf->dns_names;
}

bool holds(const std::string& bundle, const std::string& authority) {
    const auto held = authorities_of({bundle});
    return std::ranges::find(held, authority) != held.end();
}

Publication publication(const Examined& secret, const std::vector<std::string>& bundles) {
    if (bundles.empty()) return Publication::no_webhooks;
    if (secret.authorities.empty()) return Publication::missing;
    const auto& newest = secret.authorities.front();
    const bool is_everywhere =
        std::ranges::all_of(bundles, [&](const std::string& bundle) { return holds(bundle, newest); });
    return is_everywhere ? Publication::everywhere : Publication::missing;
}

/// A caBundle that has changed just now says nothing yet: kube-apiserver goes on with the one before for a moment, and
/// whoever emptied it may not have the last word.
bool is_accepted(const KeyPair& pair, const Situation& situation, const Settings& settings) {
    return situation.bundles.empty() || situation.now < situation.bundles_since + settings.bundle_settling ||
           is_trusted_by_all(pair.certificate_pem, situation.bundles);
}

bool is_remembered(const Situation& situation, const Settings& settings) {
    if (!situation.remembered) return false;
    const auto& remembered = *situation.remembered;
    const bool is_same = situation.secret && encode_data(*situation.secret) == encode_data(remembered);
    return !is_same && is_whole(remembered, settings, situation.now);
}

}  // namespace

Examined examine(const Contents& contents, const Settings& settings) {
    Examined examined;
    examine_authorities(examined, contents);
    examine_leaf(examined, contents, settings);
    return examined;
}

bool is_whole(const Examined& examined, TimePoint now) {
    return examined.damage.empty() && !examined.uncovered && is_valid(examined.lives.front(), now) &&
           is_valid(*examined.leaf, now);
}

Findings examine(const Situation& situation, const Settings& settings) {
    Findings findings;
    findings.is_remembered = is_remembered(situation, settings);
    findings.bundles_since = situation.bundles_since;
    if (const auto life = life_of_pair(situation.served, settings);
        life && is_accepted(situation.served, situation, settings))
        findings.in_use = life;
    if (!situation.secret) return findings;
    findings.exists = true;
    findings.secret = examine(*situation.secret, settings);
    findings.is_leaf_published =
        issuer_of(situation.secret->certificate_pem, authorities_of(situation.bundles)).has_value();
    findings.newest = publication(findings.secret, situation.bundles);
    findings.published_at = situation.secret->published_at;
    findings.needed_until = situation.secret->needed_until;
    findings.requested = situation.secret->requested;
    return findings;
}

std::optional<Life> life_of_pair(const KeyPair& pair, const Settings& settings) {
    if (pair.certificate_pem.empty()) return std::nullopt;
    const auto life = examine_pair(pair);
    if (!life || first_uncovered(pair.certificate_pem, settings)) return std::nullopt;
    return *life;
}

bool is_trusted_by_all(const std::string& certificate_pem, const std::vector<std::string>& bundles) {
    return !bundles.empty() && std::ranges::all_of(bundles, [&](const std::string& bundle) {
        return issuer_of(certificate_pem, authorities_of({bundle})).has_value();
    });
}

}  // namespace certs::rotation
