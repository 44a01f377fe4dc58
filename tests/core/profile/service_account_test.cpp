#include "core/profile/service_account.hpp"

#include "core/profile/timestamp.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace core::profile;
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

std::optional<sys_seconds> created_of(const std::string& timestamp) {
    return decode_service_account(R"({"metadata":{"name":"a","namespace":"n","creationTimestamp":)" + timestamp + "}}",
                                  "p")
        .value()
        .created;
}

TEST(ServiceAccount, KnowsWhenItWasCreated) {
    EXPECT_EQ(created_of(R"("2026-11-21T07:00:00Z")"), parse_timestamp("2026-11-21T07:00:00Z"));
    EXPECT_EQ(created_of("null"), std::nullopt) << "a ServiceAccount in a file, as some tools write it";
    EXPECT_EQ(created_of("\"yesterday\""), std::nullopt);
    EXPECT_EQ(created_of("17"), std::nullopt);
}

}  // namespace
