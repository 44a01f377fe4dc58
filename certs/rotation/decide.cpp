#include "certs/rotation/decide.hpp"

#include "certs/time_text.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace certs::rotation {
namespace {

constexpr std::chrono::hours look_at_least_every{1};
constexpr std::chrono::minutes seen_for{1};

/// The rules that had something to say; nothing: go on with the next.
using Ruling = std::optional<Step>;

Step step(Change change, std::string why, TimePoint now) {
    return {.change = change, .why = std::move(why), .look_again = now + look_at_least_every};
}

/// The earliest of these times that is still ahead, at most an hour.
Step wait(TimePoint now, std::initializer_list<std::optional<TimePoint>> times) {
    TimePoint earliest = now + look_at_least_every;
    for (const auto& time : times)
        if (time && *time > now) earliest = std::min(earliest, *time);
    return {.change = Change::none, .why = {}, .look_again = earliest};
}

bool is_remembered(const Findings& findings, TimePoint now) {
    return findings.remembered && is_whole(*findings.remembered, now);
}

Ruling repair_absent(const Findings& findings, TimePoint now) {
    if (findings.exists) return std::nullopt;
    if (is_remembered(findings, now)) return step(Change::restore, "the Secret is gone", now);
    return step(Change::create, "there is no Secret", now);
}

/// As much is kept as can be kept: every part that changes has to be learnt by somebody.
Ruling repair_damaged(const Findings& findings, TimePoint now) {
    const auto& secret = findings.secret;
    if (secret.damage.empty()) return std::nullopt;
    if (is_remembered(findings, now)) return step(Change::restore, "the Secret is damaged: " + secret.damage, now);
    if (secret.has_authority_key && is_valid(secret.authorities.front().life, now))
        return step(Change::issue_leaf, "the leaf is damaged: " + secret.damage, now);
    if (secret.leaf && is_valid(*secret.leaf, now) && (secret.issuer || findings.leaf_issuer != Spread::nowhere))
        return step(Change::issue_authority, "the CA is damaged: " + secret.damage, now);
    return step(Change::create, "nothing in the Secret can be used: " + secret.damage, now);
}

/// A new CA, and a leaf with it in the same write unless the one there is good: half of it would not be of use to us
/// when a replica with another clock writes next.
Step replace_authority(const Findings& findings, const std::string& why, TimePoint now) {
    return step(is_valid(*findings.secret.leaf, now) ? Change::issue_authority : Change::create, why, now);
}

Ruling repair_expired(const Findings& findings, TimePoint now) {
    const auto& newest = findings.secret.authorities.front().life;
    const auto& leaf = *findings.secret.leaf;
    if (has_expired(newest, now)) return replace_authority(findings, "the CA expired at " + to_text(newest.to), now);
    if (!has_expired(leaf, now)) return std::nullopt;
    const std::string why = "the leaf expired at " + to_text(leaf.to);
    return step(is_valid(newest, now) ? Change::issue_leaf : Change::create, why, now);
}

/// Whether callers accept such a leaf. While the caBundles change, the benefit of the doubt: whoever emptied them may
/// not have the last word.
bool is_accepted(Spread issuer, const Findings& findings, TimePoint now, const Settings& settings) {
    return !findings.has_webhooks || issuer == Spread::everywhere || !is_settled(findings, now, settings);
}

/// Until when we get along without what the Secret holds, be it with what we serve or with what we remember; a time
/// that has passed when we do not.
TimePoint provided_until(const Findings& findings, TimePoint now, const Settings& settings) {
    TimePoint until{};
    const auto& served = findings.served;
    if (served && is_valid(*served, now) && is_accepted(findings.served_issuer, findings, now, settings))
        until = leaf_due(*served);
    if (is_remembered(findings, now) && is_accepted(findings.remembered_issuer, findings, now, settings))
        until = std::max(until, leaf_due(*findings.remembered->leaf));
    return until;
}

Ruling repair_not_valid_yet(const Findings& findings, TimePoint now, const Settings& settings) {
    const auto& newest = findings.secret.authorities.front().life;
    const auto& leaf = *findings.secret.leaf;
    if (is_valid(newest, now) && is_valid(leaf, now)) return std::nullopt;
    const bool is_authority = is_not_valid_yet(newest, now);
    const std::string why = std::string(is_authority ? "the CA" : "the leaf") + " in the Secret is not valid before " +
                            to_text(is_authority ? newest.from : leaf.from) +
                            "; a clock is wrong, here or where it was issued";
    const auto until = provided_until(findings, now, settings);
    if (now >= until) return is_authority ? replace_authority(findings, why, now) : step(Change::issue_leaf, why, now);
    auto waiting = wait(now, {newest.from - clock_tolerance, leaf.from - clock_tolerance, until,
                              findings.bundles_since + settings.bundle_settling});
    waiting.why = why + "; the leaf before it is good until " + to_text(until) + " at least";
    return waiting;
}

Ruling repair_names(const Findings& findings, TimePoint now) {
    if (!findings.secret.uncovered) return std::nullopt;
    return step(Change::issue_leaf, "the leaf is not for " + *findings.secret.uncovered, now);
}

Step await_publication(const Findings& findings, TimePoint now, const Settings& settings) {
    const bool nobody_calls = !findings.has_webhooks;
    if (nobody_calls && have_stayed(findings, settings.overlap, now))
        return step(Change::issue_leaf,
                    "there has been no webhook configuration since " + to_text(findings.bundles_since) +
                        ", so nobody has to learn of the newest CA",
                    now);
    if (findings.published_at && is_settled(findings, now, settings))
        return step(Change::note_published,
                    nobody_calls ? "the webhook configuration is gone" : "a caBundle has lost the newest CA", now);
    return wait(now, {findings.bundles_since + settings.bundle_settling, findings.bundles_since + settings.overlap,
                      findings.secret.leaf->to});
}

/// `published_at` may be by another clock: whoever ends the overlap has seen the newest CA everywhere for a while
/// itself.
bool is_over(const Findings& findings, TimePoint now, const Settings& settings) {
    return *findings.published_at + settings.overlap <= now &&
           have_stayed(findings, std::min(settings.overlap, seen_for), now);
}

/// The newest CA has not signed the leaf yet. A leaf that is due and a request have to wait for the end of it.
Ruling go_on_with_overlap(const Findings& findings, TimePoint now, const Settings& settings) {
    if (findings.secret.issuer == 0U) return std::nullopt;
    if (findings.newest != Spread::everywhere) return await_publication(findings, now, settings);
    const auto published_at = findings.published_at;
    if (!published_at) return step(Change::note_published, "every caBundle has the newest CA", now);
    if (*published_at > now + settings.overlap)
        return step(Change::note_published,
                    "every caBundle has the newest CA, and not only at " + to_text(*published_at) +
                        "; a clock is wrong, here or where that was written",
                    now);
    if (is_over(findings, now, settings))
        return step(Change::issue_leaf, "every caBundle has had the newest CA since " + to_text(*published_at), now);
    return wait(now, {*published_at + settings.overlap, findings.bundles_since + std::min(settings.overlap, seen_for),
                      findings.bundles_since + settings.bundle_settling, findings.secret.leaf->to});
}

std::string due_since(const char* what, TimePoint when) {
    return std::string("the ") + what + " is due for renewal since " + to_text(when);
}

Ruling renew(const Findings& findings, TimePoint now, const Settings& settings) {
    if (findings.requested == Renewal::ca) return step(Change::issue_authority, "a new CA was asked for", now);
    if (const auto due = authority_due(findings.secret.authorities.front().life, settings); due <= now)
        return step(Change::issue_authority, due_since("CA", due), now);
    if (findings.requested == Renewal::leaf) return step(Change::issue_leaf, "a new leaf was asked for", now);
    if (const auto due = leaf_due(*findings.secret.leaf); due <= now)
        return step(Change::issue_leaf, due_since("leaf", due), now);
    return std::nullopt;
}

Ruling retire(const Findings& findings, TimePoint now) {
    if (findings.secret.authorities.size() < 2) return std::nullopt;
    if (!findings.needed_until)
        return step(Change::retire_authorities, "nothing says how long the older CAs are needed", now);
    // `needed_until` may be by another clock: as long as we ourselves serve something else, they are needed.
    if (*findings.needed_until > now || !findings.is_offered_served) return std::nullopt;
    return step(Change::retire_authorities, "the older CAs were needed until " + to_text(*findings.needed_until), now);
}

Step rest(const Findings& findings, TimePoint now, const Settings& settings) {
    return wait(now,
                {leaf_due(*findings.secret.leaf), authority_due(findings.secret.authorities.front().life, settings),
                 findings.needed_until, findings.bundles_since + settings.bundle_settling});
}

}  // namespace

Step decide(const Findings& findings, TimePoint now, const Settings& settings) {
    if (const auto ruling = repair_absent(findings, now)) return *ruling;
    if (const auto ruling = repair_damaged(findings, now)) return *ruling;
    if (const auto ruling = repair_expired(findings, now)) return *ruling;
    if (const auto ruling = repair_not_valid_yet(findings, now, settings)) return *ruling;
    if (const auto ruling = repair_names(findings, now)) return *ruling;
    if (const auto ruling = go_on_with_overlap(findings, now, settings)) return *ruling;
    if (const auto ruling = renew(findings, now, settings)) return *ruling;
    if (const auto ruling = retire(findings, now)) return *ruling;
    return rest(findings, now, settings);
}

}  // namespace certs::rotation
