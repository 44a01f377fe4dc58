// Policy variables in the values of conditions.
#include "tests/core/iam/trust_policy/evaluation/evaluation.hpp"

#include <gtest/gtest.h>

namespace {

using core::iam::trust_policy::evaluation::Answer;
using tests::ask;
using tests::Context;

constexpr Answer yes = Answer::yes;
constexpr Answer no = Answer::no;
constexpr Answer depends = Answer::depends;

/// Whether aws:RequestTag/a = `actual` fulfils the operator with `value`; aws:RequestTag/b is `b`, aws:TagKeys several.
Answer compare(const std::string& name, const std::string& actual, const std::string& value, const std::string& b = "x",
               const std::string& version = "2012-10-17") {
    const Context context = {{"aws:RequestTag/a", {actual}},
                             {"aws:RequestTag/b", {b}},
                             {"aws:RequestTag/none", {}},
                             {"aws:TagKeys", {"x", "y"}}};
    return ask(name, "aws:RequestTag/a", "\"" + value + "\"", context, version);
}

TEST(TrustPolicyVariable, BecomesTheValueOfItsKey) {
    EXPECT_EQ(compare("StringEquals", "team-x!", "team-${aws:RequestTag/b}!"), yes);
    EXPECT_EQ(compare("StringEquals", "xx", "${aws:RequestTag/b}${AWS:requesttag/B}"), yes);
    EXPECT_EQ(compare("StringEquals", "team-y", "team-${aws:RequestTag/b}"), no);
    EXPECT_EQ(compare("StringNotEquals", "team-y", "team-${aws:RequestTag/b}"), yes);
    EXPECT_EQ(compare("StringEqualsIgnoreCase", "X", "${aws:RequestTag/b}"), yes);
    EXPECT_EQ(ask("StringEquals", "aws:RequestTag/a", std::string("\"${") + tests::issuer + ":sub}\"",
                  {{"aws:RequestTag/a", {"system:serviceaccount:team-a:default-editor"}}}),
              yes);
}

TEST(TrustPolicyVariable, BringsNoWildcards) {
    EXPECT_EQ(compare("StringLike", "anything", "${aws:RequestTag/b}", "*"), no);
    EXPECT_EQ(compare("StringLike", "*", "${aws:RequestTag/b}", "*"), yes);
    EXPECT_EQ(compare("StringLike", "a*b", "*${aws:RequestTag/b}?", "*"), yes);
    EXPECT_EQ(compare("StringLike", "${aws:x}", "${aws:RequestTag/b}", "${aws:x}"), yes);
    EXPECT_EQ(compare("ArnLike", "arn:aws:iam::1:role/x/y", "arn:aws:iam::*:role/${aws:RequestTag/b}/*"), yes);
    EXPECT_EQ(compare("ArnLike", "arn:aws:iam::1:role/q/y", "arn:aws:iam::*:role/${aws:RequestTag/b}/*", "*"), no);
}

TEST(TrustPolicyVariable, MayBeACharacter) {
    EXPECT_EQ(compare("StringLike", "*", "${*}"), yes);
    EXPECT_EQ(compare("StringLike", "a", "${*}"), no);
    EXPECT_EQ(compare("StringLike", "?a", "${?}?"), yes);
    EXPECT_EQ(compare("StringLike", "aa", "${?}?"), no);
    EXPECT_EQ(compare("StringEquals", "${aws:RequestTag/b}", "${$}{aws:RequestTag/b}"), yes);
}

TEST(TrustPolicyVariable, MayHaveADefault) {
    EXPECT_EQ(compare("StringEquals", "team-z", "team-${aws:RequestTag/none, 'z'}"), yes);
    EXPECT_EQ(compare("StringEquals", "team-", "team-${aws:RequestTag/none, ''}"), yes);
    EXPECT_EQ(compare("StringEquals", "team-x", "team-${aws:RequestTag/b, 'z'}"), yes);
    EXPECT_EQ(compare("StringEquals", "a, }b", "${oidc.example.com:x, 'a, }b'}"), yes);
    EXPECT_EQ(compare("StringLike", "anything", "${aws:RequestTag/none, '*'}"), no);
}

TEST(TrustPolicyVariable, WithoutAValueMatchesNothing) {
    for (const char* value : {"${aws:RequestTag/none}", "*${aws:RequestTag/none}*", "${oidc.example.com:sub}",
                              "${aws:TagKeys}", "${aws:TagKeys, 'x'}", "${aws:RequestTag/none}${aws:SourceVpc}"}) {
        EXPECT_EQ(compare("StringLike", "x", value), no) << value;
        EXPECT_EQ(compare("StringNotLike", "x", value), yes) << value;
    }
}

TEST(TrustPolicyVariable, ThatIsNotKnownMakesItDepend) {
    for (const char* value : {"${aws:SourceVpc}", "a${sts:ExternalId, 'b'}", "${*}${aws:SourceVpc}"}) {
        EXPECT_EQ(compare("StringEquals", "x", value), depends) << value;
        EXPECT_EQ(compare("StringNotEquals", "x", value), depends) << value;
    }
    const Context context = {{"aws:RequestTag/a", {"x"}}};
    EXPECT_EQ(ask("StringEquals", "aws:RequestTag/a", R"(["${aws:SourceVpc}","x"])", context), yes);
    EXPECT_EQ(ask("StringNotEquals", "aws:RequestTag/a", R"(["${aws:SourceVpc}","x"])", context), no);
    EXPECT_EQ(ask("StringEquals", "aws:RequestTag/a", R"(["${aws:SourceVpc}","y"])", context), depends);
}

TEST(TrustPolicyVariable, OfAnotherFormIsText) {
    for (const char* value :
         {"$", "${", "${}", "$aws:x", "${aws:RequestTag/b", "${aws:RequestTag/b,'z'}", "${ aws:RequestTag/b}",
          "${aws:RequestTag/b, z}", "${aws:RequestTag/b, 'z}", "{aws:RequestTag/b}", "$${"}) {
        EXPECT_EQ(compare("StringEquals", value, value), yes) << value;
        EXPECT_EQ(compare("StringEquals", "x", value), no) << value;
    }
    EXPECT_EQ(compare("StringEquals", "${x}", "${${aws:RequestTag/b}}"), yes);
    EXPECT_EQ(compare("StringEquals", "$x", "$${aws:RequestTag/b}"), yes);
}

TEST(TrustPolicyVariable, IsTextBeforeVersion2012) {
    const std::string old = "2008-10-17";
    EXPECT_EQ(compare("StringEquals", "x", "${aws:RequestTag/b}", "x", old), no);
    EXPECT_EQ(compare("StringEquals", "${aws:RequestTag/b}", "${aws:RequestTag/b}", "x", old), yes);
    EXPECT_EQ(compare("StringLike", "${anything}", "${*}", "x", old), yes);
    EXPECT_EQ(compare("StringEquals", "x", "${aws:SourceVpc}", "x", old), no);
}

TEST(TrustPolicyVariable, IsForStringsAndArnsAlone) {
    EXPECT_EQ(compare("NumericEquals", "1", "${aws:RequestTag/b}", "1"), no);
    EXPECT_EQ(compare("Bool", "true", "${aws:RequestTag/b}", "true"), no);
    EXPECT_EQ(compare("NumericEquals", "1", "${aws:SourceVpc}"), no);
}

}  // namespace
