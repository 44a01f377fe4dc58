#include "core/iam/trust_policy/edit/capacity.hpp"

#include "core/iam/trust_policy/edit/render.hpp"
#include "tests/core/iam/trust_policy/edit/random_document.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace core::iam::trust_policy::edit {
namespace {

const OidcProvider provider = {"aws", "111122223333", "oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C3D"};

TEST(TrustPolicyCapacity, size_is_characters_without_white_space_between_tokens) {
    EXPECT_EQ(counted_size("{}"), 2U);
    EXPECT_EQ(counted_size(" \t{\r\n \"a\" : 1 }\n"), 7U);
    EXPECT_EQ(counted_size("{\"a b\": \" \"}"), 11U);
    EXPECT_EQ(counted_size(R"({"a\" b": "\\"})"), 14U);
    EXPECT_EQ(counted_size(R"({"a\\": "\\ \" "})"), 16U);
    EXPECT_EQ(counted_size(R"(["\\", "  "])"), 11U);
    EXPECT_EQ(counted_size("{\"é😀\":\"日本 語\"}"), 13U);
}

/// The size is that of the document minified, since nothing else takes white space out of JSON.
TEST(TrustPolicyCapacity, size_is_that_of_the_minified_document) {
    const std::string text = render_document(provider, std::vector<Subject>{{"a", "b"}, {"a", "c*"}}, sts_audience);
    EXPECT_EQ(counted_size(text), nlohmann::json::parse(text).dump().size());
}

/// A name of four characters, different for each number below 36^3.
std::string name_of(std::size_t number, bool is_pattern) {
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    const auto digit = [&](std::size_t of) { return digits[of % digits.size()]; };
    return {is_pattern ? '*' : 'z', digit(number / 1296), digit(number / 36), digit(number)};
}

/// How many can really be added, one after the other.
std::size_t count_added(Document document, Grant grant, std::size_t quota) {
    for (std::size_t count = 0;; ++count) {
        grant.subject.service_account = name_of(count, grant.subject.is_pattern());
        const Edit edit = with(document, grant);
        EXPECT_TRUE(edit.changed) << edit.summary;
        if (!edit.changed || counted_size(edit.text) > quota) {
            return count;
        }
        document = *decode_document(edit.text);
    }
}

TEST(TrustPolicyCapacity, as_many_as_can_be_added_one_by_one) {
    int tried = 0;
    for (unsigned seed = 70'000'000; tried < 60; ++seed) {
        const auto trial = tests::trust_policy::random_trial(seed);
        const Document document = *decode_document(trial.text);
        Grant grant = trial.grant;
        grant.subject.namespace_name = "team-of-nobody-else";
        grant.subject.service_account = name_of(9999, grant.subject.is_pattern());
        if (!with(document, grant).changed) {
            continue;  // kept out
        }
        ++tried;
        const std::size_t now = counted_size(trial.text);
        for (const std::size_t quota :
             {now - 1, now, now + 90, now + 400, now + 500, now + 530, now + 570, quotas[0]}) {
            EXPECT_EQ(capacity(document, grant, quota), count_added(document, grant, quota))
                << "quota " << quota << ", seed " << seed << "\n"
                << trial.text;
        }
    }
}

TEST(TrustPolicyCapacity, a_new_document_holds_as_many_as_can_be_rendered) {
    for (const char* name : {"default-editor", "ws-*"}) {
        const Grant grant{provider, {"team-a", name}};
        for (const std::size_t quota : {std::size_t{10}, std::size_t{396}, std::size_t{445}, quotas[0], quotas[2]}) {
            std::vector<Subject> subjects = {grant.subject};
            while (counted_size(render_document(provider, subjects, sts_audience)) <= quota) {
                subjects.push_back(grant.subject);
            }
            EXPECT_EQ(capacity_of_new_document(grant, quota), subjects.size() - 1) << name << " in " << quota;
        }
    }
}

}  // namespace
}  // namespace core::iam::trust_policy::edit
