#include "tests/certs/rotation/scenario.hpp"

#include "certs/time_text.hpp"

#include <gtest/gtest.h>

namespace certs::rotation::testing {

using namespace std::chrono_literals;

Scenario::Scenario(unsigned seed, const Settings& settings, std::size_t replica_count)
    : cluster(seed), knowledge(settings), looked_(replica_count) {
    for (std::size_t i = 0; i < replica_count; ++i) replicas.emplace_back(cluster, knowledge);
    cluster.create_configuration(4, "");
}

void Scenario::run(Duration span) {
    cluster.run_until(cluster.now() + span, [this] { look(); });
}

void Scenario::install() {
    for (auto& replica : replicas) replica.start();
    run(1min);
    expect_agreement();
    is_watched = true;
}

void Scenario::expect_agreement() {
    const auto& secret = cluster.secret();
    ASSERT_TRUE(secret);
    ASSERT_TRUE(cluster.configuration());
    EXPECT_TRUE(is_whole(secret->value, knowledge.settings(), cluster.now()));
    for (const auto& bundle : cluster.configuration()->value)
        EXPECT_TRUE(bundle == secret->value.authorities_pem) << "a caBundle is not ca.crt";
    const KeyPair pair{secret->value.certificate_pem, secret->value.key_pem};
    for (auto& replica : replicas) {
        EXPECT_TRUE(replica.served() == pair) << "something else is served";
        EXPECT_EQ(replica.step().change, Change::none) << replica.step().why;
    }
}

int Scenario::count(Change change) const {
    int sum = 0;
    for (const auto& replica : replicas)
        if (const auto found = replica.changes.find(change); found != replica.changes.end()) sum += found->second;
    return sum;
}

void Scenario::look() {
    if (!is_watched) return;
    for (std::size_t i = 0; i < replicas.size(); ++i) {
        const bool is_serving = replicas[i].is_running() && !replicas[i].served().certificate_pem.empty();
        if (is_serving && std::chrono::abs(replicas[i].skew) <= most_skew) look_at(replicas[i], looked_[i]);
    }
}

void Scenario::look_at(const Replica& replica, Looked& last) {
    const auto& leaf = replica.served().certificate_pem;
    const bool is_new = leaf != last.leaf;
    if (is_new) last.life = knowledge.life(leaf);
    if (cluster.now() < last.life.from) refuse("a leaf of the future");
    if (cluster.now() >= last.life.to) refuse("an expired leaf");
    if (!is_new && last.version == cluster.version()) return;
    last.leaf = leaf;
    last.version = cluster.version();
    for (const auto& bundle : cluster.bundles_within(knowledge.settings().bundle_settling))
        if (!knowledge.trusts(bundle, leaf)) return refuse("a leaf of a CA that is not in a caBundle");
}

void Scenario::refuse(const std::string& why) { refusals.push_back(to_text(cluster.now()) + ": " + why); }

}  // namespace certs::rotation::testing
