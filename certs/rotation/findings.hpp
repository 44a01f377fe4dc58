#pragma once

#include "certs/rotation/authorities.hpp"
#include "certs/rotation/life.hpp"
#include "certs/rotation/rotation.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace certs::rotation {

/// What certs/ says of contents: plain values. Dates are told, not judged.
struct Examined {
    std::string damage = {};                    ///< what is broken at any time, in words for the log; empty: nothing
    Authorities authorities = {};               ///< the CAs of ca.crt; empty: none can be read
    bool has_authority_key = false;             ///< ca.key belongs to the first
    std::optional<Life> leaf = {};              ///< of a pair that can be served, no longer than its CA in ca.crt
    std::optional<std::size_t> issuer = {};     ///< which of the authorities signed it
    std::optional<std::string> uncovered = {};  ///< the first of our names that it does not cover
    std::vector<std::string> dns_names = {};    ///< of the leaf
};
/// Reads all four parts; costs a few milliseconds.
[[nodiscard]] Examined examine(const Contents& contents, const Settings& settings);

/// Nothing is damaged, our names are covered, the newest CA and the leaf are valid at `now`.
[[nodiscard]] bool is_whole(const Examined& examined, TimePoint now);

/// In which of the caBundles something is: without any, in none.
enum class Spread { nowhere, somewhere, everywhere };

/// All that a decision needs to know of a situation but the time. Valid until the situation changes.
struct Findings {
    bool exists = false;                         ///< the Secret
    Examined secret = {};                        ///< when it exists
    std::optional<TimePoint> published_at = {};  ///< so in it
    std::optional<TimePoint> needed_until = {};  ///< so in it
    Renewal requested = Renewal::none;           ///< so in it
    std::optional<Examined> remembered = {};     ///< when it is not what the Secret holds

    bool has_webhooks = false;
    TimePoint bundles_since = {};
    Spread newest = Spread::nowhere;             ///< the Secret's newest CA
    Spread leaf_issuer = Spread::nowhere;        ///< a CA that signed the Secret's leaf
    Spread served_issuer = Spread::nowhere;      ///< a CA that signed what this process serves
    Spread remembered_issuer = Spread::nowhere;  ///< a CA that signed the remembered leaf

    bool is_offered_served = false;     ///< this process serves what the Secret holds
    bool is_remembered_served = false;  ///< ... or what is remembered
    std::optional<Life> served = {};    ///< of the leaf that this process serves, when it is for our names
};
/// Looks at everything but the time.
[[nodiscard]] Findings examine(const Situation& situation, const Settings& settings);

/// Whether the caBundles have been as they are for that long. They have, too, when they seem to have changed in the
/// future: then our clock has been set back since.
[[nodiscard]] bool have_stayed(const Findings& findings, std::chrono::seconds span, TimePoint now);
/// Whether the caBundles have been as they are for so long that every kube-apiserver knows it, and nobody is just about
/// to put them right again.
[[nodiscard]] bool is_settled(const Findings& findings, TimePoint now, const Settings& settings);

}  // namespace certs::rotation
