#include "core/oidc/rotation.hpp"
#include "tests/core/oidc/made.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace {

using core::check::Finding;
using core::check::Level;
using core::oidc::Evidence;
using core::oidc::rotation_stage;
using oidc_made::evidence;

Finding stage(const std::vector<std::string>& published, const std::vector<std::string>& api_server,
              const std::string& next = "", const std::string& signer = "") {
    Evidence all = evidence(published, api_server);
    all.next_key_id = next;
    if (!signer.empty()) {
        all.token = oidc_made::token_of(signer);
    }
    return rotation_stage(all);
}

bool is_step(const Finding& finding, int step) {
    return finding.text.starts_with("step " + std::to_string(step) + " of 4: ");
}

bool advises(const Finding& finding, std::string_view words) { return finding.advice.find(words) != std::string::npos; }

TEST(OidcRotation, GoesThroughItsStepsWhenTheNextKeyIsNamed) {
    const Finding before = stage({"old"}, {"old"}, "new");
    EXPECT_TRUE(is_step(before, 1) && advises(before, "--next-key")) << before.text;
    const Finding published = stage({"old", "new"}, {"old"}, "new");
    EXPECT_TRUE(is_step(published, 2) && advises(published, "--service-account-key-file")) << published.text;
    const Finding known = stage({"old", "new"}, {"old", "new"}, "new");
    EXPECT_TRUE(is_step(known, 3) && advises(known, "--service-account-signing-key-file")) << known.text;
    const Finding still = stage({"old", "new"}, {"old", "new"}, "new", "old");
    EXPECT_TRUE(is_step(still, 3) && advises(still, "--service-account-signing-key-file")) << still.text;
    const Finding switched = stage({"old", "new"}, {"old", "new"}, "new", "new");
    EXPECT_TRUE(is_step(switched, 4) && advises(switched, "24 h")) << switched.text;
    const Finding forgotten = stage({"old", "new"}, {"new"}, "new");
    EXPECT_TRUE(is_step(forgotten, 4) && advises(forgotten, "24 h")) << forgotten.text;
    const Finding over = stage({"new"}, {"new"}, "new");
    EXPECT_TRUE(is_step(over, 1)) << over.text;
    for (const Finding& each : {before, published, known, still, switched, forgotten, over}) {
        EXPECT_EQ(each.level, Level::ok) << each.text;
    }
}

TEST(OidcRotation, NamesBothCasesWhenTheNextKeyIsNot) {
    const Finding one = stage({"a"}, {"a"});
    EXPECT_TRUE(is_step(one, 1) && one.level == Level::ok && advises(one, "--next-key")) << one.text;
    const Finding extra = stage({"a", "b"}, {"a"});
    EXPECT_TRUE(is_step(extra, 2) && extra.level == Level::warn && advises(extra, "If it is the old one"))
        << extra.text;
    const Finding both = stage({"a", "b"}, {"a", "b"});
    EXPECT_TRUE(is_step(both, 3) && advises(both, "--token=FILE")) << both.text;
    const Finding signer = stage({"a", "b"}, {"a", "b"}, "", "a");
    EXPECT_TRUE(is_step(signer, 3) && signer.text.find("now \"a\" signs") != std::string::npos) << signer.text;
    const Finding old = stage({"a", "b"}, {"b"}, "", "a");
    EXPECT_TRUE(is_step(old, 4) && old.level == Level::warn) << old.text;
}

TEST(OidcRotation, FailsWhenTheApiServerIsAhead) {
    for (const std::string next : {"", "b"}) {
        for (const std::string signer : {"", "a", "b"}) {
            const Finding ahead = stage({"a"}, {"a", "b"}, next, signer);
            EXPECT_EQ(ahead.level, Level::fail) << ahead.text;
            EXPECT_TRUE(ahead.text.starts_with("out of order: ")) << ahead.text;
        }
    }
    EXPECT_EQ(stage({"a"}, {}).level, Level::fail);
    Evidence other = evidence({"a"}, {"a"});
    other.published.key_set.keys.front().modulus = "another";
    EXPECT_EQ(rotation_stage(other).level, Level::fail) << "the same kid, and not the same key";
}

// Whatever is published, known, named and signing: it fails exactly when a key of the API server is not published, else
// it names a step of the four.
TEST(OidcRotation, AlwaysKnowsAStep) {
    constexpr unsigned seed = 20261121;
    std::mt19937 random(seed);  // NOLINT(bugprone-random-generator-seed,cert-msc51-cpp): the same cases every time
    const std::vector<std::string> names{"a", "b", "c"};
    const auto some = [&] {
        std::vector<std::string> ids;
        for (const std::string& name : names) {
            if (random() % 2 == 0) {
                ids.push_back(name);
            }
        }
        return ids;
    };
    const auto maybe = [&] { return random() % 2 == 0 ? std::string() : names[random() % names.size()]; };
    for (int round = 0; round < 2'000; ++round) {
        const auto published = some();
        const auto api_server = some();
        const Finding found = stage(published, api_server, maybe(), maybe());
        const bool is_ahead = api_server.empty() || !std::ranges::includes(published, api_server);
        EXPECT_EQ(found.level == Level::fail, is_ahead) << "seed " << seed << ", round " << round << ": " << found.text;
        bool has_step = false;
        for (int step = 1; step <= 4; ++step) {
            has_step = has_step || is_step(found, step);
        }
        EXPECT_NE(has_step, is_ahead) << "seed " << seed << ", round " << round << ": " << found.text;
    }
}

}  // namespace
