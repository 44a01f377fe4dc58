// What the operator hears of a watch, said by hand.
#include "server/kube/watch_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "server/telemetry/log.hpp"
#include "server/telemetry/metrics.hpp"
#include "tests/server/telemetry/captured_stderr.hpp"

namespace server::kube {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct WatchReports : ::testing::Test {
    void SetUp() override { telemetry::start_log(telemetry::LogLevel::info, telemetry::LogFormat::json); }
    void TearDown() override { telemetry::stop_log(); }

    WatchReport report_with(telemetry::Readiness* to) {
        return {{.check = "things", .name = "things", .grant = "a Role", .missing = "install it"},
                "https://api",
                metrics.cluster().watch("secrets"),
                to};
    }
    void fail(WatchReport& report, const core::watch::Failure& failure) {
        static_cast<void>(machine.next(now));
        machine.failed(failure, now);
        now += std::chrono::minutes(5);  // past whatever has to be waited
        report.failed(machine);
    }
    std::string said() {
        telemetry::stop_log();
        return captured.read_all();
    }

    telemetry::CapturedStderr captured;
    telemetry::Metrics metrics;
    telemetry::Readiness readiness;
    core::watch::Machine machine{{}};
    core::watch::Instant now{};
};

TEST_F(WatchReports, SayThatItWorksAgainWhateverWasTheLastThingInTheWay) {
    auto report = report_with(&readiness);
    report.worked();
    fail(report, {.status = 0, .detail = "connect: refused"});
    fail(report, {.status = 410, .detail = "410: too old"});
    report.worked();
    EXPECT_THAT(said(), HasSubstr("the API server answers again"));
}

TEST_F(WatchReports, SayNothingOfAnAnswerThatNobodyMissed) {
    auto report = report_with(&readiness);
    report.worked();
    fail(report, {.status = 410, .detail = "410: too old"});
    report.worked();
    report.worked();
    EXPECT_THAT(said(), AllOf(HasSubstr("listing anew"), Not(HasSubstr("the API server answers again"))));
}

TEST_F(WatchReports, DecideTheReadinessUntilTheFirstList) {
    auto report = report_with(&readiness);
    EXPECT_EQ(readiness.first_failure(), "things: things have not been listed yet from https://api");
    fail(report, {.status = 500, .detail = "500: etcd is away"});
    EXPECT_THAT(readiness.first_failure(), HasSubstr("things cannot be listed: 500: etcd is away"));
    report.listed(3);
    EXPECT_TRUE(readiness.is_ready());
    fail(report, {.status = 500, .detail = "500: etcd is away"});
    EXPECT_TRUE(readiness.is_ready());
}

TEST_F(WatchReports, KeepTheReasonWhileItFails) {
    auto report = report_with(nullptr);
    EXPECT_EQ(report.failure(), "things has not been read yet from https://api");
    report.worked();
    EXPECT_EQ(report.failure(), "");
    fail(report, {.status = 410, .detail = "410: too old"});
    EXPECT_EQ(report.failure(), "") << "it heals by itself";
    fail(report, {.status = 403, .detail = "403: no"});
    fail(report, {.status = 410, .detail = "410: too old"});
    EXPECT_EQ(report.failure(), "things cannot be read: RBAC forbids it: give our ServiceAccount a Role (403: no)");
    EXPECT_THAT(said(), HasSubstr("nothing is known of it"));
    EXPECT_EQ(readiness.first_failure(), "");
}

}  // namespace
}  // namespace server::kube
