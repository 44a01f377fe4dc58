#include "server/cli/check_report.hpp"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

namespace server::cli {
namespace {

using core::check::Finding;
using core::check::Level;

const std::vector<Finding> findings{{Level::ok, "role", "AWS_ROLE_ARN is there", ""},
                                    {Level::warn, "audience", "another one", "mend the provider"},
                                    {Level::fail, "token", "two\nlines\x1b[2J", ""}};

TEST(CheckReport, LinesAreAlignedAndStayLines) {
    EXPECT_EQ(render_findings(findings, {}),
              "ok   role      AWS_ROLE_ARN is there\n"
              "warn audience  another one\n"
              "               -> mend the provider\n"
              "fail token     \"two\\nlines\\u001b[2J\"\n");
}

TEST(CheckReport, JsonHoldsTheSame) {
    const auto json = nlohmann::json::parse(encode_findings(findings));
    EXPECT_EQ(json["result"], "fail");
    EXPECT_EQ(json["findings"][1],
              (nlohmann::json{
                  {"level", "warn"}, {"about", "audience"}, {"text", "another one"}, {"advice", "mend the provider"}}));
    EXPECT_FALSE(json["findings"][0].contains("advice"));
}

TEST(CheckReport, TheWorstCounts) {
    EXPECT_EQ(worst({}), Level::ok);
    EXPECT_EQ(worst({findings[1], findings[0]}), Level::warn);
    EXPECT_EQ(worst(findings), Level::fail);
}

}  // namespace
}  // namespace server::cli
