#include "server/telemetry/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

namespace server::telemetry {
namespace {

using core::mutation::Operation;
using core::mutation::Outcome;
using core::mutation::Reason;
using core::mutation::Resource;
using core::mutation::Verdict;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

Outcome injected() {
    Outcome outcome;
    outcome.resource = Resource::pods;
    outcome.operation = Operation::create;
    outcome.verdict = Verdict::patched;
    outcome.reason = Reason::injected;
    outcome.namespace_name = "team-a";
    outcome.name = "notebook-0";
    return outcome;
}

/// The value of the one series whose name and labels are `series`, as written.
std::string value_of(const std::string& text, const std::string& series) {
    const auto start = ("\n" + text).find("\n" + series + " ");
    if (start == std::string::npos) return "absent";
    const auto from = start + series.size() + 1;
    return text.substr(from, text.find('\n', from) - from);
}

TEST(Metrics, AdmissionsAreCountedByTheirBoundedLabels) {
    Metrics metrics;
    metrics.record(injected(), 1ms);
    metrics.record(injected(), 1ms);
    const auto text = metrics.serialize();
    EXPECT_THAT(text, HasSubstr("# TYPE profile_iam_webhook_admissions_total counter"));
    EXPECT_EQ(
        value_of(text,
                 "profile_iam_webhook_admissions_total{operation=\"CREATE\",outcome=\"patched\",reason=\"injected\","
                 "resource=\"pods\"}"),
        "2");
    EXPECT_THAT(text, Not(HasSubstr("team-a")));
    EXPECT_THAT(text, Not(HasSubstr("notebook-0")));
}

TEST(Metrics, EveryCombinationOfLabelsHasItsOwnSeries) {
    Metrics metrics;
    const auto count = [](const std::string& text) {
        std::size_t series = 0;
        for (std::size_t at = 0; (at = text.find("\nprofile_iam_webhook_admissions_total{", at)) != std::string::npos;
             ++at)
            ++series;
        return series;
    };
    std::size_t expected = count(metrics.serialize());
    for (int resource = 0; resource < core::mutation::resource_count; ++resource) {
        for (int reason = 0; reason < core::mutation::reason_count; ++reason) {
            Outcome outcome = injected();
            outcome.resource = static_cast<Resource>(resource);
            outcome.reason = static_cast<Reason>(reason);
            outcome.operation = static_cast<Operation>(core::mutation::operation_count - 1);
            outcome.verdict = static_cast<Verdict>(core::mutation::verdict_count - 1);
            metrics.record(outcome, 1ms);
            ++expected;
        }
    }
    const auto text = metrics.serialize();
    EXPECT_EQ(count(text), expected);
    EXPECT_THAT(text, HasSubstr("resource=\"pods/ephemeralcontainers\"} 1\n"));
}

TEST(Metrics, BeforeAnythingHappensTheUsualSeriesAreThere) {
    const auto text = Metrics().serialize();
    const std::string admissions = "profile_iam_webhook_admissions_total";
    EXPECT_EQ(
        value_of(text, admissions + R"({operation="CREATE",outcome="patched",reason="injected",resource="pods"})"),
        "0");
    EXPECT_EQ(value_of(text, admissions + R"({operation="CREATE",outcome="refused",reason="refused",resource="pods"})"),
              "0");
    EXPECT_EQ(value_of(text, admissions + R"({operation="CREATE",outcome="patched",reason="right",resource="pods"})"),
              "absent")
        << "the product of all labels would be over a thousand lines";
    for (int i = 0; i < refusal_count; ++i) {
        const std::string word = to_string(static_cast<Refusal>(i));
        EXPECT_EQ(value_of(text, "profile_iam_webhook_refused_total{reason=\"" + word + "\"}"), "0") << word;
    }
    EXPECT_EQ(value_of(text, "profile_iam_webhook_tls_handshakes_total{result=\"done\"}"), "0");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_connections_closed_total{reason=\"age\"}"), "0");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_loads_total{result=\"error\"}"), "0");
}

TEST(Metrics, DurationsFallIntoInclusiveBucketsFrom50MicrosecondsTo10Seconds) {
    Metrics metrics;
    for (const auto elapsed : {std::chrono::nanoseconds(-5), 50'000ns, 50'001ns, 10'000'000'000ns, 10'000'000'001ns}) {
        metrics.record(injected(), elapsed);
    }
    const auto text = metrics.serialize();
    const std::string bucket = "profile_iam_webhook_admission_duration_seconds_bucket";
    EXPECT_EQ(value_of(text, bucket + "{le=\"5e-05\"}"), "2");
    EXPECT_EQ(value_of(text, bucket + "{le=\"0.0001\"}"), "3");
    EXPECT_EQ(value_of(text, bucket + "{le=\"10\"}"), "4");
    EXPECT_EQ(value_of(text, bucket + "{le=\"+Inf\"}"), "5");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_admission_duration_seconds_count"), "5");
    EXPECT_THAT(value_of(text, "profile_iam_webhook_admission_duration_seconds_sum"), HasSubstr("20.0001"));
}

TEST(Metrics, GaugesGoUpAndDown) {
    Metrics metrics;
    metrics.request_started();
    metrics.request_started();
    metrics.request_finished();
    metrics.connection_opened();
    metrics.connection_opened();
    metrics.connection_closed(Close::made_room);
    metrics.handshake(Handshake::plain_http);
    metrics.refused(Refusal::too_deep);
    metrics.known(3, 4, 5);
    const auto text = metrics.serialize();
    EXPECT_EQ(value_of(text, "profile_iam_webhook_in_flight_requests"), "1");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_connections"), "1");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_connections_total"), "2");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_connections_closed_total{reason=\"made_room\"}"), "1");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_tls_handshakes_total{result=\"plain_http\"}"), "1");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_refused_total{reason=\"too_deep\"}"), "1");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_profiles"), "3");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_namespaces"), "4");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_service_accounts"), "5");
}

TEST(Metrics, AMomentThatIsNotKnownHasNoSeries) {
    Metrics metrics;
    metrics.loaded(false);
    auto text = metrics.serialize();
    EXPECT_EQ(value_of(text, "profile_iam_webhook_loads_total{result=\"error\"}"), "1");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_last_load_timestamp_seconds"), "absent");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_certificate_expiry_timestamp_seconds"), "absent");

    metrics.loaded(true);
    metrics.certificate_expires(std::chrono::system_clock::from_time_t(1'900'000'000));
    text = metrics.serialize();
    EXPECT_NE(value_of(text, "profile_iam_webhook_last_load_timestamp_seconds"), "absent");
    EXPECT_EQ(value_of(text, "profile_iam_webhook_certificate_expiry_timestamp_seconds"), "1900000000");
}

TEST(Metrics, DroppedLogLinesAreATotalThatNeverGoesBack) {
    Metrics metrics;
    metrics.log_lines_dropped(7);
    metrics.log_lines_dropped(7);
    metrics.log_lines_dropped(5);
    metrics.log_lines_dropped(9);
    EXPECT_EQ(value_of(metrics.serialize(), "profile_iam_webhook_log_lines_dropped_total"), "9");
}

TEST(Metrics, TheProcessAndTheBuildAreThere) {
    const auto text = Metrics().serialize();
    EXPECT_THAT(text, HasSubstr("version=\"" PIW_VERSION "\""));
    for (const char* name :
         {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes",
          "process_open_fds", "process_max_fds", "process_start_time_seconds"}) {
        EXPECT_NE(value_of(text, name), "absent") << name;
    }
    EXPECT_GT(std::stod(value_of(text, "process_resident_memory_bytes")), 1e6);
    const auto now_s = static_cast<double>(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
    const auto start_s = std::stod(value_of(text, "process_start_time_seconds"));
    EXPECT_LE(start_s, now_s + 1);
    EXPECT_GT(start_s, now_s - 86'400);
}

TEST(Metrics, ThreadsThatCountTheSameSeriesLoseNothing) {
    Metrics metrics;
    constexpr int each = 1'000;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < each; ++n) {
                    metrics.record(injected(), 1ms);
                    metrics.loaded(true);
                    if (n % 100 == 0) EXPECT_FALSE(metrics.serialize().empty());
                }
            });
        }
    }
    EXPECT_EQ(value_of(metrics.serialize(),
                       "profile_iam_webhook_admissions_total{operation=\"CREATE\",outcome=\"patched\","
                       "reason=\"injected\",resource=\"pods\"}"),
              "4000");
}

TEST(Metrics, PromtoolFindsNothingToMend) {
    if (std::system("command -v promtool >/dev/null 2>&1") != 0)
        GTEST_SKIP() << "promtool (apt-get install prometheus) is not here";
    Metrics metrics;
    metrics.record(injected(), 1ms);
    metrics.loaded(true);
    metrics.certificate_expires(std::chrono::system_clock::now());
    FILE* promtool = ::popen("promtool check metrics", "w");
    ASSERT_NE(promtool, nullptr);
    const auto text = metrics.serialize();
    EXPECT_EQ(std::fwrite(text.data(), 1, text.size(), promtool), text.size());
    EXPECT_EQ(::pclose(promtool), 0);
}

}  // namespace
}  // namespace server::telemetry
