#pragma once

#include "certs/rotation/contents.hpp"

#include <optional>
#include <string>
#include <vector>

namespace certs::rotation {

/// What the certificates are for and how long they last.
struct Settings {
    std::string common_name;             ///< of the leaf; left out when it is empty or has more than 64 bytes
    std::vector<std::string> dns_names;  ///< of the leaf; the first is what kube-apiserver calls, so it must be covered
    int authority_days = 3'650;
    int leaf_days = 90;                       ///< renewed, as the CA, when 2/3 of its life are over
    std::chrono::minutes overlap{10};         ///< how long a new CA is in every caBundle before it signs a leaf
    std::chrono::seconds bundle_settling{5};  ///< how long kube-apiserver may take to hear of a new caBundle
};

/// All that the next step depends on. The same situation gives the same step.
struct Situation {
    std::optional<Contents> secret;      ///< nothing: there is no such Secret
    std::optional<Contents> remembered;  ///< the last whole contents that this process read or wrote
    /// The caBundle of each of our webhooks, decoded; empty: the configuration does not exist (yet), or has no webhook
    /// of ours.
    std::vector<std::string> bundles;
    TimePoint bundles_since;  ///< since when this process has seen just these
    KeyPair served;           ///< what this process serves; empty: nothing yet
    TimePoint now;
};

/// One change of the Secret.
///
/// The overlap: from `issue_authority` on, ca.crt (so every caBundle) has the new CA before the old ones, while the
/// leaf stays. It ends with `issue_leaf`, `Settings::overlap` after `published_at`; without any webhook of ours (nobody
/// calls) when there has been none for as long. Until then a leaf that is due waits, unless it expires; a request for
/// a leaf waits, too, and one for a CA is fulfilled by the CA that is on its way: asking twice does not rotate twice.
enum class Change {
    none,
    create,              ///< no Secret, or nothing in it that can be kept: a new CA and a leaf. Valid CAs that the
                         ///< caBundles hold stay trusted for one leaf's life: other replicas may still serve with them
    restore,             ///< deleted or damaged, and we remember it whole: the same contents as before
    issue_authority,     ///< the CA is due, its key is lost, or it was asked for: a new one before the old ones
    issue_leaf,          ///< due, damaged, for other names, asked for, or the newest CA has been published long enough
    note_published,      ///< writes down since when every caBundle has the newest CA (or that it has not)
    retire_authorities,  ///< older CAs that no valid leaf needs go; expired ones too wait for `needed_until`: it may be
                         ///< our clock that is wrong. Where that is missing, it is written
};
[[nodiscard]] const char* to_string(Change change);

/// What to do now, and when to look again if nothing changes before.
struct Step {
    Change change = Change::none;
    std::string why;  ///< for the log: `the leaf is due for renewal since 2027-03-15T07:58:20Z`; with none: empty, or
                      ///< what is wrong and has to wait
    TimePoint look_again;

    friend bool operator==(const Step&, const Step&) = default;
};

/// Pure. At most one change at a time: the caller writes it, reads the Secret back, and asks again.
[[nodiscard]] Step next_step(const Situation& situation, const Settings& settings);

/// The Secret's contents after that step; makes keys where the step needs them. `step.change` is not none.
[[nodiscard]] Result<Contents> carry_out(const Step& step, const Situation& situation, const Settings& settings);

/// Whether nothing in these contents needs repair at `now`: fit to be remembered.
[[nodiscard]] bool is_whole(const Contents& contents, const Settings& settings, TimePoint now);

/// The pair to serve now: the Secret's when it is whole and every caBundle has trusted its CA for `bundle_settling`, or
/// when the one in use is of no more use (none, expired, or its CA is in no caBundle either, or there are no caBundles
/// at all); else the one in use. Where the Secret is not whole, what is remembered stands in for it. Empty when there
/// is none of them.
[[nodiscard]] KeyPair to_serve(const Situation& situation, const Settings& settings);

}  // namespace certs::rotation
