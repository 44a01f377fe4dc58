// What is done about a Secret that is not whole. One rule each.
#include "certs/rotation/decide.hpp"
#include "tests/certs/rotation/healthy.hpp"

#include <gmock/gmock.h>

namespace certs::rotation {
namespace {

using testing::damaged;
using ::testing::HasSubstr;
using testing::healthy;
using testing::life;
using testing::now;
using testing::overlapping;
using testing::remembering;
using namespace std::chrono_literals;

const Settings settings{.common_name = "webhook", .dns_names = {"webhook.system.svc"}};

Step decided(const Findings& findings) { return decide(findings, now, settings); }
Change change(const Findings& findings) { return decided(findings).change; }

Findings no_secret() {
    Findings findings;
    findings.has_webhooks = true;
    return findings;
}

TEST(Repair, a_secret_that_is_not_there_is_made) {
    EXPECT_EQ(change(no_secret()), Change::create);
    EXPECT_THAT(decided(no_secret()).why, HasSubstr("no Secret"));
}

TEST(Repair, a_secret_that_is_gone_comes_back_as_it_was_while_that_is_still_good) {
    auto findings = remembering(no_secret());
    EXPECT_EQ(change(findings), Change::restore);
    findings.remembered->leaf = life(90, 90);
    EXPECT_EQ(change(findings), Change::create);
}

TEST(Repair, a_damaged_secret_comes_back_as_it_was_while_that_is_still_good) {
    auto findings = remembering(damaged(healthy()));
    EXPECT_EQ(change(findings), Change::restore);
    EXPECT_THAT(decided(findings).why, HasSubstr("something is broken"));
    findings.remembered->damage = "that one too";
    EXPECT_NE(change(findings), Change::restore);
}

TEST(Repair, a_whole_secret_is_accepted_whatever_is_remembered) {
    EXPECT_EQ(change(remembering(healthy())), Change::none);
}

TEST(Repair, a_good_ca_with_its_key_is_kept_and_signs_a_new_leaf) {
    auto findings = damaged(healthy());
    findings.secret.leaf.reset();
    findings.secret.issuer.reset();
    EXPECT_EQ(change(findings), Change::issue_leaf);
    findings = damaged(overlapping());  // only the newest CA's key is there: the overlap is over
    findings.secret.issuer.reset();
    EXPECT_EQ(change(findings), Change::issue_leaf);
}

TEST(Repair, a_good_leaf_is_kept_when_the_key_of_its_ca_is_lost) {
    auto findings = damaged(healthy());
    findings.secret.has_authority_key = false;
    EXPECT_EQ(change(findings), Change::issue_authority);
    findings.secret.leaf = life(90, 90);
    EXPECT_EQ(change(findings), Change::create) << "expired";
}

TEST(Repair, a_good_leaf_is_kept_when_its_ca_is_lost_but_known_to_callers) {
    auto findings = damaged(healthy());
    findings.secret.authorities.clear();
    findings.secret.has_authority_key = false;
    findings.secret.issuer.reset();
    EXPECT_EQ(change(findings), Change::issue_authority);
    findings.leaf_issuer = Spread::nowhere;
    EXPECT_EQ(change(findings), Change::create);
}

TEST(Repair, nothing_good_is_nothing_kept) {
    auto findings = damaged(healthy());
    findings.secret.has_authority_key = false;
    findings.secret.leaf.reset();
    EXPECT_EQ(change(findings), Change::create);
}

TEST(Repair, an_expired_leaf_is_replaced_at_once_however_long_ago_it_was) {
    auto findings = healthy();
    findings.secret.leaf = life(90, 90);
    EXPECT_EQ(change(findings), Change::issue_leaf);
    findings.secret.leaf = life(900, 90);
    EXPECT_EQ(change(remembering(findings)), Change::issue_leaf) << "others may see it otherwise: nothing is put back";
    EXPECT_THAT(decided(findings).why, HasSubstr("expired at 2024-10-"));
}

TEST(Repair, an_expired_leaf_does_not_wait_for_the_end_of_an_overlap) {
    auto findings = overlapping();
    findings.newest = Spread::nowhere;
    findings.secret.leaf = life(90, 90);
    EXPECT_EQ(change(findings), Change::issue_leaf);
}

TEST(Repair, an_expired_ca_is_replaced_and_its_leaf_in_the_same_write) {
    auto findings = healthy();
    findings.secret.authorities.front().life = life(3'650, 3'650);
    findings.secret.leaf = life(90, 90);
    EXPECT_EQ(change(findings), Change::create);
    findings.secret.leaf = life(1, 90);  // of an older CA that lives longer
    EXPECT_EQ(change(findings), Change::issue_authority);
}

/// As a replica leaves it whose clock is half a year ahead of ours.
Findings of_a_fast_clock() {
    auto findings = healthy();
    findings.secret.leaf = life(-180, 90);
    findings.is_offered_served = false;
    return findings;
}

TEST(Repair, what_is_not_valid_yet_waits_while_what_we_serve_is_good) {
    EXPECT_EQ(change(of_a_fast_clock()), Change::none);
    EXPECT_THAT(decided(of_a_fast_clock()).why, HasSubstr("a clock is wrong"));
    auto findings = of_a_fast_clock();
    findings.secret.authorities.front().life = life(-180, 3'650);
    EXPECT_EQ(change(findings), Change::none) << "least of all another replica's CA is replaced";
}

TEST(Repair, what_is_not_valid_yet_is_replaced_once_what_we_serve_is_due_or_refused_or_nothing) {
    auto findings = of_a_fast_clock();
    findings.served = life(60, 90);
    EXPECT_EQ(change(findings), Change::issue_leaf);
    findings = of_a_fast_clock();
    findings.served_issuer = Spread::somewhere;
    EXPECT_EQ(change(findings), Change::issue_leaf);
    findings.bundles_since = now - 2s;  // whoever emptied them may not have the last word
    EXPECT_EQ(change(findings), Change::none);
    findings = of_a_fast_clock();
    findings.served.reset();
    EXPECT_EQ(change(findings), Change::issue_leaf);
    findings.secret.authorities.front().life = life(-180, 3'650);
    EXPECT_EQ(change(findings), Change::create) << "a CA alone would not help";
}

TEST(Repair, what_is_not_valid_yet_waits_while_what_we_remember_is_good) {
    auto findings = remembering(of_a_fast_clock());
    findings.served.reset();
    EXPECT_EQ(change(findings), Change::none);
    findings.remembered->leaf = life(60, 90);
    EXPECT_EQ(change(findings), Change::issue_leaf);
}

TEST(Repair, some_minutes_of_difference_between_clocks_are_nothing) {
    auto findings = healthy();
    findings.served.reset();
    findings.secret.leaf = Life{.from = now + 5min, .to = now + 90 * 24h};
    EXPECT_EQ(change(findings), Change::none);
    findings.secret.leaf->from = now + 6min;
    EXPECT_EQ(change(findings), Change::issue_leaf);
}

TEST(Repair, a_leaf_that_is_not_for_our_names_is_replaced_even_in_an_overlap) {
    auto findings = overlapping();
    findings.secret.uncovered = "other.system.svc";
    EXPECT_EQ(change(findings), Change::issue_leaf);
    EXPECT_THAT(decided(findings).why, HasSubstr("other.system.svc"));
    EXPECT_EQ(change(remembering(findings)), Change::issue_leaf) << "another version of us made it: do not go back";
}

}  // namespace
}  // namespace certs::rotation
