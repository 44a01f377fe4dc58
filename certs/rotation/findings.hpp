#pragma once

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
    std::vector<std::string> authorities = {};  ///< the CAs of ca.crt, canonical PEM; empty: none can be read
    std::vector<Life> lives = {};               ///< of those
    bool has_authority_key = false;             ///< ca.key belongs to the first
    std::optional<Life> leaf = {};              ///< of a pair that can be served, as long as its CA in ca.crt
    std::optional<std::size_t> issuer = {};     ///< which of the authorities signed it
    std::optional<std::string> uncovered = {};  ///< the first of our names that it does not cover
    std::vector<std::string> dns_names = {};    ///< of the leaf
};
[[nodiscard]] Examined examine(const Contents& contents, const Settings& settings);

/// Nothing is damaged, the names are covered, the newest CA and the leaf are valid at `now`.
[[nodiscard]] bool is_whole(const Examined& examined, TimePoint now);

/// Where the newest CA is.
enum class Publication { no_webhooks, missing, everywhere };

/// All that a decision needs to know of a situation.
struct Findings {
    bool exists = false;         ///< the Secret
    bool is_remembered = false;  ///< other contents than the Secret's, and they are whole now
    Examined secret = {};
    bool is_leaf_published = false;  ///< a CA in a caBundle signed the Secret's leaf
    Publication newest = Publication::no_webhooks;
    TimePoint bundles_since = {};
    std::optional<TimePoint> published_at = {};
    std::optional<TimePoint> needed_until = {};
    Renewal requested = Renewal::none;
    std::optional<Life> in_use = {};  ///< of the leaf that this process serves, when it is for our names and every
                                      ///< caBundle trusts it, or has changed just now, or there are none
};
[[nodiscard]] Findings examine(const Situation& situation, const Settings& settings);

/// How long the pair could be served; nothing when it cannot, whatever the time is.
[[nodiscard]] std::optional<Life> life_of_pair(const KeyPair& pair, const Settings& settings);
/// Whether each of the bundles, at least one, holds a CA that signed this leaf.
[[nodiscard]] bool is_trusted_by_all(const std::string& certificate_pem, const std::vector<std::string>& bundles);

}  // namespace certs::rotation
