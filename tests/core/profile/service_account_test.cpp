#include "core/profile/service_account.hpp"

#include "core/text/timestamp.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace core::profile;
using std::chrono::sys_seconds;

std::optional<sys_seconds> created_of(const std::string& timestamp) {
    return decode_service_account(R"({"metadata":{"name":"a","namespace":"n","creationTimestamp":)" + timestamp + "}}",
                                  "p")
        .value()
        .created;
}

TEST(ServiceAccount, KnowsWhenItWasCreated) {
    EXPECT_EQ(created_of(R"("2026-11-21T07:00:00Z")"), core::text::parse_timestamp("2026-11-21T07:00:00Z"));
    EXPECT_EQ(created_of("null"), std::nullopt) << "a ServiceAccount in a file, as some tools write it";
    EXPECT_EQ(created_of("\"yesterday\""), std::nullopt);
    EXPECT_EQ(created_of("17"), std::nullopt);
}

}  // namespace
