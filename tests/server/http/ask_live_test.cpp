#include "server/http/ask_live.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace server::http {
namespace {

using namespace std::chrono_literals;
using core::mutation::Reason;
using core::profile::Directory;
using core::profile::Namespace;
using core::profile::ObjectKey;
using core::profile::ObjectKind;
using core::profile::Profile;
using testing::ElementsAre;

constexpr const char* role = "arn:aws:iam::111122223333:role/team-a";
const ObjectKey name_space{ObjectKind::name_space, "", "team-a"};
const ObjectKey profile{ObjectKind::profile, "", "team-a"};
const ObjectKey account{ObjectKind::service_account, "team-a", "default-editor"};

constexpr const char* pod =
    R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","kind":{"group":"","version":"v1","kind":"Pod"},)"
    R"("resource":{"group":"","version":"v1","resource":"pods"},"namespace":"team-a","operation":"CREATE",)"
    R"("object":{"metadata":{"name":"p"},"spec":{"serviceAccountName":"default-editor","containers":[{"name":"c"}]}}}})";

Namespace owned() {
    Namespace made;
    made.name = "team-a";
    made.has_profile_reference = true;
    made.controllers = {Namespace::ProfileReference{"team-a", "u1"}};
    return made;
}

Profile with_role() {
    Profile made;
    made.name = "team-a";
    made.uid = "u1";
    made.plugin = core::profile::Plugin{};
    made.plugin->role_arn = role;
    return made;
}

/// Answers on a thread of its own, as the real one does.
class ScriptedReads final : public live::Reads {
public:
    using Script = std::function<live::Read(const ObjectKey&)>;
    explicit ScriptedReads(Script script) : script_(std::move(script)) {}

    void fetch(std::vector<ObjectKey> keys, std::chrono::steady_clock::time_point deadline, Done done) override {
        deadlines.push_back(deadline);
        rounds.push_back(keys);
        threads_.emplace_back([this, keys = std::move(keys), done = std::move(done)]() mutable {
            std::vector<live::Read> reads;
            for (const auto& key : keys) reads.push_back(script_(key));
            done(std::move(reads));
        });
    }

    std::vector<std::vector<ObjectKey>> rounds;
    std::vector<std::chrono::steady_clock::time_point> deadlines;

private:
    Script script_;
    std::vector<std::jthread> threads_;
};

live::Read unknown(const ObjectKey& key) { return {.key = key, .known = false, .object = {}}; }
live::Read absent(const ObjectKey& key) { return {.key = key, .known = true, .object = {}}; }
live::Read found(const ObjectKey& key, live::Object object) {
    return {.key = key, .known = true, .object = std::move(object)};
}

class AskLive : public testing::Test {
protected:
    core::Reply ask(ScriptedReads* reads, std::vector<ObjectKey> missing) {
        Services services{directory, policy, metrics, readiness, tls, reads};
        std::optional<core::Reply> reply;
        asio::co_spawn(context,
                       ask_with_live_reads(pod, std::move(missing), std::chrono::steady_clock::now() + 1s, services),
                       [&](const std::exception_ptr& error, core::Reply answered) {
                           EXPECT_EQ(error, nullptr);
                           reply = std::move(answered);
                       });
        context.restart();
        context.run();  // ends when the reply is there, and not before: the reads keep it going
        EXPECT_TRUE(reply.has_value());
        return reply.value_or(core::Reply{});
    }
    void publish(const Directory& next) { directory.publish(std::make_shared<const Directory>(next)); }

    asio::io_context context{1};
    Published<Directory> directory{std::make_shared<const Directory>(Directory::Absence::unknown)};
    core::mutation::Policy policy;
    telemetry::Metrics metrics;
    telemetry::Readiness readiness;
    Published<ssl_ctx_st> tls;
};

TEST_F(AskLive, AnswersFromWhatWasRead) {
    ScriptedReads reads([](const ObjectKey& key) {
        if (key == name_space) return found(key, owned());
        return key == profile ? found(key, with_role()) : absent(key);
    });
    const auto reply = ask(&reads, {name_space, profile, account});
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.outcome.role, role);
    EXPECT_THAT(reads.rounds, ElementsAre(ElementsAre(name_space, profile, account)));
}

TEST_F(AskLive, LeavesTheCacheAsItIs) {
    ScriptedReads reads([](const ObjectKey& key) { return key == name_space ? found(key, owned()) : absent(key); });
    static_cast<void>(ask(&reads, {name_space, profile, account}));
    EXPECT_EQ(directory.current()->namespace_count(), 0U) << "the watch may know better already";
}

TEST_F(AskLive, TakesTheNewestSnapshotWhenTheReadsAreThere) {
    ScriptedReads reads([this](const ObjectKey& key) {
        publish(Directory(Directory::Absence::unknown).with(owned()).with(with_role()));
        return unknown(key);
    });
    EXPECT_EQ(ask(&reads, {name_space, profile}).outcome.role, role);
}

TEST_F(AskLive, TrustsAbsenceOverTheCache) {
    publish(Directory(Directory::Absence::unknown).with(owned()).with(with_role()));
    ScriptedReads reads([](const ObjectKey& key) { return absent(key); });
    EXPECT_EQ(ask(&reads, {name_space, profile, account}).outcome.reason, Reason::no_role);
}

TEST_F(AskLive, AsksForWhatTheFirstRoundPointsTo) {
    ScriptedReads reads([](const ObjectKey& key) {
        if (key == name_space) return found(key, owned());
        return key == profile ? found(key, with_role()) : absent(key);
    });
    EXPECT_EQ(ask(&reads, {name_space}).outcome.role, role);
    EXPECT_THAT(reads.rounds, ElementsAre(ElementsAre(name_space), ElementsAre(profile, account)));
    EXPECT_EQ(reads.deadlines.front(), reads.deadlines.back()) << "all rounds together have the one second";
}

TEST_F(AskLive, RefusesWhatCannotBeKnownInTime) {
    ScriptedReads reads([](const ObjectKey& key) { return unknown(key); });
    const auto reply = ask(&reads, {name_space, profile});
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reads.rounds.size(), 1U) << "asking again would name the same";
}

TEST_F(AskLive, AnswersWithoutWhatWouldOnlyRefine) {
    publish(Directory(Directory::Absence::unknown).with(owned()).with(with_role()));
    ScriptedReads reads([](const ObjectKey& key) { return unknown(key); });
    EXPECT_EQ(ask(&reads, {account}).outcome.role, role);
    EXPECT_EQ(ask(nullptr, {account}).outcome.role, role) << "nobody to ask";
}

TEST(LiveReadTime, IsASecondOrHalfOfTheTimeout) {
    EXPECT_EQ(live_read_time(""), 1s);
    EXPECT_EQ(live_read_time("timeout=10s"), 1s);
    EXPECT_EQ(live_read_time("timeout=1s"), 500ms);
    EXPECT_EQ(live_read_time("timeout=300ms"), 150ms);
    EXPECT_EQ(live_read_time("a=b&timeout=1s&c=d"), 500ms);
    EXPECT_EQ(live_read_time("notimeout=1s"), 1s);
    for (const char* odd : {"timeout=", "timeout=1", "timeout=s", "timeout=-1s", "timeout=1m0s", "timeout=1h",
                            "timeout=99999999999999999999s", "timeout=4294967295s"}) {
        EXPECT_EQ(live_read_time(odd), 1s) << odd;
    }
}

}  // namespace
}  // namespace server::http
