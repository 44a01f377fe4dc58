// What the values of conditions are read as: operators, numbers, dates, addresses, patterns, ARNs.
#include "core/iam/trust_policy/evaluation/address_range.hpp"
#include "core/iam/trust_policy/evaluation/arn_match.hpp"
#include "core/iam/trust_policy/evaluation/condition_operator.hpp"
#include "core/iam/trust_policy/evaluation/date_time.hpp"
#include "core/iam/trust_policy/evaluation/decimal.hpp"
#include "core/iam/trust_policy/wildcard.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace {

using namespace core::iam::trust_policy;
using namespace core::iam::trust_policy::evaluation;

TEST(TrustPolicyOperator, IsTakenApart) {
    EXPECT_EQ(decode_condition_operator("StringEquals"), ConditionOperator{});
    EXPECT_EQ(decode_condition_operator("foranyvalue:STRINGNOTLIKEifexists"),
              (ConditionOperator{Comparison::pattern, Relation::equal, true, Quantifier::for_any_value, true}));
    EXPECT_EQ(decode_condition_operator("ForAllValues:NumericLessThanEquals"),
              (ConditionOperator{Comparison::number, Relation::less_or_equal, false, Quantifier::for_all_values}));
    EXPECT_EQ(decode_condition_operator("NotIpAddressIfExists"),
              (ConditionOperator{Comparison::address, Relation::equal, true, Quantifier::none, true}));
    EXPECT_EQ(decode_condition_operator("null")->comparison, Comparison::null);
}

TEST(TrustPolicyOperator, IsOneOfIam) {
    for (const char* name : {"StringEquals",
                             "StringNotEquals",
                             "StringEqualsIgnoreCase",
                             "StringNotEqualsIgnoreCase",
                             "StringLike",
                             "StringNotLike",
                             "ArnEquals",
                             "ArnLike",
                             "ArnNotEquals",
                             "ArnNotLike",
                             "Bool",
                             "NumericEquals",
                             "NumericNotEquals",
                             "NumericLessThan",
                             "NumericLessThanEquals",
                             "NumericGreaterThan",
                             "NumericGreaterThanEquals",
                             "DateEquals",
                             "DateNotEquals",
                             "DateLessThan",
                             "DateLessThanEquals",
                             "DateGreaterThan",
                             "DateGreaterThanEquals",
                             "IpAddress",
                             "NotIpAddress",
                             "BinaryEquals"}) {
        const auto op = decode_condition_operator(name);
        ASSERT_TRUE(op) << name;
        EXPECT_EQ(op->is_negated, std::string(name).find("Not") != std::string::npos) << name;
        EXPECT_TRUE(decode_condition_operator(std::string(name) + "IfExists")) << name;
        EXPECT_TRUE(decode_condition_operator(std::string("ForAllValues:") + name)) << name;
    }
    for (const char* name : {"", "NullIfExists", "StringEqualsIfExistsIfExists", "ForSomeValues:StringEquals",
                             "ForAnyValue:", "ForAnyValue:ForAllValues:StringEquals", "IfExists", "StringEquals ",
                             "StringMatches", "BoolNotEquals", "String", "ForAnyValueStringEquals"}) {
        EXPECT_FALSE(decode_condition_operator(name)) << name;
    }
}

TEST(TrustPolicyDecimal, IsComparedExactly) {
    const auto less = [](const char* left, const char* right) {
        const auto first = decode_decimal(left);
        const auto second = decode_decimal(right);
        return first && second && *first < *second && *second > *first && *first != *second;
    };
    EXPECT_TRUE(less("9", "10"));
    EXPECT_TRUE(less("-10", "-9"));
    EXPECT_TRUE(less("-1", "0"));
    EXPECT_TRUE(less("1.2", "1.10001") == false);
    EXPECT_TRUE(less("1.09", "1.1"));
    EXPECT_TRUE(less("0.1", "0.10000000000000000000000001"));
    EXPECT_TRUE(less("99999999999999999999999999", "99999999999999999999999999.5"));
    EXPECT_TRUE(less("-0.5", "-0.25"));
    EXPECT_EQ(decode_decimal("+007.500"), decode_decimal("7.5"));
    EXPECT_EQ(decode_decimal("-0.0"), decode_decimal("0"));
}

TEST(TrustPolicyDecimal, IsNothingElse) {
    for (const char* text : {"", "-", "+", ".5", "5.", "1e2", "0x1", " 1", "1 ", "1,5", "--1", "1.2.3", "NaN"}) {
        EXPECT_FALSE(decode_decimal(text)) << text;
    }
}

TEST(TrustPolicyDate, HasTheFormsOfTheW3c) {
    const std::int64_t noon = 1350475200;  // date -u -d 2012-10-17T12:00:00Z +%s
    for (const char* text : {"2012-10-17T12:00:00Z", "2012-10-17T12:00Z", "2012-10-17T13:30:00+01:30",
                             "2012-10-17T00:00-12:00", "2012-10-17T12:00:00.000Z", "1350475200", "0001350475200"}) {
        EXPECT_EQ(decode_date_time(text), (DateTime{noon, ""})) << text;
    }
    EXPECT_EQ(decode_date_time("2012-10-17"), (DateTime{noon - 43'200, ""}));
    EXPECT_EQ(decode_date_time("2012-10"), decode_date_time("2012-10-01T00:00:00Z"));
    EXPECT_EQ(decode_date_time("1969-12-31T23:59:59Z"), (DateTime{-1, ""}));
    EXPECT_EQ(decode_date_time("2012-10-17T12:00:00.250Z"), (DateTime{noon, "25"}));
    EXPECT_LT(*decode_date_time("2012-10-17T12:00:00.09Z"), *decode_date_time("2012-10-17T12:00:00.1Z"));
    EXPECT_EQ(decode_date_time("0"), DateTime{});
}

TEST(TrustPolicyDate, IsNothingElse) {
    for (const char* text : {"",
                             "now",
                             "2012-",
                             "2012-13",
                             "2012-00",
                             "2012-02-30",
                             "2012-10-17T",
                             "2012-10-17T12:00",
                             "2012-10-17T12Z",
                             "2012-10-17T25:00Z",
                             "2012-10-17T12:60Z",
                             "2012-10-17T12:00:60Z",
                             "2012-10-17T12:00:00.Z",
                             "2012-10-17T12:00:00+0100",
                             "2012-10-17T12:00:00+24:00",
                             "2012-10-17 12:00:00Z",
                             "2012-10-17t12:00:00z",
                             "2012-1-1",
                             "-1",
                             "1.5",
                             "2012-10-17T12:00:00ZZ",
                             "1234567890123456789",
                             " 1350475200"}) {
        EXPECT_FALSE(decode_date_time(text)) << text;
    }
}

bool holds(const char* range, const char* address) {
    const auto outer = decode_address_range(range);
    const auto inner = decode_address_range(address);
    return outer && inner && outer->holds(*inner);
}

TEST(TrustPolicyAddress, IsInItsRange) {
    EXPECT_TRUE(holds("203.0.113.0/24", "203.0.113.255"));
    EXPECT_FALSE(holds("203.0.113.0/24", "203.0.114.0"));
    EXPECT_TRUE(holds("203.0.113.77/24", "203.0.113.1"));
    EXPECT_TRUE(holds("203.0.113.128/25", "203.0.113.128"));
    EXPECT_FALSE(holds("203.0.113.128/25", "203.0.113.127"));
    EXPECT_TRUE(holds("0.0.0.0/0", "255.255.255.255"));
    EXPECT_TRUE(holds("10.1.2.3", "10.1.2.3"));
    EXPECT_FALSE(holds("10.1.2.3", "10.1.2.4"));
    EXPECT_FALSE(holds("10.0.0.0/16", "10.0.0.0/8"));
    EXPECT_TRUE(holds("2001:db8::/32", "2001:DB8:ffff::1"));
    EXPECT_FALSE(holds("2001:db8::/32", "2001:db9::"));
    EXPECT_TRUE(holds("::1", "0:0:0:0:0:0:0:1"));
    EXPECT_TRUE(holds("::ffff:10.1.2.3", "::ffff:a01:203"));
    EXPECT_TRUE(holds("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"));
    EXPECT_FALSE(holds("::/0", "10.1.2.3"));
    EXPECT_FALSE(holds("0.0.0.0/0", "::1"));
    EXPECT_FALSE(holds("10.1.2.3", "::ffff:10.1.2.3"));
}

TEST(TrustPolicyAddress, IsNothingElse) {
    for (const char* text : {"",
                             "10.1.2",
                             "10.1.2.3.4",
                             "10.1.2.256",
                             "10.01.2.3",
                             "10.1.2.3/33",
                             "10.1.2.3/",
                             "10.1.2.x",
                             "10.1.2.3/x",
                             "10.1.2.-3",
                             "10.1.2.3 ",
                             "10.1.2.3/24/8",
                             "1:2:3",
                             ":::",
                             "::1::",
                             ":1::2",
                             "1:2:3:4:5:6:7:8:9",
                             "::12345",
                             "::1/129",
                             "::g",
                             "10.1.2.3:8",
                             "/24",
                             "1:2:3:4:5:6:7:8::",
                             "1.2.3.4::1",
                             "::1%eth0",
                             "1:2:3:4:5:6:7:1.2.3.4"}) {
        EXPECT_FALSE(decode_address_range(text)) << text;
    }
}

/// Of a pattern in which `*` and `?` are wildcards.
Characters pattern(std::string_view text) {
    Characters characters = to_characters(text);
    for (char32_t& c : characters) {
        c = c == U'*' ? any_characters : c == U'?' ? one_character : c;
    }
    return characters;
}

TEST(TrustPolicyWildcard, MatchesCharactersAndNotBytes) {
    EXPECT_TRUE(matches(to_characters("aä€𝄞"), pattern("a???")));
    EXPECT_FALSE(matches(to_characters("ä"), pattern("??")));
    EXPECT_TRUE(matches(to_characters(""), pattern("**")));
    EXPECT_FALSE(matches(to_characters(""), pattern("?")));
    EXPECT_TRUE(matches(to_characters("system:serviceaccount:a:b"), pattern("system:*:?:b")));
    EXPECT_TRUE(matches(to_characters("aXbXbc"), pattern("a*b*bc")));
    EXPECT_FALSE(matches(to_characters("abc"), pattern("A*")));
    EXPECT_FALSE(matches(to_characters("abcd"), pattern("a*c")));
    EXPECT_TRUE(matches(to_characters("*?"), to_characters("*?")));
    EXPECT_FALSE(matches(to_characters("ab"), to_characters("*?")));
    EXPECT_FALSE(matches(to_characters("\xFF"), to_characters("\xFE")));
    EXPECT_FALSE(matches(to_characters("\xE4"), to_characters("ä")));
    EXPECT_TRUE(matches(to_characters(std::string(20'000, 'a')), pattern("*a*a*a*a*a*a*a*a")));
}

TEST(TrustPolicyWildcard, IgnoresTheCaseOfLetters) {
    const auto same = [](const char* left, const char* right) {
        return is_same_ignoring_case(to_characters(left), to_characters(right));
    };
    EXPECT_TRUE(same("aZ9-ÄÖŞžΩЖЁ", "Az9-äöşŽωжё"));
    for (const auto& [left, right] : std::array<std::array<const char*, 2>, 6>{
             {{"a", "b"}, {"a", "aa"}, {"@", "`"}, {"[", "{"}, {"×", "÷"}, {"ä", "a"}}}) {
        EXPECT_FALSE(same(left, right)) << left << " " << right;
    }
    EXPECT_EQ(lower_case_key("AWS:SourceIp/Ä@["), "aws:sourceip/Ä@[");
}

TEST(TrustPolicyArn, IsMatchedPartByPart) {
    const auto is_match = [](const char* arn, const char* text) {
        return matches_arn(to_characters(arn), pattern(text));
    };
    const char* const role = "arn:aws:iam::111122223333:role/a/b:c";
    EXPECT_TRUE(is_match(role, role));
    EXPECT_TRUE(is_match(role, "arn:*:iam::1111????3333:role/*"));
    EXPECT_TRUE(is_match(role, "*:*:*:*:*:*"));
    EXPECT_TRUE(is_match(role, "arn:aws:iam::111122223333:*:c"));
    EXPECT_FALSE(is_match(role, "arn:*:role/a/b:c"));
    EXPECT_FALSE(is_match(role, "*"));
    EXPECT_FALSE(is_match(role, "arn:aws:iam::1*"));
    EXPECT_FALSE(is_match(role, "arn:aws:*"));
    EXPECT_FALSE(is_match(role, "arn:aws:iam::111122223333:role/a/b"));
    EXPECT_FALSE(is_match(role, "ARN:aws:iam::111122223333:role/a/b:c"));
    EXPECT_FALSE(is_match("role/a", "role/a"));
    EXPECT_FALSE(is_match("", ""));
}

}  // namespace
