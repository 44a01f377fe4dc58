#include "server/telemetry/state_metrics.hpp"

#include "server/telemetry/log.hpp"
#include "server/telemetry/metrics.hpp"
#include "tests/server/telemetry/captured_stderr.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace server::telemetry {
namespace {

using core::mutation::Mode;
using core::profile::Directory;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Profiles p0, p1, ... that are invalid, with their Namespaces.
std::shared_ptr<const Directory> broken(int count) {
    Directory directory(Directory::Absence::unknown);
    for (int i = 0; i < count; ++i) {
        core::profile::Profile profile;
        profile.name = "p" + std::to_string(i);
        profile.plugin = core::profile::Plugin{};
        profile.plugin->invalid = "awsIamRole is missing";
        core::profile::Namespace name_space;
        name_space.name = profile.name;
        directory = directory.with(profile).with(name_space);
    }
    return std::make_shared<const Directory>(directory);
}

class StateMetricsTest : public ::testing::Test {
protected:
    [[nodiscard]] bool shows(const std::string& line) const {
        return metrics.serialize().contains("\nprofile_iam_webhook_" + line + "\n");
    }
    void look(const std::shared_ptr<const Directory>& directory) { metrics.state().look(directory, {}); }
    template <typename Act>
    static std::string logged(Act act) {
        CapturedStderr captured;
        act();
        return captured.read_all();
    }

    Metrics metrics;
};

TEST_F(StateMetricsTest, AllSeriesAreThereFromTheStart) {
    for (const char* line :
         {"ready 0", "mode{mode=\"inject\"} 0", "mode{mode=\"observe\"} 0",
          "profiles_not_working{reason=\"plugin_invalid\"} 0", "profiles_not_working{reason=\"not_owned\"} 0",
          "profiles_not_working{reason=\"namespace_not_labelled\"} 0"})
        EXPECT_TRUE(shows(line)) << line;
}

TEST_F(StateMetricsTest, ReadyAndModeFollow) {
    metrics.state().ready(true);
    metrics.state().mode(Mode::observe);
    EXPECT_TRUE(shows("ready 1"));
    EXPECT_TRUE(shows("mode{mode=\"observe\"} 1"));
    EXPECT_TRUE(shows("mode{mode=\"inject\"} 0"));
    metrics.state().ready(false);
    metrics.state().mode(Mode::inject);
    EXPECT_TRUE(shows("ready 0"));
    EXPECT_TRUE(shows("mode{mode=\"observe\"} 0"));
    EXPECT_TRUE(shows("mode{mode=\"inject\"} 1"));
}

TEST_F(StateMetricsTest, ProfilesAreCountedAtEachNewDirectory) {
    look(nullptr);
    look(broken(3));
    EXPECT_TRUE(shows("profiles_not_working{reason=\"plugin_invalid\"} 3"));
    look(broken(1));
    EXPECT_TRUE(shows("profiles_not_working{reason=\"plugin_invalid\"} 1"));
    look(broken(0));
    EXPECT_TRUE(shows("profiles_not_working{reason=\"plugin_invalid\"} 0"));
}

TEST_F(StateMetricsTest, ADirectoryIsNotKept) {
    const auto directory = broken(1);
    look(directory);
    EXPECT_EQ(directory.use_count(), 1);
    EXPECT_TRUE(shows("profiles_not_working{reason=\"plugin_invalid\"} 1"));
}

TEST_F(StateMetricsTest, TheSameDirectoryIsNotCountedAgain) {
    core::profile::Profile profile;
    profile.name = "p";
    profile.plugin = core::profile::Plugin{};
    profile.plugin->role_arn = "arn:aws:iam::111122223333:role/p";
    core::profile::Namespace name_space;
    name_space.name = "p";
    const auto directory = std::make_shared<const Directory>(Directory().with(profile).with(name_space));
    look(directory);
    core::mutation::Policy refuses_all;
    refuses_all.allowed_profile_role = {"nothing"};
    metrics.state().look(directory, refuses_all);
    EXPECT_TRUE(shows("profiles_not_working{reason=\"not_owned\"} 1"));
    metrics.state().look(std::make_shared<const Directory>(*directory), refuses_all);
    EXPECT_TRUE(shows("profiles_not_working{reason=\"not_owned\"} 0")) << "the test can fail";
    EXPECT_TRUE(shows("profiles_not_working{reason=\"plugin_invalid\"} 1"));
}

TEST_F(StateMetricsTest, TheLogSaysOnceWhichProfiles) {
    const std::string said = logged([&] {
        start_log(LogLevel::info, LogFormat::text);
        look(broken(2));
        look(broken(2));
        stop_log();
    });
    EXPECT_THAT(said, AllOf(HasSubstr("whose Pods get no credentials"), HasSubstr("p0, p1")));
    EXPECT_EQ(said.find("p0, p1"), said.rfind("p0, p1"));
}

TEST_F(StateMetricsTest, TheLogIsShortAndSaysWhenAllWorkAgain) {
    const std::string said = logged([&] {
        start_log(LogLevel::info, LogFormat::text);
        look(broken(0));
        look(broken(40));
        look(broken(0));
        stop_log();
    });
    EXPECT_THAT(said, AllOf(HasSubstr("and 30 more"), Not(HasSubstr("p39")), HasSubstr("every Profile with")));
    EXPECT_EQ(said.find("every Profile with"), said.rfind("every Profile with")) << "nothing to say at the start";
}

}  // namespace
}  // namespace server::telemetry
