#include "server/telemetry/version.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

namespace server::telemetry {
namespace {

TEST(Version, JsonNamesTheProgramItsVersionCompilerAndLibraries) {
    const auto document = YAML::Load(version_json());  // JSON is YAML
    EXPECT_EQ(document["name"].as<std::string>(), "profile-iam-webhook");
    EXPECT_EQ(document["version"].as<std::string>(), PIW_VERSION);
    EXPECT_TRUE(document["compiler"].as<std::string>().starts_with("clang "));
    for (const char* library : {"boost", "openssl", "rapidjson", "spdlog"}) {
        ASSERT_TRUE(document["libraries"][library].IsDefined()) << library;
        EXPECT_GT(document["libraries"][library].as<std::string>().size(), 2U) << library;
    }
}

}  // namespace
}  // namespace server::telemetry
