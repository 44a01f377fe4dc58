#pragma once

#include "tests/certs/rotation/cluster.hpp"
#include "tests/certs/rotation/knowledge.hpp"

#include <map>
#include <optional>

namespace certs::rotation::testing {

/// One process of ours: watches the two objects (late), writes with optimistic concurrency (slowly), forgets everything
/// when it crashes.
class Replica {
public:
    Replica(Cluster& cluster, Knowledge& knowledge);

    void start();
    void crash();
    /// Neither reads nor writes get through, until it is `connect`ed again.
    void cut_off() { is_cut_off_ = true; }
    void connect();
    [[nodiscard]] bool is_running() const { return is_running_; }
    [[nodiscard]] const KeyPair& served() const { return situation_.served; }
    [[nodiscard]] const std::optional<Contents>& remembered() const { return situation_.remembered; }
    /// What it would do now, going by what it knows.
    [[nodiscard]] Step step();

    Duration skew{};                             ///< of its clock
    Duration slowest = std::chrono::seconds(2);  ///< a watch event takes at most that long
    std::map<Change, int> changes;               ///< that it carried out

private:
    using Secret = std::optional<Stored<Contents>>;
    using Configuration = std::optional<Stored<std::vector<std::string>>>;
    /// One object as a watch shows it: late, but in order.
    template <typename T>
    struct Watched {
        T object = {};
        long seen = -1;  ///< Cluster::version
        TimePoint last_event = {};
    };

    /// Only while this life of the process lasts.
    void later(Duration delay, void (Replica::*action)());
    void hear();  ///< that something has changed: the events come later
    template <typename T>
    void hear(Watched<T>& watched, const T& object);
    template <typename T>
    bool take(Watched<T>& watched, const T& object, long version);
    void read();        ///< both objects
    void understand();  ///< what they say now
    void look();        ///< and act
    void serve();
    void wait_until(TimePoint time);
    void write(const Step& step);
    void write_bundles();
    void written(bool is_done);
    [[nodiscard]] TimePoint clock() const { return cluster_.now() + skew; }

    Cluster& cluster_;
    Knowledge& knowledge_;
    bool is_running_ = false;
    bool is_writing_ = false;
    int life_ = 0;
    int wait_ = 0;  ///< the last wait: earlier ones are void
    bool is_cut_off_ = false;
    Watched<Secret> secret_;
    Watched<Configuration> configuration_;
    Situation situation_;
    std::optional<Findings> findings_;  ///< of this situation
};

}  // namespace certs::rotation::testing
