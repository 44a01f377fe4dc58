#pragma once

#include "certs/rotation/rotation.hpp"
#include "core/registration/secret.hpp"
#include "core/registration/webhook_configuration.hpp"
#include "server/tls/self_signed_pace.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server::tls {

/// Whether version `a` of an object is older than `b`. Versions of one object grow, and compare as numbers
/// (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions); what is no number is older than
/// nothing.
[[nodiscard]] bool is_older_version(std::string_view a, std::string_view b);

/// One object as this process knows it: what the watch said last or what a write returned, whichever is newer. The
/// events of a write come after its answer; until then the watch still tells what was before it.
template <typename Object>
class Latest {
public:
    /// True once the watch has said whether there is one.
    [[nodiscard]] bool is_known() const { return is_known_; }
    [[nodiscard]] const std::optional<Object>& object() const { return object_; }
    /// Grows with every change.
    [[nodiscard]] std::uint64_t changes() const { return changes_; }

    /// Said by the watch. An object older than what a write returned is no news for half a minute; then it is (an etcd
    /// was restored from a backup).
    void watched(std::optional<Object> object, Instant now) {
        is_known_ = true;
        stale_.reset();
        if (object && object_ && is_older_version(object->resource_version, written_) && is_fresh(now))
            stale_ = std::move(object);
        else
            take(std::move(object));
    }
    /// Returned by a write, or read past the watch.
    void written(Object object, Instant now) {
        written_ = object.resource_version;
        written_at_ = now;
        // The watch may have been faster, and may know more.
        if (!object_ || !is_older_version(written_, object_->resource_version)) take(std::move(object));
    }
    /// Once in a while.
    void settle(Instant now) {
        if (!stale_ || is_fresh(now)) return;
        take(std::move(stale_));
        stale_.reset();
    }

private:
    [[nodiscard]] bool is_fresh(Instant now) const { return now - written_at_ < std::chrono::seconds(30); }
    void take(std::optional<Object> object) {
        object_ = std::move(object);
        ++changes_;
    }

    bool is_known_ = false;
    std::optional<Object> object_;
    std::optional<Object> stale_;  ///< what the watch said, if it was no news
    std::uint64_t changes_ = 0;
    std::string written_;  ///< version
    Instant written_at_;
};

/// All that the next step depends on, collected. One thread.
class Known {
public:
    explicit Known(core::registration::Service service) : service_(std::move(service)) {}

    Latest<core::registration::Secret> secret;
    Latest<core::registration::WebhookConfiguration> configuration;

    /// The situation at `now`. Remembers contents that are whole, and since when the caBundles are what they are.
    [[nodiscard]] certs::rotation::Situation situation(const certs::rotation::Settings& settings,
                                                       certs::rotation::TimePoint now, Instant steady_now);
    /// Takes what to serve from now on.
    void serves(certs::KeyPair pair, Instant now);
    [[nodiscard]] const certs::KeyPair& served() const { return served_; }
    /// Since when the Secret's CAs, the caBundles and the leaf in use are what they are. By the steady clock: how long
    /// others need does not hang on what a clock is set to.
    [[nodiscard]] Instant settled_since() const { return settled_since_; }
    [[nodiscard]] const core::registration::Service& service() const { return service_; }

private:
    void look_at_bundles(certs::rotation::TimePoint now, Instant steady_now);
    void look_at_authorities(Instant steady_now);

    core::registration::Service service_;
    certs::KeyPair served_;
    std::string authorities_;
    std::optional<certs::rotation::Contents> remembered_;
    std::vector<std::string> bundles_;
    certs::rotation::TimePoint bundles_since_;
    Instant settled_since_;
};

}  // namespace server::tls
