#pragma once

#include "certs/rotation/findings.hpp"
#include "certs/rotation/rotation.hpp"

#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace certs::rotation::testing {

using Duration = TimePoint::duration;

/// An object of the API server and its resourceVersion.
template <typename T>
struct Stored {
    T value;
    long version = 0;
};

/// A model of the API server: one Secret, one MutatingWebhookConfiguration with optimistic concurrency, one clock, and
/// an agenda of what happens when. Everything random comes from the seed.
class Cluster {
public:
    explicit Cluster(unsigned seed) : random_(seed) {}

    [[nodiscard]] TimePoint now() const { return now_; }
    [[nodiscard]] const std::optional<Stored<Contents>>& secret() const { return secret_; }
    [[nodiscard]] const std::optional<Stored<std::vector<std::string>>>& configuration() const {
        return configuration_;
    }
    /// Grows with every change.
    [[nodiscard]] long version() const { return version_; }
    /// The caBundles that some kube-apiserver may still go by: those of the last `span`.
    [[nodiscard]] std::vector<std::string> bundles_within(Duration span) const;

    /// False when somebody else was faster (409). Without `version`: creates, false when it is there.
    bool write_secret(const Contents& contents, std::optional<long> version);
    bool write_bundles(const std::vector<std::string>& bundles, long version);
    /// What an administrator does: unconditionally.
    void edit_secret(const std::function<void(Contents&)>& edit);
    void edit_bundles(const std::function<void(std::vector<std::string>&)>& edit);
    void delete_secret();
    void delete_configuration();
    void create_configuration(std::size_t webhooks, const std::string& bundle);

    /// Calls it at each change of the Secret or the configuration.
    void on_change(std::function<void()> listener) { listeners_.push_back(std::move(listener)); }

    void after(Duration delay, std::function<void()> action) { agenda_.emplace(now_ + delay, std::move(action)); }
    /// Does everything that is due until then, in its order; `look` after each.
    void run_until(TimePoint end, const std::function<void()>& look);

    /// Between the two, uniformly.
    Duration between(Duration least, Duration most);
    std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }

    int secret_writes = 0;
    int bundle_writes = 0;

private:
    void changed();

    std::mt19937 random_;
    TimePoint now_ = std::chrono::system_clock::from_time_t(1'800'000'000);  // 2027-01-15T08:00:00Z
    long version_ = 0;
    std::optional<Stored<Contents>> secret_;
    std::optional<Stored<std::vector<std::string>>> configuration_;
    std::vector<std::pair<TimePoint, std::vector<std::string>>> history_;  ///< since when which bundles
    std::multimap<TimePoint, std::function<void()>> agenda_;
    std::vector<std::function<void()>> listeners_;
};

}  // namespace certs::rotation::testing
