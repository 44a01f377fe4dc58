// Which pair is served.
#include "certs/rotation/serve.hpp"
#include "tests/certs/rotation/healthy.hpp"
#include "tests/certs/rotation/made.hpp"

#include <gtest/gtest.h>

namespace certs::rotation {
namespace {

using testing::damaged;
using testing::healthy;
using testing::life;
using testing::now;
using testing::remembering;
using namespace std::chrono_literals;

Source chosen(const Findings& findings) { return choose(findings, now, testing::settings); }

/// The Secret has a new leaf, and callers trust it as they do the one in use.
Findings renewed() {
    auto findings = healthy();
    findings.is_offered_served = false;
    findings.served = life(60, 90);
    return findings;
}

TEST(Serve, a_new_leaf_is_served_when_every_caBundle_has_trusted_its_ca_for_some_seconds) {
    EXPECT_EQ(chosen(renewed()), Source::secret);
    auto findings = renewed();
    findings.bundles_since = now - 4s;
    EXPECT_EQ(chosen(findings), Source::in_use);
    findings.bundles_since = now - 5s;
    EXPECT_EQ(chosen(findings), Source::secret);
    findings.leaf_issuer = Spread::somewhere;
    EXPECT_EQ(chosen(findings), Source::in_use);
}

TEST(Serve, what_is_of_no_more_use_goes_at_once) {
    auto unpublished = renewed();
    unpublished.leaf_issuer = Spread::nowhere;
    unpublished.bundles_since = now;
    ASSERT_EQ(chosen(unpublished), Source::in_use);
    auto findings = unpublished;
    findings.served.reset();
    EXPECT_EQ(chosen(findings), Source::secret) << "nothing is served";
    findings = unpublished;
    findings.served = life(90, 90);
    EXPECT_EQ(chosen(findings), Source::secret) << "it has expired";
    findings = unpublished;
    findings.served_issuer = Spread::nowhere;
    EXPECT_EQ(chosen(findings), Source::secret) << "nobody trusts it either";
    findings.served_issuer = Spread::somewhere;
    EXPECT_EQ(chosen(findings), Source::in_use) << "somebody does";
}

TEST(Serve, a_secret_that_is_not_whole_does_not_replace_a_leaf_that_is_of_use) {
    EXPECT_EQ(chosen(damaged(renewed())), Source::in_use);
    auto findings = renewed();
    findings.secret.leaf = life(-180, 90);
    EXPECT_EQ(chosen(findings), Source::in_use);
}

TEST(Serve, a_leaf_that_is_not_valid_for_some_minutes_waits_while_there_is_another) {
    auto findings = renewed();
    findings.secret.leaf->from = now + 1min;
    EXPECT_EQ(chosen(findings), Source::in_use);
    findings.served.reset();
    EXPECT_EQ(chosen(findings), Source::secret);
}

TEST(Serve, a_good_leaf_beside_a_damaged_ca_is_better_than_none) {
    auto findings = damaged(renewed());
    findings.served.reset();
    EXPECT_EQ(chosen(findings), Source::secret);
    for (int broken = 0; broken < 5; ++broken) {
        auto worse = findings;
        if (broken == 0) worse.secret.leaf.reset();
        if (broken == 1) worse.secret.issuer.reset();
        if (broken == 2) worse.secret.uncovered = "webhook.system.svc";
        if (broken == 3) worse.secret.leaf = life(90, 90);
        if (broken == 4) worse.secret.leaf = life(-180, 90);
        EXPECT_EQ(chosen(worse), Source::in_use) << broken;
    }
}

TEST(Serve, what_is_remembered_stands_in_for_a_secret_that_is_not_whole) {
    auto findings = remembering(damaged(renewed()));
    EXPECT_EQ(chosen(findings), Source::remembered);
    findings.remembered_issuer = Spread::nowhere;
    EXPECT_EQ(chosen(findings), Source::in_use);
    findings.served.reset();
    EXPECT_EQ(chosen(findings), Source::remembered);
    findings.remembered->leaf = life(90, 90);
    EXPECT_EQ(chosen(findings), Source::secret);
    EXPECT_EQ(chosen(remembering(renewed())), Source::secret) << "whole: it comes first";
}

TEST(Serve, the_pair_is_that_of_the_secret_of_memory_or_the_one_in_use) {
    const auto secret = testing::fresh(now);
    const auto remembered = testing::fresh(now);
    auto situation = testing::situation_of(secret, now);
    situation.bundles = {secret.authorities_pem + remembered.authorities_pem};
    const KeyPair in_use{"in use", "its key"};
    situation.remembered = remembered;
    situation.served = {};
    EXPECT_EQ(to_serve(situation, testing::settings), (KeyPair{secret.certificate_pem, secret.key_pem}));
    situation.secret.reset();
    EXPECT_EQ(to_serve(situation, testing::settings), (KeyPair{remembered.certificate_pem, remembered.key_pem}));
    situation.remembered.reset();
    EXPECT_EQ(to_serve(situation, testing::settings), KeyPair{});
    situation.served = in_use;
    EXPECT_EQ(to_serve(situation, testing::settings), in_use);
}

TEST(Serve, without_caBundles_the_secrets_pair_is_served_at_once) {
    auto situation = testing::situation_of(testing::fresh(now), now);
    const auto other = testing::fresh(now);
    situation.served = {other.certificate_pem, other.key_pem};
    situation.bundles = {other.authorities_pem};
    EXPECT_EQ(to_serve(situation, testing::settings), situation.served);
    situation.bundles.clear();
    situation.bundles_since = now;
    EXPECT_EQ(to_serve(situation, testing::settings).key_pem, situation.secret->key_pem);
}

}  // namespace
}  // namespace certs::rotation
