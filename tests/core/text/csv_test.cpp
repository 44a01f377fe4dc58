#include "core/text/csv.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <random>

namespace core::text {
namespace {

using Records = std::vector<CsvRecord>;

Records read(std::string_view text) {
    const auto records = decode_csv(text);
    EXPECT_TRUE(records) << (records ? "" : records.error().detail);
    return records.value_or(Records{});
}

std::string complaint(std::string_view text) {
    const auto records = decode_csv(text);
    return records ? "" : records.error().detail;
}

TEST(Csv, ReadsFieldsOfLines) {
    EXPECT_EQ(read("a,b\nc,d\n"), (Records{{1, {"a", "b"}}, {2, {"c", "d"}}}));
    EXPECT_EQ(read("a,b\r\nc,d"), (Records{{1, {"a", "b"}}, {2, {"c", "d"}}}));
    EXPECT_EQ(read(",\n"), (Records{{1, {"", ""}}}));
    EXPECT_EQ(read(" a , b "), (Records{{1, {" a ", " b "}}}));
    EXPECT_EQ(read(""), Records{});
}

TEST(Csv, SkipsEmptyLinesAndAByteOrderMark) {
    EXPECT_EQ(read("\xEF\xBB\xBF"
                   "a\n\n\r\nb\n\n"),
              (Records{{1, {"a"}}, {4, {"b"}}}));
    EXPECT_EQ(read("\"\"\n"), (Records{{1, {""}}})) << "an empty field in quotes is a field";
}

TEST(Csv, QuotedFieldsHoldAnything) {
    EXPECT_EQ(read("\"a,b\",\"say \"\"so\"\"\"\n"), (Records{{1, {"a,b", "say \"so\""}}}));
    EXPECT_EQ(read("\"two\nlines\",x\ny,z\n"), (Records{{1, {"two\nlines", "x"}}, {3, {"y", "z"}}}));
}

TEST(Csv, ErrorsNameTheLine) {
    EXPECT_TRUE(complaint("a,b\nc\"d,e\n").starts_with("2: a quote stands inside"));
    EXPECT_TRUE(complaint("a\n\"b\"c\n").starts_with("2: text stands behind"));
    EXPECT_TRUE(complaint("a\n\n\"b\nc\n").starts_with("3: a quoted field begins here"));
    EXPECT_TRUE(complaint("\"a\n\",b\nc,\"d\"x").starts_with("3: text stands behind")) << "lines in quotes count";
}

std::string written(const std::vector<std::string>& fields) {
    std::string line;
    for (const auto& field : fields) {
        line += line.empty() ? "\"" : ",\"";
        for (const char c : field) line += c == '"' ? std::string("\"\"") : std::string(1, c);
        line += '"';
    }
    return line + "\r\n";
}

TEST(Csv, ReadsWhatWasWritten) {
    constexpr std::uint32_t seed = 20261121;
    std::mt19937 random(seed);
    for (int round = 0; round < 2'000; ++round) {
        std::vector<std::string> fields(1 + random() % 4);
        for (auto& field : fields)
            for (std::size_t i = random() % 6; i > 0; --i) field += ",\"\n\ra "[random() % 6];
        const auto records = decode_csv(written(fields) + written(fields));
        ASSERT_TRUE(records) << "seed " << seed << " round " << round << ": " << records.error().detail;
        ASSERT_EQ(records->size(), 2U) << "seed " << seed << " round " << round;
        ASSERT_EQ(records->back().fields, fields) << "seed " << seed << " round " << round;
    }
}

}  // namespace
}  // namespace core::text
