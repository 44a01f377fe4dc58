// What is planned: renewals, the overlap of two CAs, and when to look again. One rule each.
#include "certs/rotation/decide.hpp"
#include "tests/certs/rotation/healthy.hpp"

#include <gmock/gmock.h>

namespace certs::rotation {
namespace {

using std::chrono::days;
using ::testing::HasSubstr;
using testing::healthy;
using testing::life;
using testing::now;
using testing::overlapping;
using namespace std::chrono_literals;

const Settings settings{.common_name = "webhook", .dns_names = {"webhook.system.svc"}};

Step decided(const Findings& findings) { return decide(findings, now, settings); }
Change change(const Findings& findings) { return decided(findings).change; }

TEST(Decide, nothing_is_done_to_what_is_good) { EXPECT_EQ(decided(healthy()), (Step{Change::none, "", now + 1h})); }

TEST(Decide, a_leaf_is_renewed_when_two_thirds_of_its_life_are_over) {
    auto findings = healthy();
    findings.secret.leaf = life(60, 90);
    EXPECT_EQ(decided(findings),
              (Step{Change::issue_leaf, "the leaf is due for renewal since 2027-01-15T08:00:00Z", now + 1h}));
    findings.secret.leaf->to += 3s;
    EXPECT_EQ(decided(findings), (Step{Change::none, "", now + 2s}));
    findings.secret.leaf = life(89, 90);
    EXPECT_EQ(change(findings), Change::issue_leaf);
}

TEST(Decide, a_ca_is_renewed_when_two_thirds_of_its_life_are_over) {
    auto findings = healthy();
    findings.secret.authorities.front().life = life(2'434, 3'651);
    EXPECT_EQ(decided(findings),
              (Step{Change::issue_authority, "the CA is due for renewal since 2027-01-15T08:00:00Z", now + 1h}));
    findings.secret.authorities.front().life.to += 30min;
    EXPECT_EQ(decided(findings), (Step{Change::none, "", now + 20min}));
    findings.secret.leaf = life(61, 90);
    findings.secret.authorities.front().life = life(2'434, 3'651);
    EXPECT_EQ(change(findings), Change::issue_authority) << "the leaf comes after it";
}

TEST(Decide, a_ca_is_renewed_before_it_would_cut_a_leaf_short) {
    auto findings = healthy();
    findings.secret.leaf = life(1, 90);
    findings.secret.authorities.front().life = life(110, 200);
    EXPECT_EQ(change(findings), Change::issue_authority);
    findings.secret.authorities.front().life = life(109, 200);
    EXPECT_EQ(change(findings), Change::none);
}

TEST(Decide, a_ca_that_every_leaf_outlives_is_not_renewed_without_end) {
    auto findings = healthy();
    findings.secret.leaf = life(1, 30);
    findings.secret.authorities.front().life = life(9, 30);
    EXPECT_EQ(change(findings), Change::none);
    findings.secret.authorities.front().life = life(10, 30);
    EXPECT_EQ(change(findings), Change::issue_authority);
}

TEST(Decide, an_operator_gets_what_he_asks_for) {
    auto findings = healthy();
    findings.requested = Renewal::leaf;
    EXPECT_EQ(change(findings), Change::issue_leaf);
    findings.requested = Renewal::ca;
    EXPECT_EQ(change(findings), Change::issue_authority);
    EXPECT_THAT(decided(findings).why, HasSubstr("asked for"));
}

TEST(Overlap, it_begins_when_every_bundle_has_the_newest_ca) {
    auto findings = overlapping();
    findings.published_at.reset();
    EXPECT_EQ(change(findings), Change::note_published);
    findings.newest = Spread::somewhere;
    EXPECT_EQ(change(findings), Change::none);
}

TEST(Overlap, the_leaf_changes_when_it_is_over) {
    auto findings = overlapping();
    EXPECT_EQ(decided(findings), (Step{Change::none, "", now + 7min}));
    findings.published_at = now - 10min + 1s;
    EXPECT_EQ(decided(findings), (Step{Change::none, "", now + 1s}));
    findings.published_at = now - 10min;
    EXPECT_EQ(change(findings), Change::issue_leaf);
    EXPECT_THAT(decided(findings).why, HasSubstr("2027-01-15T07:50:00Z"));
}

TEST(Overlap, a_time_of_another_clock_does_not_end_it_before_we_have_seen_it_for_a_minute) {
    auto findings = overlapping();
    findings.published_at = now - 1h;
    findings.bundles_since = now - 59s;
    EXPECT_EQ(decided(findings), (Step{Change::none, "", now + 1s}));
    findings.bundles_since = now - 60s;
    EXPECT_EQ(change(findings), Change::issue_leaf);
}

TEST(Overlap, a_time_in_the_future_is_another_clocks_and_written_anew) {
    auto findings = overlapping();
    findings.published_at = now + 11min;
    EXPECT_EQ(change(findings), Change::note_published);
    findings.published_at = now + 9min;  // costs less to wait for
    EXPECT_EQ(change(findings), Change::none);
}

TEST(Overlap, it_begins_anew_when_a_bundle_has_lost_the_newest_ca) {
    auto findings = overlapping();
    findings.newest = Spread::somewhere;
    EXPECT_EQ(change(findings), Change::note_published);
    EXPECT_THAT(decided(findings).why, HasSubstr("lost"));
    findings.published_at = now - 11min;
    EXPECT_EQ(change(findings), Change::note_published) << "it is not over either";
    findings.bundles_since = now - 1s;  // somebody may be putting it right
    EXPECT_EQ(decided(findings), (Step{Change::none, "", now + 4s}));
}

TEST(Overlap, without_webhooks_it_is_over_when_nobody_could_call_for_as_long) {
    auto findings = overlapping();
    findings.has_webhooks = false;
    findings.newest = Spread::nowhere;
    findings.published_at.reset();
    findings.bundles_since = now - 9min;
    EXPECT_EQ(decided(findings), (Step{Change::none, "", now + 1min}));
    findings.bundles_since = now - 10min;
    EXPECT_EQ(change(findings), Change::issue_leaf);
    findings.published_at = now - 11min;  // of a configuration that is gone
    findings.bundles_since = now - 1min;
    EXPECT_EQ(change(findings), Change::note_published);
}

TEST(Overlap, a_leaf_that_is_due_and_whatever_is_asked_for_wait_for_the_end_of_it) {
    auto findings = overlapping();
    findings.secret.leaf = life(89, 90);
    for (const auto requested : {Renewal::none, Renewal::leaf, Renewal::ca}) {
        findings.requested = requested;
        EXPECT_EQ(change(findings), Change::none);
    }
    findings.secret.leaf->to = now + 30s;
    EXPECT_EQ(decided(findings).look_again, now + 30s) << "it may expire first";
}

Findings with_older_authorities() {
    auto findings = healthy();
    findings.secret.authorities.push_back({"older", life(3'000, 3'650)});
    findings.needed_until = now + 5min;
    return findings;
}

TEST(Decide, older_cas_go_when_no_leaf_needs_them) {
    auto findings = with_older_authorities();
    EXPECT_EQ(decided(findings), (Step{Change::none, "", now + 5min}));
    findings.needed_until = now;
    EXPECT_EQ(change(findings), Change::retire_authorities);
    findings.is_offered_served = false;
    EXPECT_EQ(change(findings), Change::none) << "we may need one ourselves";
    findings.is_offered_served = true;
    findings.secret.issuer = 1;
    EXPECT_NE(change(findings), Change::retire_authorities) << "the leaf is of an older one";
}

TEST(Decide, an_older_ca_that_has_expired_by_our_clock_waits_as_the_others) {
    auto findings = with_older_authorities();
    findings.secret.authorities.back().life = life(4'000, 3'650);
    EXPECT_EQ(change(findings), Change::none);
}

TEST(Decide, older_cas_stay_when_nobody_knows_who_needs_them) {
    auto findings = with_older_authorities();
    findings.needed_until.reset();
    EXPECT_EQ(change(findings), Change::retire_authorities);  // which writes down how long; carry_out_test.cpp
    EXPECT_THAT(decided(findings).why, HasSubstr("nothing says"));
}

TEST(Decide, the_next_look_is_when_the_caBundles_have_settled) {
    auto findings = healthy();
    findings.bundles_since = now - 2s;
    EXPECT_EQ(decided(findings), (Step{Change::none, "", now + 3s}));
}

TEST(Decide, a_clock_that_was_set_back_does_not_make_the_caBundles_new) {
    auto findings = overlapping();
    findings.published_at = now - 1h;
    findings.bundles_since = now + days(365);
    EXPECT_EQ(change(findings), Change::issue_leaf);
    findings.bundles_since = now + 1s;
    EXPECT_EQ(change(findings), Change::none);
}

}  // namespace
}  // namespace certs::rotation
