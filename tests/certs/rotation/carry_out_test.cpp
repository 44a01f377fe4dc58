// What each change makes of a Secret, with real keys.
#include "certs/chain.hpp"
#include "tests/certs/rotation/made.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>

namespace certs::rotation {
namespace {

using certs::testing::now;
using std::chrono::days;
using testing::authorities;
using testing::carried_out;
using ::testing::ElementsAre;
using testing::fresh;
using testing::settings;
using testing::situation_of;
using ::testing::StartsWith;
using namespace std::chrono_literals;

TEST(CarryOut, what_is_created_is_whole_lasts_as_long_as_asked_for_and_survives_a_day_of_clock_skew) {
    const auto made = fresh(now);
    EXPECT_TRUE(is_whole(made, settings, now));
    EXPECT_TRUE(is_whole(made, settings, now - days(1)));
    const auto leaf = inspect(made.certificate_pem).value();
    EXPECT_EQ(leaf.not_after - leaf.not_before, days(90) + 5min);
    EXPECT_EQ(leaf.not_before, now - days(1) - 5min);
    EXPECT_EQ(leaf.subject, "CN=webhook");
    EXPECT_THAT(leaf.dns_names, ElementsAre("webhook.system.svc", "webhook.system.svc.cluster.local"));
    const auto ca = inspect(made.authorities_pem).value();
    EXPECT_EQ(ca.not_after - ca.not_before, days(3'650) + 5min);
    EXPECT_THAT(ca.subject, StartsWith("CN=profile-iam-webhook CA 2027-01-15T08:00:00Z"));
    EXPECT_EQ(made.needed_until, std::nullopt) << "there is no older CA";
}

TEST(CarryOut, a_leaf_of_a_day_is_not_dated_back_by_all_of_it) {
    auto short_lived = settings;
    short_lived.leaf_days = 1;
    Situation nothing;
    nothing.now = now;
    const auto made = carry_out({Change::create, "", now}, nothing, short_lived).value();
    EXPECT_EQ(inspect(made.certificate_pem)->not_after, now + 24h - 144min);
}

TEST(CarryOut, a_common_name_that_does_not_fit_is_left_out) {
    auto long_named = settings;
    long_named.common_name = std::string(65, 'w');
    Situation nothing;
    nothing.now = now;
    const auto made = carry_out({Change::create, "", now}, nothing, long_named);
    ASSERT_TRUE(made);
    EXPECT_EQ(inspect(made->certificate_pem)->subject, "");
}

TEST(CarryOut, creating_goes_on_trusting_the_cas_by_which_others_may_serve) {
    const auto others = fresh(now - days(5));
    auto situation = situation_of(others, now);
    situation.secret = Contents{};  // nothing left in it
    situation.secret->published_at = now;
    situation.secret->requested = Renewal::ca;
    const auto made = carried_out(Change::create, situation);
    EXPECT_TRUE(is_whole(made, settings, now));
    ASSERT_EQ(authorities(made).size(), 2U);
    EXPECT_EQ(authorities(made).back(), authorities(others).front());
    EXPECT_TRUE(is_signed_by(made.certificate_pem, authorities(made).front()));
    EXPECT_EQ(made.needed_until, now + days(90));
    EXPECT_EQ(made.published_at, std::nullopt);
    EXPECT_EQ(made.requested, Renewal::none);
}

TEST(CarryOut, restoring_gives_the_same_bytes_and_keeps_what_is_asked_for) {
    auto situation = situation_of(fresh(now), now);
    situation.remembered = situation.secret;
    situation.remembered->needed_until = now + days(3);
    situation.secret.reset();
    EXPECT_EQ(carried_out(Change::restore, situation), *situation.remembered);
    situation.secret = Contents{};
    situation.secret->requested = Renewal::ca;
    auto expected = *situation.remembered;
    expected.requested = Renewal::ca;
    EXPECT_EQ(carried_out(Change::restore, situation), expected);
}

TEST(CarryOut, a_new_ca_comes_first_and_the_leaf_stays) {
    auto before = fresh(now - days(10));
    before.published_at = now - 1h;
    before.requested = Renewal::ca;
    const auto after = carried_out(Change::issue_authority, situation_of(before, now));
    EXPECT_EQ(after.certificate_pem, before.certificate_pem);
    EXPECT_EQ(after.key_pem, before.key_pem);
    ASSERT_EQ(authorities(after).size(), 2U);
    EXPECT_EQ(authorities(after).back(), authorities(before).front());
    EXPECT_TRUE(belongs_together(after.authorities_pem, after.authority_key_pem)) << "the key is the new one's";
    EXPECT_EQ(after.published_at, std::nullopt);
    EXPECT_EQ(after.needed_until, inspect(before.certificate_pem)->not_after);
    EXPECT_EQ(after.requested, Renewal::none);
    EXPECT_TRUE(is_whole(after, settings, now));
}

TEST(CarryOut, a_request_for_a_leaf_outlasts_a_new_ca) {
    auto before = fresh(now);
    before.requested = Renewal::leaf;
    EXPECT_EQ(carried_out(Change::issue_authority, situation_of(before, now)).requested, Renewal::leaf);
}

TEST(CarryOut, a_lost_ca_is_put_behind_the_new_one_out_of_the_caBundles) {
    const auto before = fresh(now);
    auto situation = situation_of(before, now);
    situation.secret->authorities_pem = "lost";
    EXPECT_EQ(next_step(situation, settings).change, Change::issue_authority);
    const auto after = carried_out(Change::issue_authority, situation);
    EXPECT_EQ(authorities(after).back(), authorities(before).front());
    EXPECT_TRUE(is_whole(after, settings, now));
}

TEST(CarryOut, the_leaf_that_ends_an_overlap_is_of_the_newest_ca_and_the_older_stay_for_the_one_before) {
    const auto first = fresh(now - days(10));
    auto overlap = carried_out(Change::issue_authority, situation_of(first, now));
    overlap.published_at = now;
    overlap.requested = Renewal::ca;  // once more: it is on its way
    overlap.needed_until = now;
    const auto after = carried_out(Change::issue_leaf, situation_of(overlap, now + 10min));
    EXPECT_TRUE(is_signed_by(after.certificate_pem, authorities(after).front()));
    EXPECT_EQ(after.authorities_pem, overlap.authorities_pem);
    EXPECT_EQ(after.needed_until, inspect(first.certificate_pem)->not_after);
    EXPECT_EQ(after.published_at, std::nullopt);
    EXPECT_EQ(after.requested, Renewal::none);
    overlap.needed_until = now + days(1'000);
    EXPECT_EQ(carried_out(Change::issue_leaf, situation_of(overlap, now)).needed_until, now + days(1'000))
        << "an older leaf lives longer";
    // The next leaf is of the same CA: nobody needs the older ones any longer for that.
    const auto renewed = carried_out(Change::issue_leaf, situation_of(after, now + days(60)));
    EXPECT_EQ(renewed.needed_until, after.needed_until);
    EXPECT_EQ(renewed.authorities_pem, after.authorities_pem);
}

TEST(CarryOut, a_renewed_leaf_fulfils_a_request_for_a_leaf_but_none_for_a_ca) {
    auto before = fresh(now);
    before.requested = Renewal::leaf;
    auto after = carried_out(Change::issue_leaf, situation_of(before, now));
    EXPECT_EQ(after.requested, Renewal::none);
    EXPECT_NE(after.certificate_pem, before.certificate_pem);
    EXPECT_NE(after.key_pem, before.key_pem) << "a new leaf has a new key";
    EXPECT_EQ(after.authorities_pem, before.authorities_pem);
    before.requested = Renewal::ca;
    after = carried_out(Change::issue_leaf, situation_of(before, now));
    EXPECT_EQ(after.requested, Renewal::ca);
}

TEST(CarryOut, a_leaf_for_other_names_serves_replicas_of_both_versions) {
    const auto before = fresh(now);
    auto newer = settings;
    newer.dns_names = {"new.system.svc"};
    const auto situation = situation_of(before, now);
    EXPECT_EQ(next_step(situation, newer).change, Change::issue_leaf);
    const auto after = carry_out({Change::issue_leaf, "", now}, situation, newer).value();
    EXPECT_TRUE(is_whole(after, newer, now));
    EXPECT_TRUE(is_whole(after, settings, now)) << "or the two versions take turns";
    const auto renewed = carry_out({Change::issue_leaf, "", now}, situation_of(after, now), newer).value();
    EXPECT_THAT(inspect(renewed.certificate_pem)->dns_names, ElementsAre("new.system.svc"));
}

TEST(CarryOut, published_is_written_down_and_taken_back) {
    auto situation = situation_of(carried_out(Change::issue_authority, situation_of(fresh(now), now)), now + 300ms);
    auto expected = *situation.secret;
    expected.published_at = now;  // in whole seconds, as the annotation has it
    EXPECT_EQ(carried_out(Change::note_published, situation), expected);
    situation.secret = expected;
    situation.bundles.back() = "";
    expected.published_at.reset();
    EXPECT_EQ(carried_out(Change::note_published, situation), expected);
}

TEST(CarryOut, retired_cas_are_gone_and_those_of_unknown_need_get_a_time) {
    auto before = carried_out(Change::issue_authority, situation_of(fresh(now), now));
    before = carried_out(Change::issue_leaf, situation_of(before, now));
    const auto newest = authorities(before).front();
    const auto after = carried_out(Change::retire_authorities, situation_of(before, now));
    EXPECT_THAT(authorities(after), ElementsAre(newest));
    EXPECT_EQ(after.needed_until, std::nullopt);
    EXPECT_TRUE(is_whole(after, settings, now));
    before.needed_until.reset();
    auto expected = before;
    expected.needed_until = now + days(90);
    EXPECT_EQ(carried_out(Change::retire_authorities, situation_of(before, now)), expected);
}

TEST(CarryOut, ca_crt_never_holds_more_than_eight_and_the_leafs_own_is_among_them) {
    auto contents = fresh(now);
    for (int i = 0; i < 10; ++i) contents = carried_out(Change::issue_authority, situation_of(contents, now));
    EXPECT_EQ(authorities(contents).size(), 8U);
    EXPECT_TRUE(is_whole(contents, settings, now));
}

TEST(CarryOut, what_is_written_can_be_read) {
    auto contents = fresh(now);
    contents.published_at = now;
    contents.needed_until = now + days(90);
    for (const auto requested : {Renewal::none, Renewal::leaf, Renewal::ca}) {
        contents.requested = requested;
        EXPECT_EQ(decode_contents(encode_data(contents), encode_annotations(contents)), contents);
    }
}

}  // namespace
}  // namespace certs::rotation
