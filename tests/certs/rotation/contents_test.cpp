#include "certs/rotation/contents.hpp"

#include <gmock/gmock.h>

namespace certs::rotation {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(Contents, the_four_keys_and_our_annotations_are_read) {
    const auto contents = decode_contents({{"tls.crt", "a"}, {"tls.key", "b"}, {"ca.crt", "c"}, {"ca.key", "d"}},
                                          {{published_at_annotation, "2027-01-15T08:00:00Z"},
                                           {needed_until_annotation, "2027-01-15T08:00:01Z"},
                                           {renew_annotation, "leaf"},
                                           {"others", "2027-01-15T08:00:00Z"}});
    const auto time = std::chrono::system_clock::from_time_t(1'800'000'000);
    EXPECT_EQ(contents, (Contents{.certificate_pem = "a",
                                  .key_pem = "b",
                                  .authorities_pem = "c",
                                  .authority_key_pem = "d",
                                  .published_at = time,
                                  .needed_until = time + std::chrono::seconds(1),
                                  .requested = Renewal::leaf}));
}

TEST(Contents, what_is_missing_is_empty) {
    EXPECT_EQ(decode_contents({}, {}), Contents{});
    EXPECT_THAT(encode_data(Contents{}),
                UnorderedElementsAre(Pair("tls.crt", ""), Pair("tls.key", ""), Pair("ca.crt", ""), Pair("ca.key", "")));
    EXPECT_TRUE(encode_annotations(Contents{}).empty());
}

TEST(Contents, what_is_no_time_or_of_a_year_that_the_clock_does_not_reach_counts_as_absent) {
    for (const auto* text : {"", "soon", "2027-01-15", "2027-01-15T08:00:00+01:00", "9999-12-31T23:59:59Z",
                             "2200-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z"}) {
        const auto contents = decode_contents({}, {{published_at_annotation, text}, {needed_until_annotation, text}});
        EXPECT_EQ(contents, Contents{}) << text;
    }
    EXPECT_TRUE(decode_contents({}, {{published_at_annotation, "2199-12-31T23:59:59Z"}}).published_at);
}

TEST(Contents, a_word_that_is_not_known_asks_for_nothing) {
    for (const auto* word : {"", "LEAF", "all", "ca "})
        EXPECT_EQ(decode_contents({}, {{renew_annotation, word}}).requested, Renewal::none) << word;
    EXPECT_EQ(decode_contents({}, {{renew_annotation, "ca"}}).requested, Renewal::ca);
}

}  // namespace
}  // namespace certs::rotation
