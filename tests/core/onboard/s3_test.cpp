#include "core/json/node.hpp"
#include "core/onboard/json_layout.hpp"
#include "core/onboard/s3_policy.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace core::onboard {
namespace {

std::string complaint(std::string_view text) {
    const auto location = decode_s3_location(text);
    return location ? "" : location.error().detail;
}

TEST(OnboardS3Location, ReadsBucketAndPrefix) {
    EXPECT_EQ(decode_s3_location("ml-data"), (S3Location{"ml-data", ""}));
    EXPECT_EQ(decode_s3_location("ml-data/"), (S3Location{"ml-data", ""}));
    EXPECT_EQ(decode_s3_location("s3://ml.data/a/b"), (S3Location{"ml.data", "a/b/"}));
    EXPECT_EQ(decode_s3_location("ml-data/a/b/")->text(), "ml-data/a/b/");
    EXPECT_EQ(decode_s3_location("ml-data")->text(), "ml-data");
}

TEST(OnboardS3Location, RefusesWhatS3Refuses) {
    for (const char* bad : {"",
                            "ab",
                            "Upper",
                            "under_score",
                            "-a-",
                            "a-.",
                            ".ab",
                            "a..b",
                            "1.2.3.4",
                            "xn--abc",
                            "sthree-abc",
                            "amzn-s3-demo-x",
                            "abc-s3alias",
                            "abc--ol-s3",
                            "abc.mrap",
                            "abc--x-s3",
                            "abc--table-s3",
                            "arn:aws:s3:::abc",
                            "abc//",
                            "abc//d",
                            "abc/d//e",
                            "abc/*",
                            "abc/d?",
                            "abc/${aws:userid}",
                            "abc/d e",
                            "abc/\xC3\xA4",
                            "abc/\x7f"})
        EXPECT_NE(complaint(bad), "") << bad;
    EXPECT_EQ(complaint(std::string(63, 'a')), "");
    EXPECT_NE(complaint(std::string(64, 'a')), "");
    EXPECT_EQ(complaint("abc/" + std::string(1'022, 'd')), "") << "with its slash 1,023";
    EXPECT_EQ(complaint("1.2.3.4.5"), "") << "five numbers are no address";
}

TEST(OnboardS3Location, APrefixDoesNotReachItsNeighbour) {
    const auto at = [](const char* text) { return decode_s3_location(text).value_or(S3Location{"none"}); };
    EXPECT_TRUE(contains(at("data"), at("data/team-a")));
    EXPECT_TRUE(contains(at("data/team-a"), at("data/team-a")));
    EXPECT_TRUE(contains(at("data/team-a"), at("data/team-a/x")));
    EXPECT_FALSE(contains(at("data/team-a"), at("data/team-ab")));
    EXPECT_FALSE(contains(at("data/team-a"), at("data")));
    EXPECT_FALSE(contains(at("data"), at("data-2/team-a")));
}

std::string without_space(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' && c != '\n') out += c;
    return out;
}

TEST(OnboardS3Policy, ReadingIsListAndGet) {
    const std::array grants = {S3Grant{{"data", "a/"}, S3Access::read}};
    EXPECT_EQ(without_space(render_s3_policy("aws-cn", grants)),
              R"({"Version":"2012-10-17","Statement":[)"
              R"({"Effect":"Allow","Action":"s3:GetBucketLocation","Resource":"arn:aws-cn:s3:::data"},)"
              R"({"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws-cn:s3:::data",)"
              R"("Condition":{"StringLike":{"s3:prefix":"a/*"}}},)"
              R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws-cn:s3:::data/a/*"}]})");
}

TEST(OnboardS3Policy, EveryStatementIsConfinedToItsPlace) {
    for (const auto access : {S3Access::read, S3Access::write, S3Access::full}) {
        for (const char* prefix : {"", "a/b/"}) {
            const std::array grants = {S3Grant{{"data", prefix}, access}};
            const std::string text = without_space(render_s3_policy("aws", grants));
            const auto root = json::decode_node(text);
            ASSERT_TRUE(root);
            for (const auto& statement : root->find("Statement")->value.elements) {
                const auto& resource = statement.find("Resource")->value.text;
                const bool is_objects = resource == "arn:aws:s3:::data/" + std::string(prefix) + "*";
                EXPECT_TRUE(is_objects || resource == "arn:aws:s3:::data") << resource;
                const auto& action = statement.find("Action")->value;
                const std::string actions = text.substr(action.begin, action.end - action.begin);
                const bool lists = actions.contains("s3:List") && !is_objects;
                EXPECT_EQ(statement.find("Condition") != nullptr, lists && *prefix != '\0') << text;
                EXPECT_EQ(actions.contains("s3:*"), access == S3Access::full && (is_objects || *prefix == '\0'))
                    << text;
                if (access == S3Access::read)
                    EXPECT_FALSE(actions.contains("Put") || actions.contains("Delete")) << text;
            }
        }
    }
}

TEST(OnboardS3Policy, AccessHasNames) {
    for (const auto access : {S3Access::none, S3Access::read, S3Access::write, S3Access::full}) {
        EXPECT_EQ(decode_s3_access(to_string(access)), access);
        EXPECT_NE(std::string(meaning(access)), "");
    }
    EXPECT_EQ(decode_s3_access("Read"), std::nullopt);
}

TEST(OnboardJsonLayout, IsThatOfTheAwsCli) {
    EXPECT_EQ(lay_out(R"({"a":[],"b":{},"c":[1,"x:,{}[]\"\\"],"d":{"e":true}})"),
              "{\n    \"a\": [],\n    \"b\": {},\n    \"c\": [\n        1,\n        \"x:,{}[]\\\"\\\\\"\n    ],\n"
              "    \"d\": {\n        \"e\": true\n    }\n}\n");
    EXPECT_EQ(lay_out(R"("")"), "\"\"\n");
    const std::array<std::string, 2> values = {"a\"", "b"};
    EXPECT_EQ(json_list(values), R"(["a\"","b"])");
    EXPECT_EQ(json_list({}), "[]");
}

}  // namespace
}  // namespace core::onboard
