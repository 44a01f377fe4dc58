#include "server/kube/live_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include "tests/server/kube/api_stand_in.hpp"

namespace server::kube::testing {
namespace {

using namespace std::chrono_literals;
using core::profile::ObjectKey;
using core::profile::ObjectKind;
using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr const char* role = "arn:aws:iam::111122223333:role/team-a";
const ObjectKey team_a{ObjectKind::profile, "", "team-a"};
const ObjectKey team_a_namespace{ObjectKind::name_space, "", "team-a"};

ApiStandIn::Answer not_found() { return {.status = 404, .body = status_json(404, "NotFound", "no such object")}; }

/// What one call of `fetch` came to.
struct Fetched {
    bool done = false;
    int calls = 0;
    std::vector<live::Read> reads;
};

class LiveReaderTest : public ::testing::Test {
protected:
    void answer_with(ApiStandIn::Answers answers) { api.answer_with(std::move(answers)); }

    std::shared_ptr<Fetched> start(std::vector<ObjectKey> keys, std::chrono::milliseconds time = 20s) {
        auto fetched = std::make_shared<Fetched>();
        reader.fetch(std::move(keys), std::chrono::steady_clock::now() + time,
                     [fetched](std::vector<live::Read> reads) {
                         fetched->done = true;
                         ++fetched->calls;
                         fetched->reads = std::move(reads);
                     });
        return fetched;
    }
    template <typename Condition>
    void run_until(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (!condition() && std::chrono::steady_clock::now() < end) context.run_one_for(100ms);
        ASSERT_TRUE(condition()) << "waited in vain";
    }
    std::vector<live::Read> fetch(std::vector<ObjectKey> keys, std::chrono::milliseconds time = 20s) {
        const auto fetched = start(std::move(keys), time);
        run_until([&] { return fetched->done; });
        return fetched->reads;
    }
    live::Read fetch_one(const ObjectKey& key, std::chrono::milliseconds time = 20s) {
        auto reads = fetch({key}, time);
        EXPECT_THAT(reads, SizeIs(1));
        return reads.at(0);
    }
    /// The value of `live_reads_total{result}`.
    int counted(const std::string& result) {
        const std::string text = prometheus::TextSerializer().Serialize(registry.Collect());
        const std::string series = "live_reads_total{result=\"" + result + "\"} ";
        return std::stoi(text.substr(text.find(series) + series.size()));
    }
    Configuration configuration() const {
        Configuration made;
        made.tls = false;
        made.host = "127.0.0.1";
        made.port = api.port();
        return made;
    }

    asio::io_context context{1};
    ApiStandIn api{context, [](const std::string&) { return not_found(); }};
    Client client{context.get_executor(), configuration(), "test"};
    ProfileVersion version = ProfileVersion::v1;
    prometheus::Registry registry;
    telemetry::ClusterMetrics metrics{registry};
    LiveReader reader{context.get_executor(), client, version, "eks.amazonaws.com", metrics};
};

TEST_F(LiveReaderTest, ReadsEachKindOfObjectWhereItIs) {
    answer_with([](const std::string& target) -> ApiStandIn::Answer {
        if (target == "/apis/kubeflow.org/v1/profiles/team-a") return {.body = profile_json("team-a", "5", role)};
        if (target == "/api/v1/namespaces/team-a") return {.body = namespace_json("team-a", "6")};
        return {.body = account_json("team-a", "default-editor", "7")};
    });
    const ObjectKey account{ObjectKind::service_account, "team-a", "default-editor"};
    const auto reads = fetch({team_a, team_a_namespace, account});
    ASSERT_THAT(reads, SizeIs(3));
    for (const auto& read : reads) {
        ASSERT_TRUE(read.object);
        EXPECT_EQ(read.key.kind, static_cast<ObjectKind>(read.object->index()));
    }
    EXPECT_THAT(api.asked("/serviceaccounts/"),
                ElementsAre("/api/v1/namespaces/team-a/serviceaccounts/default-editor"));
    EXPECT_EQ(counted("found"), 3);
}

TEST_F(LiveReaderTest, ReadsProfilesInTheVersionThatIsServed) {
    version = ProfileVersion::v1beta1;
    static_cast<void>(fetch({team_a}));
    EXPECT_THAT(api.asked(""), ElementsAre("/apis/kubeflow.org/v1beta1/profiles/team-a"));
}

TEST_F(LiveReaderTest, TellsAbsentFromUnknown) {
    const auto absent = fetch_one(team_a);
    EXPECT_TRUE(absent.known && !absent.object);
    answer_with([](const std::string&) -> ApiStandIn::Answer { return {.status = 404, .body = "404 page not found"}; });
    EXPECT_FALSE(fetch_one(team_a).known) << "the resource is not served: that says nothing of the object";
    answer_with([](const std::string&) -> ApiStandIn::Answer {
        return {.status = 403, .body = status_json(403, "Forbidden", "get is forbidden")};
    });
    EXPECT_FALSE(fetch_one(team_a).known);
    answer_with([](const std::string&) -> ApiStandIn::Answer { return {.status = 500, .body = "oh"}; });
    EXPECT_FALSE(fetch_one(team_a).known);
    answer_with([](const std::string&) -> ApiStandIn::Answer { return {.body = "{"}; });
    EXPECT_FALSE(fetch_one(team_a).known);
    answer_with([](const std::string&) -> ApiStandIn::Answer { return {.body = profile_json("team-b", "5", role)}; });
    EXPECT_FALSE(fetch_one(team_a).known) << "another object than was asked for";
    EXPECT_EQ(counted("absent"), 1);
    EXPECT_EQ(counted("failed"), 5);
}

TEST_F(LiveReaderTest, EndsAtTheDeadlineWithWhatItHas) {
    answer_with([](const std::string& target) -> ApiStandIn::Answer {
        if (target.contains("namespaces")) return {.body = namespace_json("team-a", "6")};
        return {.body = profile_json("team-a", "5", role), .held = true};
    });
    const auto reads = fetch({team_a, team_a_namespace}, 200ms);
    ASSERT_THAT(reads, SizeIs(2));
    EXPECT_TRUE(reads[0].object);
    EXPECT_FALSE(reads[1].known);
    EXPECT_EQ(counted("timeout"), 1);
}

TEST_F(LiveReaderTest, MakesOneOfIdenticalReads) {
    answer_with([](const std::string&) -> ApiStandIn::Answer {
        return {.body = profile_json("team-a", "5", role), .held = true};
    });
    std::vector<std::shared_ptr<Fetched>> all;
    for (int i = 0; i < 20; ++i) all.push_back(start({team_a}));
    run_until([&] { return api.asked("").size() == 1; });
    for (int i = 0; i < 20; ++i) all.push_back(start({team_a}));
    run_until([&] { return counted("shared") == 39; });
    api.release();
    run_until([&] { return std::ranges::all_of(all, [](const auto& each) { return each->done; }); });
    for (const auto& each : all) {
        EXPECT_EQ(each->calls, 1);
        EXPECT_TRUE(each->reads.front().object);
    }
    EXPECT_THAT(api.asked(""), SizeIs(1));
}

TEST_F(LiveReaderTest, ReadsOnceMoreForThoseWhoCameAfterAReadThatFoundNothing) {
    bool made = false;
    answer_with([&](const std::string&) -> ApiStandIn::Answer {
        // What the answer says is what was true when it was asked.
        return made ? ApiStandIn::Answer{.body = profile_json("team-a", "5", role)}
                    : ApiStandIn::Answer{.status = 404, .body = status_json(404, "NotFound", "none"), .held = true};
    });
    const auto early = start({team_a});
    run_until([&] { return api.asked("").size() == 1; });
    made = true;
    const auto late = start({team_a});
    const auto later = start({team_a});
    run_until([&] { return counted("shared") == 2; });
    api.release();
    run_until([&] { return early->done && late->done && later->done; });
    EXPECT_TRUE(early->reads.front().known && !early->reads.front().object);
    EXPECT_TRUE(late->reads.front().object);
    EXPECT_TRUE(later->reads.front().object);
    EXPECT_THAT(api.asked(""), SizeIs(2));
}

TEST_F(LiveReaderTest, KeepsToTheBudgetOfANamespaceAndRemembersWhatWasAbsent) {
    std::vector<ObjectKey> flood;
    for (int i = 0; i < 200; ++i)
        flood.push_back({ObjectKind::service_account, "team-a", "made-up-" + std::to_string(i)});
    const auto reads = fetch(flood);
    ASSERT_THAT(reads, SizeIs(200));
    EXPECT_GE(counted("over_budget"), 100);
    EXPECT_GE(api.asked("").size(), 50U);
    EXPECT_LE(api.asked("").size(), 100U);
    // Over budget, what was absent a moment ago still is; an event makes it unknown.
    const auto& absent = flood.front();
    std::optional<live::Read> last;
    run_until([&] {
        last = fetch_one(absent);
        return counted("remembered") > 0;
    });
    EXPECT_TRUE(last && last->known && !last->object);
    reader.forget_absent(absent);
    const auto asked_before = api.asked("").size();
    const auto after = fetch_one(absent);
    EXPECT_EQ(after.known, api.asked("").size() > asked_before) << "known only by asking again";
    // Others have their own.
    EXPECT_TRUE(fetch_one({ObjectKind::service_account, "team-b", "other"}).known);
}

TEST(ReadBudget, RefillsWithTime) {
    ReadBudget budget({.burst = 2, .per_second = 1}, {.burst = 3, .per_second = 10});
    const ReadBudget::Instant start{};
    EXPECT_TRUE(budget.take("a", start));
    EXPECT_TRUE(budget.take("a", start));
    EXPECT_FALSE(budget.take("a", start));
    EXPECT_TRUE(budget.take("b", start));
    EXPECT_FALSE(budget.take("c", start)) << "all together have had three";
    EXPECT_TRUE(budget.take("c", start + 100ms));
    EXPECT_FALSE(budget.take("a", start + 999ms));
    EXPECT_TRUE(budget.take("a", start + 1s));
    EXPECT_FALSE(budget.take("a", start + 1s));
}

TEST(ReadBudget, RemembersNobodyWhoHasAllOfIt) {
    ReadBudget budget({.burst = 2, .per_second = 1}, {.burst = 1'000, .per_second = 1'000});
    const ReadBudget::Instant start{1h};
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(budget.take("namespace-" + std::to_string(i), start));
    EXPECT_TRUE(budget.take("another", start + 20s));
    EXPECT_EQ(budget.size(), 1U);
}

TEST(AbsentNames, AreForgottenAfterASecondOrAnEvent) {
    AbsentNames names;
    const AbsentNames::Instant start{};
    names.remember(team_a, start);
    EXPECT_TRUE(names.contains(team_a, start + 999ms));
    EXPECT_FALSE(names.contains(team_a, start + 1s));
    EXPECT_FALSE(names.contains(team_a_namespace, start)) << "the same name of another kind";
    names.forget(team_a_namespace);
    EXPECT_TRUE(names.contains(team_a, start));
    names.forget(team_a);
    EXPECT_FALSE(names.contains(team_a, start));
    names.remember(team_a, start);
    names.remember(team_a_namespace, start);
    names.forget({ObjectKind::profile, {}, {}});
    EXPECT_FALSE(names.contains(team_a, start));
    EXPECT_TRUE(names.contains(team_a_namespace, start));
}

TEST(AbsentNames, AreBounded) {
    AbsentNames names;
    const AbsentNames::Instant start{};
    for (std::size_t i = 0; i < AbsentNames::most + 10; ++i) {
        names.remember({ObjectKind::profile, {}, "made-up-" + std::to_string(i)}, start);
    }
    EXPECT_EQ(names.size(), AbsentNames::most);
    names.remember(team_a, start + 2s);
    EXPECT_EQ(names.size(), 1U) << "the old ones made room";
}

}  // namespace
}  // namespace server::kube::testing
