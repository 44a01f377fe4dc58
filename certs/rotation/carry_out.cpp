#include "certs/host_name.hpp"
#include "certs/rotation/authorities.hpp"
#include "certs/rotation/findings.hpp"
#include "certs/time_text.hpp"

#include <algorithm>

namespace certs::rotation {
namespace {

constexpr std::size_t max_names = 16;
constexpr std::size_t end_of_common_name = 64;  // ub-common-name, RFC 5280 appendix A.1

/// What every change starts from.
struct Before {
    const Situation& situation;
    const Settings& settings;
    Contents contents;  ///< the Secret's, empty without one
    Examined examined;

    /// Nothing was broken: what is done now was going to be done.
    [[nodiscard]] bool is_planned() const { return is_whole(examined, situation.now); }
};

/// Annotations carry whole seconds.
TimePoint in_seconds(TimePoint time) { return std::chrono::floor<std::chrono::seconds>(time); }

TimePoint a_leaf_from_now(const Before& before) {
    return in_seconds(before.situation.now) + std::chrono::days(before.settings.leaf_days);
}

std::string joined(const Authorities& authorities) {
    std::string pem;
    for (std::size_t i = 0; i < std::min(authorities.size(), max_authorities); ++i) pem += authorities[i].pem;
    return pem;
}

void extend(std::optional<TimePoint>& needed_until, TimePoint until) {
    needed_until = std::max(needed_until.value_or(until), in_seconds(until));
}

/// Those of the Secret, and after something broke also those which the caBundles hold: running replicas may serve by
/// them.
Authorities trusted_authorities(const Before& before) {
    Authorities known = before.examined.authorities;
    if (before.is_planned()) return known;
    for (const auto& bundle : read_bundles(before.situation.bundles)) append(known, bundle);
    return known;
}

/// The same behind a new one, the leaf's first: it is the last that a bound may drop.
Authorities with_newest(const Before& before, const std::string& newest_pem) {
    Authorities known = trusted_authorities(before);
    if (const auto issuer = issuer_of(before.contents.certificate_pem, known))
        std::rotate(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(*issuer),
                    known.begin() + static_cast<std::ptrdiff_t>(*issuer) + 1);
    known.insert(known.begin(), Authority{newest_pem, {}});
    return known;
}

/// Our names; when the leaf has others, theirs too: they are of a replica of another version, which must not have to
/// replace the leaf in its turn. The next renewal drops them.
std::vector<std::string> names_of(const Before& before) {
    std::vector<std::string> names = before.settings.dns_names;
    if (!before.examined.uncovered || !before.examined.issuer) return names;
    std::vector<std::string> others = before.examined.dns_names;
    std::erase_if(others, [](const std::string& name) { return !is_host_name(name); });
    for (const auto& name : others)
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    names.resize(std::max(before.settings.dns_names.size(), std::min(names.size(), max_names)));
    return names;
}

Result<KeyPair> make_authority(const Before& before) {
    Request request;
    // A name of its own, for people; programs tell CAs apart by the key's identifier.
    request.common_name = "profile-iam-webhook CA " + to_text(before.situation.now);
    request.lifetime_days = before.settings.authority_days;
    request.now = backdated(before.situation.now, request.lifetime_days);
    return issue_ca(request);
}

Result<KeyPair> make_leaf(const Before& before, const KeyPair& authority) {
    Request request;
    const auto& name = before.settings.common_name;
    if (name.size() <= end_of_common_name) request.common_name = name;
    request.dns_names = names_of(before);
    request.lifetime_days = before.settings.leaf_days;
    request.now = backdated(before.situation.now, request.lifetime_days);
    return certs::issue_leaf(request, authority);
}

Result<Contents> restore(const Before& before) {
    Contents after = before.situation.remembered.value_or(Contents{});
    if (before.situation.secret) after.requested = before.situation.secret->requested;
    return after;
}

Result<Contents> issue_authority(const Before& before) {
    auto authority = make_authority(before);
    if (!authority) return std::unexpected(authority.error());
    Contents after = before.contents;
    after.authorities_pem = joined(with_newest(before, authority->certificate_pem));
    after.authority_key_pem = std::move(authority->key_pem);
    after.published_at.reset();
    if (before.examined.leaf) extend(after.needed_until, before.examined.leaf->to);
    if (!before.is_planned()) extend(after.needed_until, a_leaf_from_now(before));
    if (after.requested == Renewal::ca) after.requested = Renewal::none;
    return after;
}

Result<Contents> issue_leaf(const Before& before) {
    const auto& now_trusted = before.examined.authorities;
    if (now_trusted.empty()) return std::unexpected(Failure{"ca.crt holds no CA"});
    auto leaf = make_leaf(before, {now_trusted.front().pem, before.contents.authority_key_pem});
    if (!leaf) return std::unexpected(leaf.error());
    const Authorities authorities = trusted_authorities(before);
    Contents after = before.contents;
    after.certificate_pem = std::move(leaf->certificate_pem);
    after.key_pem = std::move(leaf->key_pem);
    after.authorities_pem = joined(authorities);
    after.published_at.reset();
    if (authorities.size() < 2) after.needed_until.reset();
    // Only a leaf of an older CA needs one: a renewal by the newest keeps nothing longer.
    const bool ends_overlap = before.examined.issuer.value_or(0) != 0;
    if (authorities.size() > 1 && ends_overlap) extend(after.needed_until, before.examined.leaf->to);
    if (authorities.size() > 1 && !before.is_planned()) extend(after.needed_until, a_leaf_from_now(before));
    // A CA that was asked for during an overlap is the one that has just come.
    if (after.requested == Renewal::leaf || ends_overlap) after.requested = Renewal::none;
    return after;
}

Result<Contents> create(const Before& before) {
    const auto authority = make_authority(before);
    if (!authority) return std::unexpected(authority.error());
    auto leaf = make_leaf(before, *authority);
    if (!leaf) return std::unexpected(leaf.error());
    const auto authorities = with_newest(before, authority->certificate_pem);
    Contents after{.certificate_pem = std::move(leaf->certificate_pem),
                   .key_pem = std::move(leaf->key_pem),
                   .authorities_pem = joined(authorities),
                   .authority_key_pem = authority->key_pem,
                   .published_at = std::nullopt,
                   .needed_until = std::nullopt,
                   .requested = Renewal::none};
    if (authorities.size() > 1) {
        after.needed_until = before.contents.needed_until;
        extend(after.needed_until, a_leaf_from_now(before));
    }
    return after;
}

Result<Contents> note_published(const Before& before) {
    Contents after = before.contents;
    after.published_at.reset();
    if (examine(before.situation, before.settings).newest == Spread::everywhere)
        after.published_at = in_seconds(before.situation.now);
    return after;
}

Result<Contents> retire_authorities(const Before& before) {
    Contents after = before.contents;
    if (!after.needed_until) {
        after.needed_until = a_leaf_from_now(before);
        return after;
    }
    after.authorities_pem = joined({before.examined.authorities.front()});
    after.needed_until.reset();
    after.published_at.reset();
    return after;
}

}  // namespace

Result<Contents> carry_out(const Step& step, const Situation& situation, const Settings& settings) {
    Before before{situation, settings, situation.secret.value_or(Contents{}), {}};
    before.examined = examine(before.contents, settings);
    switch (step.change) {
        case Change::create: return create(before);
        case Change::restore: return restore(before);
        case Change::issue_authority: return issue_authority(before);
        case Change::issue_leaf: return issue_leaf(before);
        case Change::note_published: return note_published(before);
        case Change::retire_authorities: return retire_authorities(before);
        case Change::none: break;
    }
    return std::unexpected(Failure{"there is nothing to do"});
}

}  // namespace certs::rotation
