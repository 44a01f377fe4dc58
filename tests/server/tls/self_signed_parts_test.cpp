#include "server/tls/self_signed_bundle.hpp"
#include "server/tls/self_signed_known.hpp"
#include "server/tls/self_signed_pace.hpp"
#include "server/tls/self_signed_trouble.hpp"
#include "server/tls/self_signed_write.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace server::tls {
namespace {

using namespace std::chrono_literals;

const Instant start{1h};

struct Thing {
    std::string resource_version;
};

std::string version_of(const Latest<Thing>& latest) {
    return latest.object() ? latest.object()->resource_version : "none";
}

TEST(ResourceVersions, CompareAsNumbers) {
    EXPECT_TRUE(is_older_version("9", "10"));
    EXPECT_FALSE(is_older_version("10", "9"));
    EXPECT_FALSE(is_older_version("10", "10"));
    EXPECT_FALSE(is_older_version("x", "10")) << "opaque ones are older than nothing";
    EXPECT_FALSE(is_older_version("1", ""));
}

TEST(Latest, AnOlderEventDoesNotUndoAWrite) {
    Latest<Thing> latest;
    EXPECT_FALSE(latest.is_known());
    latest.watched(Thing{"5"}, start);
    latest.written({"9"}, start);
    const auto changes = latest.changes();
    latest.watched(Thing{"7"}, start + 1s);
    EXPECT_EQ(version_of(latest), "9");
    EXPECT_EQ(latest.changes(), changes) << "nothing to decide anew";
    latest.watched(Thing{"11"}, start + 1s);
    EXPECT_EQ(version_of(latest), "11");
    latest.watched(std::nullopt, start + 1s);
    EXPECT_EQ(version_of(latest), "none");
}

TEST(Latest, AnOlderAnswerDoesNotUndoAnEvent) {
    Latest<Thing> latest;
    latest.watched(Thing{"11"}, start);
    latest.written({"9"}, start);
    EXPECT_EQ(version_of(latest), "11");
}

TEST(Latest, AnOlderEventThatNothingFollowsIsBelievedInTheEnd) {
    Latest<Thing> latest;
    latest.watched(Thing{"50"}, start);
    latest.written({"51"}, start);
    latest.watched(Thing{"3"}, start + 1s);  // an etcd was restored
    latest.settle(start + 29s);
    EXPECT_EQ(version_of(latest), "51");
    latest.settle(start + 30s);
    EXPECT_EQ(version_of(latest), "3");
}

TEST(Pause, GrowsToItsLongestWithJitterAndStartsAnewAfterCalm) {
    Pause pause({.first = 1s, .longest = 4s, .calm = 60s}, 7);
    Instant now = start;
    EXPECT_TRUE(pause.is_over(now));
    for (const auto least : {1000ms, 2000ms, 4000ms, 4000ms}) {
        pause.begin(now);
        EXPECT_FALSE(pause.is_over(now + least - 1ms));
        EXPECT_TRUE(pause.is_over(now + least * 3 / 2));
        now += least * 3 / 2;
    }
    now += 60s;
    pause.begin(now);
    EXPECT_TRUE(pause.is_over(now + 1500ms));
    pause.begin(now, 10s);
    EXPECT_FALSE(pause.is_over(now + 10s - 1ms)) << "the API server asked for more";
    pause.forget();
    EXPECT_TRUE(pause.is_over(now));
}

TEST(Budget, AllowsABurstAndThenSoManyASecond) {
    Budget budget({.burst = 3, .per_second = 0.5});
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(budget.take(start));
    EXPECT_FALSE(budget.take(start));
    EXPECT_FALSE(budget.take(start + 1900ms));
    EXPECT_TRUE(budget.take(start + 2100ms));
    EXPECT_FALSE(budget.take(start + 2100ms));
}

/// A Secret of one CA, its leaf, and another CA with its leaf.
struct TwoAuthorities {
    TwoAuthorities() {
        settings.dns_names = {"a.b.svc"};
        situation.now = std::chrono::system_clock::now();
        for (auto* each : {&first, &second}) *each = carry_out(create, situation, settings).value();
        situation.secret = second;
    }
    [[nodiscard]] static certs::KeyPair leaf(const certs::rotation::Contents& of) {
        return {of.certificate_pem, of.key_pem};
    }

    certs::rotation::Step create{.change = certs::rotation::Change::create, .why = {}, .look_again = {}};
    certs::rotation::Settings settings;
    certs::rotation::Situation situation;
    certs::rotation::Contents first;
    certs::rotation::Contents second;
};

TEST(WantedBundle, IsWhatTheSecretSays) {
    TwoAuthorities two;
    two.situation.bundles = {"", "garbage"};
    EXPECT_EQ(wanted_bundle(two.situation, true), two.second.authorities_pem);
    EXPECT_EQ(wanted_bundle(two.situation, false), two.second.authorities_pem);
    two.situation.secret.reset();
    EXPECT_EQ(wanted_bundle(two.situation, true), "");
}

TEST(WantedBundle, KeepsTheOthersUntilAllIsSettled) {
    TwoAuthorities two;
    two.situation.served = TwoAuthorities::leaf(two.second);
    const auto both = two.second.authorities_pem + two.first.authorities_pem;
    for (const auto& bundle :
         {two.first.authorities_pem, both, two.first.authorities_pem + two.second.authorities_pem}) {
        two.situation.bundles = {bundle, ""};
        EXPECT_EQ(wanted_bundle(two.situation, false), both);
        EXPECT_EQ(wanted_bundle(two.situation, true), two.second.authorities_pem);
    }
}

TEST(WantedBundle, KeepsTheCaOfTheLeafInUse) {
    TwoAuthorities two;
    two.situation.bundles = {two.first.authorities_pem};
    two.situation.served = TwoAuthorities::leaf(two.first);
    EXPECT_EQ(wanted_bundle(two.situation, true), two.second.authorities_pem + two.first.authorities_pem);
}

TEST(Trouble, IsThereFromItsBeginningToItsEnd) {
    Trouble trouble("well again");
    EXPECT_EQ(trouble.text(), "");
    trouble.is("403", "forbidden", start);
    trouble.is("403", "forbidden still", start);
    EXPECT_EQ(trouble.text(), "forbidden still");
    trouble.ends();
    trouble.ends();
    EXPECT_EQ(trouble.text(), "");
}

TEST(FieldManager, IsOfThisProcessAlone) {
    const auto one = own_field_manager();
    EXPECT_NE(one, own_field_manager());
    EXPECT_TRUE(one.starts_with("profile-iam-webhook-"));
    EXPECT_LE(one.size(), 128U);
    EXPECT_EQ(one.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"),
              std::string::npos);
}

}  // namespace
}  // namespace server::tls
