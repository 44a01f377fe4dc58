#include "server/http/body.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace server::http {
namespace {

constexpr std::size_t first_room = 16384;

/// Writes `count` bytes as they would arrive; false when the budget ended it.
bool receive(Body& body, std::size_t count, char fill = 'x') {
    while (count > 0) {
        const auto room = body.room();
        if (room.empty()) return false;
        const auto now = std::min(count, room.size());
        std::memset(room.data(), fill, now);
        body.wrote(now);
        count -= now;
    }
    return true;
}

TEST(BodyBudget, GivesNoMoreThanItHas) {
    BodyBudget budget(100);
    EXPECT_TRUE(budget.take(60));
    EXPECT_FALSE(budget.take(41));
    EXPECT_TRUE(budget.take(40));
    EXPECT_FALSE(budget.take(1));
    EXPECT_TRUE(budget.take(0));
    budget.give_back(50);
    EXPECT_EQ(budget.held(), 50U);
    EXPECT_FALSE(budget.take(static_cast<std::size_t>(-1)));
}

TEST(Body, HoldsWhatArrives) {
    BodyBudget budget(1 << 20);
    Body body(budget, 100'000);
    ASSERT_TRUE(receive(body, 40'000, 'a'));
    EXPECT_EQ(body.missing(), 60'000U);
    EXPECT_FALSE(body.complete());
    ASSERT_TRUE(receive(body, 60'000, 'b'));
    EXPECT_TRUE(body.complete());
    EXPECT_EQ(body.view(), std::string(40'000, 'a') + std::string(60'000, 'b'));
}

TEST(Body, TakesMemoryAsBytesArriveAndNotAsAnnounced) {
    BodyBudget budget(std::size_t{1} << 30U);
    Body body(budget, 7 << 20);
    EXPECT_EQ(budget.held(), 0U);
    for (std::size_t arrived = 0; !body.complete();) {
        ASSERT_TRUE(receive(body, std::min<std::size_t>(10'000, body.missing())));
        arrived += 10'000;
        EXPECT_LE(budget.held(), std::max(first_room, 2 * arrived));
    }
    EXPECT_EQ(budget.held(), std::size_t{7} << 20U);  // and never more than the announced length
}

TEST(Body, StopsAtTheBudgetAndKeepsWhatItHas) {
    BodyBudget budget(100'000);
    Body first(budget, 60'000);
    ASSERT_TRUE(receive(first, 60'000));
    Body second(budget, 60'000);
    EXPECT_FALSE(receive(second, 60'000));
    EXPECT_EQ(second.view().size(), 2 * first_room);
    EXPECT_TRUE(second.room().empty());
    EXPECT_LE(budget.held(), 100'000U);
}

TEST(Body, GivesEverythingBack) {
    BodyBudget budget(1 << 20);
    {
        Body whole(budget, 50'000);
        Body half(budget, 50'000);
        ASSERT_TRUE(receive(whole, 50'000));
        ASSERT_TRUE(receive(half, 20'000));
        EXPECT_GT(budget.held(), 0U);
    }
    EXPECT_EQ(budget.held(), 0U);
}

TEST(Body, OneOfTheLargestSizeNeedsNoMoreThanItself) {
    BodyBudget budget(7 << 20);
    Body body(budget, 7 << 20);
    EXPECT_TRUE(receive(body, 7 << 20));
}

TEST(Body, AnEmptyOneIsComplete) {
    BodyBudget budget(0);
    Body body(budget, 0);
    EXPECT_TRUE(body.complete());
    EXPECT_TRUE(body.view().empty());
}

}  // namespace
}  // namespace server::http
