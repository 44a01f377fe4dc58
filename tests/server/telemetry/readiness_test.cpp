#include "server/telemetry/readiness.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace server::telemetry {
namespace {

TEST(Readiness, IsReadyWhenEveryCheckIs) {
    Readiness readiness;
    EXPECT_TRUE(readiness.is_ready());
    readiness.not_ready("profiles", "the first load of examples/ has failed");
    readiness.ready("certificate");
    EXPECT_FALSE(readiness.is_ready());
    EXPECT_EQ(readiness.first_failure(), "profiles: the first load of examples/ has failed");
    readiness.ready("profiles");
    EXPECT_TRUE(readiness.is_ready());
    EXPECT_EQ(readiness.first_failure(), "");
}

TEST(Readiness, ChecksCanBecomeNotReadyAgain) {
    Readiness readiness;
    readiness.ready("serving");
    readiness.not_ready("serving", "shutting down");
    EXPECT_FALSE(readiness.is_ready());
}

TEST(Readiness, VerboseIsWrittenAsKubeApiserverWritesIt) {
    Readiness readiness;
    readiness.ready("profiles");
    readiness.not_ready("certificate", "expired");
    EXPECT_EQ(readiness.verbose(), "[-]certificate failed: expired\n[+]profiles ok\nreadyz check failed\n");
    readiness.ready("certificate");
    EXPECT_EQ(readiness.verbose(), "[+]certificate ok\n[+]profiles ok\nreadyz check passed\n");
}

TEST(Readiness, ARemarkIsShownAndHarmsNothing) {
    Readiness readiness;
    readiness.ready("certificate", "the last good one stays");
    EXPECT_TRUE(readiness.is_ready());
    EXPECT_EQ(readiness.first_failure(), "");
    EXPECT_EQ(readiness.verbose(), "[+]certificate ok: the last good one stays\nreadyz check passed\n");
    readiness.ready("certificate");
    EXPECT_EQ(readiness.verbose(), "[+]certificate ok\nreadyz check passed\n");
}

TEST(Readiness, AnEmptyReasonIsStillNotReady) {
    Readiness readiness;
    readiness.not_ready("profiles", "");
    EXPECT_FALSE(readiness.is_ready());
    EXPECT_EQ(readiness.first_failure(), "profiles: not ready");
}

TEST(Readiness, MayBeAskedAndToldFromAnyThread) {
    Readiness readiness;
    readiness.not_ready("profiles", "loading");
    {
        std::jthread teller([&] {
            for (int i = 0; i < 1'000; ++i)
                i % 2 == 0 ? readiness.ready("profiles") : readiness.not_ready("profiles", "loading");
            readiness.ready("profiles");
        });
        while (!readiness.is_ready()) EXPECT_FALSE(readiness.verbose().empty());
    }
    EXPECT_TRUE(readiness.is_ready());
}

}  // namespace
}  // namespace server::telemetry
