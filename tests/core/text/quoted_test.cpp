#include "core/text/quoted.hpp"
#include "core/text/shell_word.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Quoted, keeps_a_message_on_its_line) {
    EXPECT_EQ(core::text::quoted("team a"), "\"team a\"");
    EXPECT_EQ(core::text::quoted("a\nb\x1b[31m\xc3\xa9"), "\"a?b?[31m??\"");
    EXPECT_EQ(core::text::quoted(std::string(201, 'x')), "\"" + std::string(200, 'x') + "...\"");
}

TEST(ShellWord, leaves_harmless_words_bare) {
    EXPECT_EQ(core::text::shell_word("arn:aws:iam::111122223333:role/x"), "arn:aws:iam::111122223333:role/x");
    EXPECT_EQ(core::text::shell_word("./a_b-c.json"), "./a_b-c.json");
}

TEST(ShellWord, quotes_what_a_shell_would_act_on) {
    EXPECT_EQ(core::text::shell_word(""), "''");
    EXPECT_EQ(core::text::shell_word("a b"), "'a b'");
    EXPECT_EQ(core::text::shell_word("$(id)"), "'$(id)'");
    EXPECT_EQ(core::text::shell_word("it's"), "'it'\\''s'");
    EXPECT_EQ(core::text::shell_word("ws-*"), "'ws-*'");
    EXPECT_EQ(core::text::shell_word("~root"), "'~root'");
    EXPECT_EQ(core::text::shell_word("a=b"), "'a=b'");
}

}  // namespace
