#include "server/cli/version.hpp"

#include "server/telemetry/version.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace server::cli {
namespace {

std::string output_of(const std::string& command_line) {
    CLI::App app("a test", "profile-iam-webhook");
    int exit_code = -1;
    add_version(app, exit_code);
    testing::internal::CaptureStdout();
    app.parse(command_line);
    EXPECT_EQ(exit_code, 0);
    return testing::internal::GetCapturedStdout();
}

TEST(VersionCommand, PrintsTextForPeople) {
    const auto text = output_of("version");
    EXPECT_TRUE(text.starts_with("profile-iam-webhook " PIW_VERSION "\n")) << text;
    for (const auto& component : telemetry::components())
        EXPECT_THAT(text, testing::HasSubstr("  " + std::string(component.name) + ' '));
}

TEST(VersionCommand, PrintsWhatTheEndpointAnswers) {
    EXPECT_EQ(output_of("version --output=json"), telemetry::version_json() + '\n');
    EXPECT_THROW((void)output_of("version --output=xml"), CLI::ParseError);
    (void)testing::internal::GetCapturedStdout();
}

}  // namespace
}  // namespace server::cli
