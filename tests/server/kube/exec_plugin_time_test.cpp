#include "server/kube/exec_plugin_time.hpp"

#include <gtest/gtest.h>

namespace server::kube {
namespace {

using std::chrono::system_clock;

TEST(PluginTime, ReadsRfc3339) {
    const auto noon = system_clock::from_time_t(1'772'366'400);  // 2026-03-01T12:00:00Z
    for (const char* text : {"2026-03-01T12:00:00Z", "2026-03-01t12:00:00z", "2026-03-01T12:00:00.999999999Z",
                             "2026-03-01T14:00:00+02:00", "2026-03-01T06:30:00-05:30", "2026-02-28T12:00:00-24:00"}) {
        if (std::string_view(text).ends_with("-24:00"))
            EXPECT_EQ(decode_time(text), std::nullopt) << text;
        else
            EXPECT_EQ(decode_time(text), noon) << text;
    }
    EXPECT_GT(decode_time("9999-12-31T23:59:59Z"), noon);
    EXPECT_LT(decode_time("0001-01-01T00:00:00Z"), noon);
}

TEST(PluginTime, RefusesEverythingElse) {
    for (const char* text :
         {"", "2026", "2026-03-01", "2026-03-01T12:00:00", "2026-02-30T12:00:00Z", "2026-13-01T12:00:00Z",
          "2026-03-01T24:00:00Z", "2026-03-01T12:60:00Z", "2026-03-01T12:00:61Z", "2026-03-01T12:00:00.Z",
          "2026-03-01T12:00:00Z ", "2026-03-01T12:00:00+0200", "2026-3-1T12:00:00Z", "tomorrow"})
        EXPECT_EQ(decode_time(text), std::nullopt) << text;
}

}  // namespace
}  // namespace server::kube
