#include "server/files/documents.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace {

using server::files::read_documents;

/// The table was filled by sigs.k8s.io/yaml 1.6 (go-yaml v2.4.2), which kubectl uses; 1.4 gives the same.
struct Typing {
    const char* yaml;
    const char* json;  ///< nullptr: an error
};

std::ostream& operator<<(std::ostream& out, const Typing& typing) { return out << typing.yaml; }

class Scalars : public testing::TestWithParam<Typing> {};

TEST_P(Scalars, AreTypedAsKubectlTypesThem) {
    const auto documents = read_documents("in.yaml", GetParam().yaml);
    if (GetParam().json == nullptr) {
        EXPECT_FALSE(documents) << documents->at(0).json();
        return;
    }
    ASSERT_TRUE(documents) << documents.error().detail;
    EXPECT_EQ(documents->at(0).json(), GetParam().json);
}

INSTANTIATE_TEST_SUITE_P(Booleans, Scalars,
                         testing::Values(Typing{"v: yes", R"({"v":true})"}, Typing{"v: Yes", R"({"v":true})"},
                                         Typing{"v: YES", R"({"v":true})"}, Typing{"v: yEs", R"({"v":"yEs"})"},
                                         Typing{"v: on", R"({"v":true})"}, Typing{"v: ON", R"({"v":true})"},
                                         Typing{"v: y", R"({"v":true})"}, Typing{"v: Y", R"({"v":true})"},
                                         Typing{"v: n", R"({"v":false})"}, Typing{"v: N", R"({"v":false})"},
                                         Typing{"v: no", R"({"v":false})"}, Typing{"v: off", R"({"v":false})"},
                                         Typing{"v: Off", R"({"v":false})"}, Typing{"v: True", R"({"v":true})"},
                                         Typing{"v: tRUE", R"({"v":"tRUE"})"}, Typing{"v: FALSE", R"({"v":false})"},
                                         Typing{"v: 'yes'", R"({"v":"yes"})"}, Typing{"v: \"on\"", R"({"v":"on"})"},
                                         Typing{"v: !!bool yes", R"({"v":true})"}, Typing{"v: !!bool 1", nullptr},
                                         Typing{"v: !!str yes", R"({"v":"yes"})"}));

INSTANTIATE_TEST_SUITE_P(Nulls, Scalars,
                         testing::Values(Typing{"v:", R"({"v":null})"}, Typing{"v: ~", R"({"v":null})"},
                                         Typing{"v: null", R"({"v":null})"}, Typing{"v: NULL", R"({"v":null})"},
                                         Typing{"v: nULL", R"({"v":"nULL"})"}, Typing{"v: ''", R"({"v":""})"},
                                         Typing{"v: !!str", R"({"v":""})"}, Typing{"v: !!str ~", R"({"v":"~"})"},
                                         Typing{"v: !!null x", nullptr}, Typing{"v: |\n", R"({"v":""})"}));

INSTANTIATE_TEST_SUITE_P(Integers, Scalars,
                         testing::Values(Typing{"v: 010", R"({"v":8})"}, Typing{"v: 09", R"({"v":9})"},
                                         Typing{"v: 0o17", R"({"v":15})"}, Typing{"v: 0x1F", R"({"v":31})"},
                                         Typing{"v: -0x1f", R"({"v":-31})"}, Typing{"v: 0x_1F", R"({"v":31})"},
                                         Typing{"v: 0b101", R"({"v":5})"}, Typing{"v: -0b11", R"({"v":-3})"},
                                         Typing{"v: 0b-11", R"({"v":-3})"}, Typing{"v: 0b12", R"({"v":"0b12"})"},
                                         Typing{"v: 1_000", R"({"v":1000})"}, Typing{"v: 1__0", R"({"v":10})"},
                                         Typing{"v: 1_", R"({"v":1})"}, Typing{"v: _1", R"({"v":"_1"})"},
                                         Typing{"v: +1", R"({"v":1})"}, Typing{"v: -0", R"({"v":0})"},
                                         Typing{"v: 0x", R"({"v":"0x"})"}, Typing{"v: '010'", R"({"v":"010"})"},
                                         Typing{"v: 9223372036854775808", R"({"v":9223372036854775808})"},
                                         Typing{"v: -9223372036854775808", R"({"v":-9223372036854775808})"},
                                         Typing{"v: 18446744073709551615", R"({"v":18446744073709551615})"},
                                         Typing{"v: 123456789012345678901", R"({"v":123456789012345680000})"},
                                         Typing{"v: 0x10000000000000000", R"({"v":"0x10000000000000000"})"},
                                         Typing{"v: 111122223333", R"({"v":111122223333})"},
                                         Typing{"v: 12:30:45", R"({"v":"12:30:45"})"},
                                         Typing{"v: !!int '5'", R"({"v":5})"}, Typing{"v: !!int five", nullptr},
                                         Typing{"v: !!str 5", R"({"v":"5"})"}, Typing{"v: ! 12", R"({"v":"12"})"},
                                         Typing{"v: !mine 12", R"({"v":"12"})"}));

INSTANTIATE_TEST_SUITE_P(
    Floats, Scalars,
    testing::Values(Typing{"v: 1.5", R"({"v":1.5})"}, Typing{"v: 1.", R"({"v":1})"}, Typing{"v: .5", R"({"v":0.5})"},
                    Typing{"v: .5_0", R"({"v":0.5})"}, Typing{"v: .5__0", R"({"v":".5__0"})"},
                    Typing{"v: 1e3", R"({"v":1000})"}, Typing{"v: 1E+5", R"({"v":100000})"},
                    Typing{"v: 1e20", R"({"v":100000000000000000000})"}, Typing{"v: 1e21", R"({"v":1e+21})"},
                    Typing{"v: 1e-6", R"({"v":0.000001})"}, Typing{"v: 1e-7", R"({"v":1e-7})"},
                    Typing{"v: 1.25e-10", R"({"v":1.25e-10})"}, Typing{"v: -0.0", R"({"v":-0})"},
                    Typing{"v: 0.1", R"({"v":0.1})"}, Typing{"v: 1e400", R"({"v":"1e400"})"},
                    Typing{"v: 1e-400", R"({"v":0})"}, Typing{"v: 5e-324", R"({"v":5e-324})"},
                    Typing{"v: 0x1p3", R"({"v":"0x1p3"})"}, Typing{"v: 1.2.3", R"({"v":"1.2.3"})"},
                    Typing{"v: .inf", nullptr}, Typing{"v: -.INF", nullptr}, Typing{"v: .NaN", nullptr},
                    Typing{"v: '.inf'", R"({"v":".inf"})"}, Typing{"v: .", R"({"v":"."})"},
                    Typing{"v: !!float 5", R"({"v":5})"}, Typing{"v: !!float 18446744073709551615", nullptr}));

INSTANTIATE_TEST_SUITE_P(Strings, Scalars,
                         testing::Values(Typing{"v: 2001-01-01", R"({"v":"2001-01-01"})"},
                                         Typing{"v: 2001-01-01T00:00:00Z", R"({"v":"2001-01-01T00:00:00Z"})"},
                                         Typing{"v: !!binary aGVsbG8=", R"({"v":"hello"})"},
                                         Typing{"v: !!binary aGVsbG8", nullptr}, Typing{"v: !!binary =aaa", nullptr},
                                         Typing{"v: !!binary /w==", nullptr}, Typing{"v: <<", R"({"v":"<<"})"},
                                         Typing{R"(v: "a\tb\"\\ \u00e9\x41")", "{\"v\":\"a\\tb\\\"\\\\ \u00e9A\"}"},
                                         Typing{"v: |\n  a\n  b\n", R"({"v":"a\nb\n"})"},
                                         Typing{"v: >-\n  a\n  b\n", R"({"v":"a b"})"},
                                         Typing{"v: a\n  b", R"({"v":"a b"})"},
                                         Typing{"v: \"\\0\"", R"({"v":"\u0000"})"}));

INSTANTIATE_TEST_SUITE_P(Keys, Scalars,
                         testing::Values(Typing{"on: v", R"({"true":"v"})"}, Typing{"y: v", R"({"true":"v"})"},
                                         Typing{"0x10: v", R"({"16":"v"})"}, Typing{"1.5: v", R"({"1.5":"v"})"},
                                         Typing{"1e6: v", R"({"1e+06":"v"})"},
                                         Typing{"100000.0: v", R"({"100000":"v"})"},
                                         Typing{"18446744073709551616: v", R"({"1.8446744e+19":"v"})"},
                                         Typing{".inf: v", R"({".inf":"v"})"},
                                         Typing{"18446744073709551615: v", nullptr}, Typing{"~: v", nullptr},
                                         Typing{"? [a]\n: v", nullptr}, Typing{"? {a: b}\n: v", nullptr},
                                         Typing{"'y': v", R"({"y":"v"})"}, Typing{"v: {{ name }}", nullptr}));

INSTANTIATE_TEST_SUITE_P(
    AnchorsAndMerges, Scalars,
    testing::Values(Typing{"a: &x [1, {b: yes}]\nc: *x", R"({"a":[1,{"b":true}],"c":[1,{"b":true}]})"},
                    Typing{"a: &x b\n*x : c", R"({"a":"b","b":"c"})"}, Typing{"a: *x", nullptr},
                    Typing{"a: &x [*x]", nullptr},
                    Typing{"x: &x {a: 2}\nm:\n  <<: *x\n  a: 1", R"({"m":{"a":1},"x":{"a":2}})"},
                    Typing{"x: &x {a: 2}\nm:\n  a: 1\n  <<: *x", R"({"m":{"a":2},"x":{"a":2}})"},
                    Typing{"x: &x {a: 2}\nz: &z {a: 3, b: 4}\nm:\n  <<: [*x, *z]",
                           R"({"m":{"a":2,"b":4},"x":{"a":2},"z":{"a":3,"b":4}})"},
                    Typing{"m: {<<: {a: 1}, b: 2}", R"({"m":{"a":1,"b":2}})"}, Typing{"m: {<<: 1}", nullptr},
                    Typing{"m: {<<: [1]}", nullptr}, Typing{"m: {'<<': {a: 1}}", R"({"m":{"<<":{"a":1}}})"},
                    Typing{"x: &x {a: 2}\nm: {a: 1, <<: *x, a: 3}", nullptr}));

}  // namespace
