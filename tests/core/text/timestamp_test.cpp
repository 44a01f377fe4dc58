#include "core/text/timestamp.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace {

using core::text::parse_timestamp;
using std::chrono::sys_seconds;

TEST(Timestamp, IsReadAsKubernetesWritesIt) {
    EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00Z"), sys_seconds{});
    EXPECT_EQ(parse_timestamp("2026-11-21T07:00:00Z"), sys_seconds{std::chrono::seconds(1'795'244'400)});
    EXPECT_EQ(parse_timestamp("2024-02-29T23:59:59Z"), sys_seconds{std::chrono::seconds(1'709'251'199)});
}

TEST(Timestamp, ThatIsMalformedIsNone) {
    for (const char* text :
         {"", "2026-11-21", "2026-11-21T07:00:00", "2026-11-21T07:00:00+01:00", "2026-11-21T07:00:00.5Z",
          "2026-11-21t07:00:00Z", "2026-11-21 07:00:00Z", "2026-11-21T07:00:0xZ", "2026-02-29T07:00:00Z",
          "2026-13-01T07:00:00Z", "2026-11-00T07:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T07:60:00Z",
          "2026-11-21T07:00:60Z", "-026-11-21T07:00:00Z"}) {
        EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
    }
}

}  // namespace
