#include "certs/rotation/decide.hpp"

#include "certs/time_text.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace certs::rotation {
namespace {

constexpr std::chrono::hours look_at_least_every{1};

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

Ruling repair_absent(const Findings& findings, TimePoint now) {
    if (findings.exists) return std::nullopt;
    if (findings.is_remembered) return step(Change::restore, "the Secret is gone", now);
    return step(Change::create, "there is no Secret", now);
}

/// As much is kept as can be kept: every part that changes has to be learnt by somebody.
Ruling repair_damaged(const Findings& findings, TimePoint now) {
    const auto& secret = findings.secret;
    if (secret.damage.empty()) return std::nullopt;
    if (findings.is_remembered) return step(Change::restore, "the Secret is damaged: " + secret.damage, now);
    if (secret.has_authority_key && is_valid(secret.lives.front(), now))
        return step(Change::issue_leaf, "the leaf is damaged: " + secret.damage, now);
    if (secret.leaf && is_valid(*secret.leaf, now) && (secret.issuer || findings.is_leaf_published))
        return step(Change::issue_authority, "the CA is damaged: " + secret.damage, now);
    return step(Change::create, "nothing in the Secret can be used: " + secret.damage, now);
}

Ruling repair_expired(const Findings& findings, TimePoint now) {
    const auto& secret = findings.secret;
    if (has_expired(secret.lives.front(), now))
        return step(Change::issue_authority, "the CA expired at " + to_text(secret.lives.front().to), now);
    if (has_expired(*secret.leaf, now))
        return step(Change::issue_leaf, "the leaf expired at " + to_text(secret.leaf->to), now);
    return std::nullopt;
}

Ruling repair_not_valid_yet(const Findings& findings, TimePoint now, const Settings& settings) {
    const auto& newest = findings.secret.lives.front();
    const auto& leaf = *findings.secret.leaf;
    if (is_valid(newest, now) && is_valid(leaf, now)) return std::nullopt;
    if (findings.in_use && is_valid(*findings.in_use, now) && now < leaf_due(*findings.in_use))
        return wait(now, {newest.from - clock_tolerance, leaf.from - clock_tolerance, leaf_due(*findings.in_use),
                          findings.bundles_since + settings.bundle_settling});
    constexpr const char* who = "; a clock is wrong, here or where it was issued";
    if (is_not_valid_yet(newest, now))
        return step(Change::issue_authority, "the CA is not valid before " + to_text(newest.from) + who, now);
    return step(Change::issue_leaf, "the leaf is not valid before " + to_text(leaf.from) + who, now);
}

Ruling repair_names(const Findings& findings, TimePoint now) {
    if (!findings.secret.uncovered) return std::nullopt;
    return step(Change::issue_leaf, "the leaf is not for " + *findings.secret.uncovered, now);
}

/// Whether a fact about the caBundles is old enough to be written down: they may change for a second.
bool is_settled(const Findings& findings, TimePoint now, const Settings& settings) {
    return findings.bundles_since + settings.bundle_settling <= now;
}

Step await_publication(const Findings& findings, TimePoint now, const Settings& settings) {
    const bool nobody_calls = findings.newest == Publication::no_webhooks;
    if (nobody_calls && findings.bundles_since + settings.overlap <= now)
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

/// The newest CA has not signed the leaf yet. A leaf that is due and a request have to wait for the end of it.
Ruling go_on_with_overlap(const Findings& findings, TimePoint now, const Settings& settings) {
    if (findings.secret.issuer == 0U) return std::nullopt;
    if (findings.newest != Publication::everywhere) return await_publication(findings, now, settings);
    const auto published_at = findings.published_at;
    if (!published_at) return step(Change::note_published, "every caBundle has the newest CA", now);
    if (*published_at > now + settings.overlap)
        return step(Change::note_published,
                    "every caBundle has the newest CA, and not only at " + to_text(*published_at) +
                        "; a clock is wrong, here or where that was written",
                    now);
    if (*published_at + settings.overlap <= now)
        return step(Change::issue_leaf, "every caBundle has had the newest CA since " + to_text(*published_at), now);
    return wait(now, {*published_at + settings.overlap, findings.bundles_since + settings.bundle_settling,
                      findings.secret.leaf->to});
}

std::string due_since(const char* what, TimePoint when) {
    return std::string("the ") + what + " is due for renewal since " + to_text(when);
}

Ruling renew(const Findings& findings, TimePoint now, const Settings& settings) {
    if (findings.requested == Renewal::ca) return step(Change::issue_authority, "a new CA was asked for", now);
    if (const auto due = authority_due(findings.secret.lives.front(), settings); due <= now)
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
    if (*findings.needed_until > now) return std::nullopt;
    return step(Change::retire_authorities, "the older CAs were needed until " + to_text(*findings.needed_until), now);
}

Step rest(const Findings& findings, TimePoint now, const Settings& settings) {
    return wait(now, {leaf_due(*findings.secret.leaf), authority_due(findings.secret.lives.front(), settings),
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
