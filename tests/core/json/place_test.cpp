#include "core/json/place.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using core::json::Place;
using core::json::place_at;

TEST(JsonPlace, CountsFromOne) {
    EXPECT_EQ(place_at("", 0), (Place{1, 1}));
    EXPECT_EQ(place_at("abc", 0), (Place{1, 1}));
    EXPECT_EQ(place_at("abc", 2), (Place{1, 3}));
}

TEST(JsonPlace, BeginsALineBehindALineFeed) {
    const std::string text = "a\nbc\n\nd";
    EXPECT_EQ(place_at(text, 1), (Place{1, 2}));
    EXPECT_EQ(place_at(text, 2), (Place{2, 1}));
    EXPECT_EQ(place_at(text, 3), (Place{2, 2}));
    EXPECT_EQ(place_at(text, 5), (Place{3, 1}));
    EXPECT_EQ(place_at(text, 6), (Place{4, 1}));
}

TEST(JsonPlace, CountsACarriageReturnAsACharacter) {
    EXPECT_EQ(place_at("a\r\nb", 2), (Place{1, 3}));
    EXPECT_EQ(place_at("a\r\nb", 3), (Place{2, 1}));
    EXPECT_EQ(place_at("a\rb", 2), (Place{1, 3}));
}

TEST(JsonPlace, CountsCharactersAndNotBytes) {
    const std::string text = "ä€𝄞x";
    EXPECT_EQ(place_at(text, 2), (Place{1, 2}));
    EXPECT_EQ(place_at(text, 5), (Place{1, 3}));
    EXPECT_EQ(place_at(text, 9), (Place{1, 4}));
}

TEST(JsonPlace, EndsWhereTheTextEnds) {
    EXPECT_EQ(place_at("ab\n", 100), (Place{2, 1}));
    EXPECT_EQ(place_at("ab", 2), (Place{1, 3}));
    EXPECT_EQ(place_at("ab", 3), (Place{1, 3}));
}

}  // namespace
