#pragma once

#include "tests/certs/rotation/replica.hpp"

#include <deque>
#include <string>
#include <vector>

namespace certs::rotation::testing {

/// Some replicas and a cluster, and who looks whether every kube-apiserver would accept what they serve.
class Scenario {
public:
    Scenario(unsigned seed, const Settings& settings, std::size_t replica_count);

    /// Until that time has passed; looks after every event.
    void run(Duration span);
    /// Starts all replicas and expects that they agree within a minute; looks at what is served from then on.
    void install();
    /// All serve what the whole Secret holds, every caBundle is its ca.crt, and nobody wants to change anything.
    void expect_agreement();
    /// How often all replicas together have done that.
    [[nodiscard]] int count(Change change) const;

    Cluster cluster;
    Knowledge knowledge;
    std::deque<Replica> replicas;
    /// Whenever some kube-apiserver would have refused a leaf: when and why.
    std::vector<std::string> refusals;
    bool is_watched = false;                         ///< by us: refusals are written down
    Duration most_skew = std::chrono::days(36'500);  ///< replicas whose clocks are further off are not watched

private:
    /// What was looked at last: only a change can bring a refusal.
    struct Looked {
        long version = -1;
        std::string leaf = {};
        Life life = {};
    };

    void look();
    void look_at(const Replica& replica, Looked& last);
    void refuse(const std::string& why);

    std::vector<Looked> looked_;
};

}  // namespace certs::rotation::testing
