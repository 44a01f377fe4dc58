#include "certs/rotation/findings.hpp"

#include "certs/chain.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace certs::rotation {
namespace {

/// A pair whose certificate and key can be served at some time.
struct Servable {
    Life life;
    std::vector<std::string> dns_names;
};

/// ... or what is wrong with it at any time: it is judged by its own first moment.
Result<Servable> examine_pair(const KeyPair& pair) {
    auto leaf = inspect(pair.certificate_pem);
    if (!leaf) return std::unexpected(Failure{"tls.crt: " + leaf.error().detail});
    const auto checked = check_key_pair(pair, "tls.crt", "tls.key", {.now = leaf->not_before});
    if (!checked) return std::unexpected(checked.error());
    return Servable{life_of(*leaf), std::move(leaf->dns_names)};
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
    examined.has_authority_key = belongs_together(examined.authorities.front().pem, contents.authority_key_pem);
    if (!examined.has_authority_key) blame(examined, "ca.key is not the key of the first CA in ca.crt");
}

void examine_leaf(Examined& examined, const Contents& contents, const Settings& settings) {
    auto pair = examine_pair({contents.certificate_pem, contents.key_pem});
    if (!pair) return blame(examined, pair.error().detail);
    examined.leaf = pair->life;
    examined.dns_names = std::move(pair->dns_names);
    examined.uncovered = first_uncovered(contents.certificate_pem, settings);
    examined.issuer = issuer_of(contents.certificate_pem, examined.authorities);
    if (!examined.issuer) return blame(examined, "the leaf in tls.crt is not signed by a CA of ca.crt");
    examined.leaf = both(pair->life, examined.authorities[*examined.issuer].life);
}

template <typename Predicate>
Spread spread_over(const std::vector<Authorities>& bundles, Predicate&& is_in) {
    const auto count = std::ranges::count_if(bundles, std::forward<Predicate>(is_in));
    if (count == 0) return Spread::nowhere;
    return std::cmp_equal(count, bundles.size()) ? Spread::everywhere : Spread::somewhere;
}

Spread spread_of_issuer(const std::string& certificate_pem, const std::vector<Authorities>& bundles) {
    std::map<std::string, bool> known;  // as a rule the bundles are all the same
    const auto signed_it = [&](const Authority& authority) {
        const auto [place, is_new] = known.try_emplace(authority.pem);
        if (is_new) place->second = is_signed_by(certificate_pem, authority.pem);
        return place->second;
    };
    return spread_over(bundles, [&](const Authorities& bundle) { return std::ranges::any_of(bundle, signed_it); });
}

void examine_secret(Findings& findings, const Contents& secret, const std::vector<Authorities>& bundles,
                    const Settings& settings) {
    findings.exists = true;
    findings.secret = examine(secret, settings);
    findings.published_at = secret.published_at;
    findings.needed_until = secret.needed_until;
    findings.requested = secret.requested;
    findings.leaf_issuer = spread_of_issuer(secret.certificate_pem, bundles);
    if (findings.secret.authorities.empty()) return;
    findings.newest = spread_over(bundles, [&](const Authorities& bundle) {
        return std::ranges::find(bundle, findings.secret.authorities.front()) != bundle.end();
    });
}

void examine_served(Findings& findings, const Situation& situation, const std::vector<Authorities>& bundles,
                    const Settings& settings) {
    const auto& served = situation.served;
    const auto& secret = situation.secret;
    findings.is_offered_served = secret && served == KeyPair{secret->certificate_pem, secret->key_pem};
    if (served.certificate_pem.empty()) return;
    findings.served_issuer = findings.is_offered_served ? findings.leaf_issuer
                                                        : spread_of_issuer(served.certificate_pem, bundles);
    const auto pair = examine_pair(served);
    if (pair && !first_uncovered(served.certificate_pem, settings)) findings.served = pair->life;
}

void examine_remembered(Findings& findings, const Situation& situation, const std::vector<Authorities>& bundles,
                        const Settings& settings) {
    if (!situation.remembered) return;
    const auto& remembered = *situation.remembered;
    if (situation.secret && encode_data(remembered) == encode_data(*situation.secret)) return;
    findings.remembered = examine(remembered, settings);
    findings.remembered_issuer = spread_of_issuer(remembered.certificate_pem, bundles);
    findings.is_remembered_served = situation.served == KeyPair{remembered.certificate_pem, remembered.key_pem};
}

}  // namespace

Examined examine(const Contents& contents, const Settings& settings) {
    Examined examined;
    examine_authorities(examined, contents);
    examine_leaf(examined, contents, settings);
    return examined;
}

bool is_whole(const Examined& examined, TimePoint now) {
    return examined.damage.empty() && !examined.uncovered && is_valid(examined.authorities.front().life, now) &&
           is_valid(*examined.leaf, now);
}

Findings examine(const Situation& situation, const Settings& settings) {
    const auto bundles = read_bundles(situation.bundles);
    Findings findings;
    findings.has_webhooks = !bundles.empty();
    findings.bundles_since = situation.bundles_since;
    if (situation.secret) examine_secret(findings, *situation.secret, bundles, settings);
    examine_served(findings, situation, bundles, settings);
    examine_remembered(findings, situation, bundles, settings);
    return findings;
}

bool have_stayed(const Findings& findings, std::chrono::seconds span, TimePoint now) {
    constexpr std::chrono::minutes set_back{
        1};  // who sets a clock back by more does not do so within `span` of a change
    return findings.bundles_since + span <= now || findings.bundles_since > now + set_back;
}

bool is_settled(const Findings& findings, TimePoint now, const Settings& settings) {
    return have_stayed(findings, settings.bundle_settling, now);
}

}  // namespace certs::rotation
