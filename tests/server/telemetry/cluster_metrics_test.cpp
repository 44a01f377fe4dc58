#include "server/telemetry/cluster_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/telemetry/metrics.hpp"

namespace server::telemetry {
namespace {

using core::profile::ObjectKind;
using core::watch::Condition;
using testing::HasSubstr;
using testing::Not;

TEST(ClusterMetrics, AreThereOnlyWithACluster) {
    Metrics metrics;
    EXPECT_THAT(metrics.serialize(), Not(HasSubstr("watch_synced")));
    ClusterMetrics& cluster = metrics.cluster();
    EXPECT_EQ(&cluster, &metrics.cluster());
    EXPECT_THAT(metrics.serialize(), Not(HasSubstr("watch_synced{"))) << "certificates need a cluster, Profiles not";
    static_cast<void>(cluster.watch(ObjectKind::profile));
    EXPECT_THAT(metrics.serialize(), HasSubstr("profile_iam_webhook_watch_synced{resource=\"profiles\"} 0\n"));
}

TEST(ClusterMetrics, HaveEverySeriesFromTheStartButTheAge) {
    Metrics metrics;
    for (const auto kind : {ObjectKind::profile, ObjectKind::name_space, ObjectKind::service_account})
        static_cast<void>(metrics.cluster().watch(kind));
    const std::string text = metrics.serialize();
    for (const char* resource : {"profiles", "namespaces", "serviceaccounts"}) {
        for (const char* reason :
             {"unreachable", "unauthorized", "forbidden", "not_found", "throttled", "expired", "failing"}) {
            EXPECT_THAT(text, HasSubstr(std::string("watch_failures_total{reason=\"") + reason + "\",resource=\"" +
                                        resource + "\"} 0\n"));
        }
    }
    for (int i = 0; i < live_read_result_count; ++i) {
        EXPECT_THAT(text, HasSubstr(std::string("live_reads_total{result=\"") +
                                    to_string(static_cast<LiveReadResult>(i)) + "\"} 0\n"));
    }
    EXPECT_THAT(text, Not(HasSubstr("state_confirmed_timestamp_seconds{"))) << "a zero would look like 1970";
}

TEST(ClusterMetrics, SayHowAWatchIs) {
    Metrics metrics;
    WatchMetrics& watch = metrics.cluster().watch(ObjectKind::name_space);
    watch.synced();
    watch.listed();
    watch.healthy();
    watch.event(core::watch::EventType::bookmark);
    watch.confirmed(std::chrono::system_clock::time_point(std::chrono::seconds(5)));
    watch.unreadable();
    EXPECT_THAT(metrics.serialize(), HasSubstr("watch_healthy{resource=\"namespaces\"} 1\n"));
    watch.failed(Condition::expired);
    EXPECT_THAT(metrics.serialize(), HasSubstr("watch_healthy{resource=\"namespaces\"} 1\n"));
    watch.failed(Condition::forbidden);
    const std::string text = metrics.serialize();
    for (const char* line :
         {"watch_synced{resource=\"namespaces\"} 1\n", "watch_lists_total{resource=\"namespaces\"} 1\n",
          "watch_healthy{resource=\"namespaces\"} 0\n",
          "watch_events_total{resource=\"namespaces\",type=\"bookmark\"} 1\n",
          "state_confirmed_timestamp_seconds{resource=\"namespaces\"} 5\n",
          "objects_unreadable_total{resource=\"namespaces\"} 1\n",
          "watch_failures_total{reason=\"forbidden\",resource=\"namespaces\"} 1\n"}) {
        EXPECT_THAT(text, HasSubstr(line));
    }
}

TEST(ClusterMetrics, KnowSingleObjectsOnceTheyAreWatched) {
    Metrics metrics;
    ClusterMetrics& cluster = metrics.cluster();
    EXPECT_THAT(metrics.serialize(), Not(HasSubstr("resource=\"secrets\"")));
    WatchMetrics& secrets = cluster.watch("secrets");
    EXPECT_EQ(&secrets, &cluster.watch("secrets"));
    EXPECT_NE(&secrets, &cluster.watch("mutatingwebhookconfigurations"));
    secrets.healthy();
    cluster.watch("mutatingwebhookconfigurations").failed(Condition::forbidden);
    const std::string text = metrics.serialize();
    EXPECT_THAT(text, HasSubstr("watch_healthy{resource=\"secrets\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("watch_lists_total{resource=\"secrets\"} 0\n"));
    EXPECT_THAT(text,
                HasSubstr("watch_failures_total{reason=\"forbidden\",resource=\"mutatingwebhookconfigurations\"} 1\n"));
}

TEST(ClusterMetrics, HaveNoLabelThatTheyDoNotKnow) {
    Metrics metrics;
    metrics.cluster().watch("what-somebody-named").healthy();
    EXPECT_THAT(metrics.serialize(), HasSubstr("watch_healthy{resource=\"other\"} 1\n"));
    EXPECT_THAT(metrics.serialize(), Not(HasSubstr("what-somebody-named")));
}

}  // namespace
}  // namespace server::telemetry
