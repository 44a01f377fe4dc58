#include "core/registration/secret.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <random>
#include <string>

namespace {

using namespace core::registration;
using core::ErrorCode;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

const std::string secret_json = R"({"kind":"Secret","apiVersion":"v1",
  "metadata":{"name":"tls","namespace":"n","uid":"u","resourceVersion":"812","labels":{"a":"b"},
              "annotations":{"one":"1","two/three":"é\n"},"managedFields":[{"manager":"m"}]},
  "data":{"tls.crt":"bGVhZg==","tls.key":"","ca.crt":"AAEC/w=="},"type":"kubernetes.io/tls","immutable":true})";

core::Error refused(const std::string& json) { return decode_secret(json).error(); }

TEST(DecodeSecret, TakesWhatACertificateNeeds) {
    const Secret secret = decode_secret(secret_json).value();
    EXPECT_EQ(secret.resource_version, "812");
    EXPECT_EQ(secret.type, "kubernetes.io/tls");
    EXPECT_TRUE(secret.immutable);
    EXPECT_EQ(secret.data, (std::map<std::string, std::string>{
                               {"ca.crt", std::string("\0\1\2\xff", 4)}, {"tls.crt", "leaf"}, {"tls.key", ""}}));
    EXPECT_EQ(secret.annotations, (std::map<std::string, std::string>{{"one", "1"}, {"two/three", "é\n"}}));
}

TEST(DecodeSecret, WhatIsMissingOrNullIsEmpty) {
    const Secret bare = decode_secret(R"({"metadata":{"resourceVersion":"1"}})").value();
    EXPECT_TRUE(bare.data.empty());
    EXPECT_TRUE(bare.annotations.empty());
    EXPECT_FALSE(bare.immutable);
    const Secret nulls = decode_secret(R"({"metadata":{"resourceVersion":"1","annotations":null},
        "data":{"tls.crt":null},"type":null,"immutable":null})")
                             .value();
    EXPECT_EQ(nulls.data.at("tls.crt"), "");
}

TEST(DecodeSecret, OfARepeatedKeyTheLastCountsWhole) {
    const Secret secret =
        decode_secret(R"({"data":{"a":"YQ==","b":"Yg=="},"metadata":{"resourceVersion":"1"},"data":{"a":"Yg=="}})")
            .value();
    EXPECT_EQ(secret.data, (std::map<std::string, std::string>{{"a", "b"}}));
}

TEST(DecodeSecret, RefusesWithTheJsonPath) {
    const auto with = [](const std::string& members) {
        return refused(R"({"metadata":{"resourceVersion":"1"},)" + members + "}");
    };
    EXPECT_EQ(with(R"("data":[])"), (core::Error{ErrorCode::wrong_shape, "/data must be an object"}));
    EXPECT_EQ(with(R"("data":{"ca.key":7})").detail, "/data/ca.key must be a string");
    EXPECT_EQ(with(R"("data":{"a/b": "?"})").detail, "/data/a~1b must be base64");
    EXPECT_EQ(with(R"("type":{})").detail, "/type must be a string");
    EXPECT_EQ(with(R"("immutable":"yes")").detail, "/immutable must be true or false");
    EXPECT_EQ(refused(R"({"metadata":{"resourceVersion":"1","annotations":{"x":{}}}})").detail,
              "/metadata/annotations/x must be a string");
    EXPECT_EQ(refused(R"({"metadata":{"resourceVersion":1}})").detail, "/metadata/resourceVersion must be a string");
    EXPECT_EQ(refused("{}"), (core::Error{ErrorCode::wrong_shape, "/metadata/resourceVersion is missing"}));
    EXPECT_EQ(refused("[]").detail, "(the document) must be an object");
    EXPECT_EQ(refused("{").code, ErrorCode::broken_json);
    EXPECT_EQ(refused(std::string(200, '[')).code, ErrorCode::too_deep);
}

TEST(DecodeSecret, NeverTellsWhatStandsInTheData) {
    for (const char* value : {"c2VjcmV0", "c2VjcmV0?", "c2VjcmV0\\n", "c2VjcmV0\\", "\tc2VjcmV0"}) {
        for (const char* tail : {"\"}}", "\"}", "\"", ""}) {
            const auto decoded = decode_secret(R"({"data":{"tls.key":")" + std::string(value) + tail);
            ASSERT_FALSE(decoded) << value << tail;
            EXPECT_THAT(decoded.error().detail, Not(HasSubstr("c2V")));
            EXPECT_THAT(decoded.error().detail, Not(HasSubstr("secret")));
        }
    }
}

const SecretChange change{.namespace_name = "n",
                          .name = "tls",
                          .data = {{"ca.crt", "CA\n"}, {"tls.key", std::string("\0\"", 2)}},
                          .annotations = {{"keep", "\"1\""}, {"remove", std::nullopt}}};

TEST(EncodeSecretApply, IsTheWholeObject) {
    EXPECT_EQ(Json::parse(encode_secret_apply(change)), Json::parse(R"({"apiVersion":"v1","kind":"Secret",
        "type":"kubernetes.io/tls","metadata":{"namespace":"n","name":"tls","annotations":{"keep":"\"1\""}},
        "data":{"ca.crt":"Q0EK","tls.key":"ACI="}})"));
}

TEST(EncodeSecretPatch, NamesTheVersionAndRemovesByNull) {
    EXPECT_EQ(Json::parse(encode_secret_patch(change, "812")), Json::parse(R"({
        "metadata":{"resourceVersion":"812","annotations":{"keep":"\"1\"","remove":null}},
        "data":{"ca.crt":"Q0EK","tls.key":"ACI="}})"));
}

TEST(EncodeSecretPatch, LeavesEverythingElse) {
    Json object = Json::parse(secret_json);
    object.merge_patch(Json::parse(encode_secret_patch(
        {.namespace_name = "n", .name = "tls", .data = {{"tls.crt", "new"}}, .annotations = {{"one", std::nullopt}}},
        "812")));
    Json expected = Json::parse(secret_json);
    expected["data"]["tls.crt"] = "bmV3";
    expected["metadata"]["annotations"].erase("one");
    EXPECT_EQ(object, expected);
}

TEST(EncodeSecret, WhatIsWrittenIsReadBack) {
    std::mt19937 random(7);
    const auto text = [&](bool any_byte) {
        std::string out;
        for (std::size_t i = random() % 40; i > 0; --i) {
            out += static_cast<char>(any_byte ? random() % 256 : random() % 128);
        }
        return out;
    };
    for (int round = 0; round < 300; ++round) {
        SecretChange written{.namespace_name = "n", .name = "tls", .data = {}, .annotations = {}};
        Secret expected{.resource_version = text(false) + "1", .type = {}, .data = {}, .annotations = {}};
        for (std::size_t i = random() % 5; i > 0; --i) {
            const std::string key = text(false);
            written.data[key] = expected.data[key] = text(true);
        }
        for (std::size_t i = random() % 5; i > 0; --i) {
            const std::string key = text(false);
            expected.annotations[key] = text(false);
            written.annotations[key] = expected.annotations[key];
        }
        const Secret patched = decode_secret(encode_secret_patch(written, expected.resource_version)).value();
        EXPECT_EQ(patched.resource_version, expected.resource_version);
        EXPECT_EQ(patched.data, expected.data);
        EXPECT_EQ(patched.annotations, expected.annotations);
        Json applied = Json::parse(encode_secret_apply(written));
        applied["metadata"]["resourceVersion"] = "1";
        EXPECT_EQ(decode_secret(applied.dump())->data, expected.data);
    }
}

}  // namespace
