// What is found in real Secrets, and what follows from it.
#include "certs/rotation/findings.hpp"
#include "tests/certs/made.hpp"
#include "tests/certs/rotation/made.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>

namespace certs::rotation {
namespace {

using certs::testing::now;
using std::chrono::days;
using testing::carried_out;
using testing::fresh;
using ::testing::HasSubstr;
using testing::settings;
using testing::situation_of;

struct Damage {
    const char* what;
    std::string Contents::* part;
    const char* words;  ///< of the complaint
    Change change;      ///< that mends it
};

TEST(Findings, each_part_that_is_missing_foreign_or_broken_is_named_and_mended_with_all_that_can_be_kept) {
    const auto good = fresh(now);
    const auto other = fresh(now);
    for (const auto& damage : {Damage{"the leaf", &Contents::certificate_pem, "tls.crt", Change::issue_leaf},
                               Damage{"its key", &Contents::key_pem, "tls.", Change::issue_leaf},
                               Damage{"the CA", &Contents::authorities_pem, "ca.", Change::issue_authority},
                               Damage{"its key", &Contents::authority_key_pem, "ca.key", Change::issue_authority}}) {
        const std::string& was = good.*damage.part;
        for (const auto& is :
             {std::string(), std::string("words"), was.substr(0, was.size() / 2), other.*damage.part}) {
            SCOPED_TRACE(std::string(damage.what) + ": " + is);
            auto situation = situation_of(good, now);
            (*situation.secret).*damage.part = is;
            EXPECT_FALSE(is_whole(*situation.secret, settings, now));
            EXPECT_THAT(examine(*situation.secret, settings).damage, HasSubstr(damage.words));
            const auto step = next_step(situation, settings);
            EXPECT_EQ(step.change, damage.change) << step.why;
            EXPECT_TRUE(is_whole(carry_out(step, situation, settings).value(), settings, now));
        }
    }
}

TEST(Findings, a_whole_secret_stops_being_whole_with_its_leaf) {
    const auto made = fresh(now);
    EXPECT_TRUE(is_whole(made, settings, now + days(89) - std::chrono::seconds(1)));
    EXPECT_FALSE(is_whole(made, settings, now + days(89)));
    EXPECT_FALSE(is_whole(made, settings, now - days(2)));
}

TEST(Findings, a_leaf_ends_with_its_ca) {
    auto situation = situation_of(fresh(now - days(3'640)), now - days(3'640));
    situation.now = now;
    const auto after = carried_out(Change::issue_leaf, situation);
    const auto examined = examine(after, settings);
    EXPECT_EQ(examined.leaf->to, examined.authorities.front().life.to);
}

TEST(Findings, where_something_is_in_the_caBundles_is_told) {
    const auto secret = fresh(now);
    const auto other = fresh(now);
    auto situation = situation_of(secret, now);
    situation.bundles = {secret.authorities_pem, other.authorities_pem + secret.authorities_pem};
    EXPECT_EQ(examine(situation, settings).newest, Spread::everywhere);
    EXPECT_EQ(examine(situation, settings).leaf_issuer, Spread::everywhere);
    situation.bundles.emplace_back("words");
    EXPECT_EQ(examine(situation, settings).newest, Spread::somewhere);
    EXPECT_EQ(examine(situation, settings).served_issuer, Spread::somewhere);
    situation.bundles = {other.authorities_pem};
    EXPECT_EQ(examine(situation, settings).newest, Spread::nowhere);
    situation.bundles.clear();
    EXPECT_EQ(examine(situation, settings).leaf_issuer, Spread::nowhere);
    EXPECT_FALSE(examine(situation, settings).has_webhooks);
}

TEST(Findings, after_a_repair_the_older_cas_stay_for_a_whole_leaf_whatever_was_written_down) {
    auto secret = carried_out(Change::issue_authority, situation_of(fresh(now - days(100)), now));
    secret.needed_until = now - days(1);                                            // by another clock
    const auto after = carried_out(Change::issue_leaf, situation_of(secret, now));  // the leaf has expired
    EXPECT_EQ(after.needed_until, now + days(90));
}

}  // namespace
}  // namespace certs::rotation
