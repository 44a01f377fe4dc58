#include "server/cli/flags_values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace server::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

TEST(FlagValues, BooleansAreThoseOfGo) {
    for (const char* yes : {"1", "t", "T", "TRUE", "true", "True"}) EXPECT_EQ(parse_boolean(yes), true) << yes;
    for (const char* no : {"0", "f", "F", "FALSE", "false", "False"}) EXPECT_EQ(parse_boolean(no), false) << no;
    for (const char* neither : {"", "yes", "on", "tRUE", "2", " true"})
        EXPECT_EQ(parse_boolean(neither), std::nullopt) << neither;
}

TEST(FlagValues, IntegersAreWholeAndNothingElse) {
    EXPECT_EQ(parse_integer("86400"), 86'400);
    EXPECT_EQ(parse_integer("+7"), 7);
    EXPECT_EQ(parse_integer("-7"), -7);
    for (const char* bad : {"", "+", "+-7", "7s", " 7", "0x10", "1e3", "9223372036854775808"}) {
        EXPECT_EQ(parse_integer(bad), std::nullopt) << bad;
    }
}

TEST(FlagValues, DurationsAreThoseOfGo) {
    EXPECT_EQ(parse_duration("0"), 0ms);
    EXPECT_EQ(parse_duration("500ms"), 500ms);
    EXPECT_EQ(parse_duration("5s"), 5s);
    EXPECT_EQ(parse_duration("10m"), 10min);
    EXPECT_EQ(parse_duration("1h30m"), 90min);
    EXPECT_EQ(parse_duration("1.5h"), 90min);
    EXPECT_EQ(parse_duration("1m0.5s"), 60'500ms);
    for (const char* bad :
         {"", "5", "-5s", "5 s", "s", "1.2.3s", "5d", "5sm", "1e3s", "99999999999h", "nans", "infs"}) {
        EXPECT_EQ(parse_duration(bad), std::nullopt) << bad;
    }
}

TEST(FlagValues, SizesAreBinaryOrDecimal) {
    EXPECT_EQ(parse_bytes("1048576"), 1'048'576U);
    EXPECT_EQ(parse_bytes("64Mi"), std::uint64_t{64} << 20U);
    EXPECT_EQ(parse_bytes("7MiB"), std::uint64_t{7} << 20U);
    EXPECT_EQ(parse_bytes("2GiB"), std::uint64_t{2} << 30U);
    EXPECT_EQ(parse_bytes("3k"), 3'000U);
    EXPECT_EQ(parse_bytes("3MB"), 3'000'000U);
    EXPECT_EQ(parse_bytes("0"), 0U);
    for (const char* bad : {"", "Mi", "-1", "1.5Mi", "7 MiB", "7mib", "7m", "99999999999Gi", "18446744073709551616"}) {
        EXPECT_EQ(parse_bytes(bad), std::nullopt) << bad;
    }
}

TEST(FlagValues, ListsAreSplitAtCommasAndTrimmed) {
    EXPECT_THAT(split_list("a, b ,\tc"), ElementsAre("a", "b", "c"));
    EXPECT_THAT(split_list("a,,b"), ElementsAre("a", "", "b"));
    EXPECT_THAT(split_list("a,"), ElementsAre("a", ""));
    EXPECT_THAT(split_list(" "), IsEmpty());
    EXPECT_THAT(split_list(""), IsEmpty());
}

}  // namespace
}  // namespace server::cli
