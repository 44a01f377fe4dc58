#include "server/cli/flags.hpp"

#include "tests/server/cli/flags_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace server::cli {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using namespace std::chrono_literals;

void declare_one_of_each(Flags& flags) {
    flags.declare({.name = "port", .kind = FlagKind::integer, .default_text = "8443"});
    flags.declare({.name = "token-expiration",
                   .kind = FlagKind::integer,
                   .default_text = "86400",
                   .check = [](const std::string& text) { return text.size() == 5 ? "" : "must have five digits"; }});
    flags.declare({.name = "name", .default_text = "x"});
    flags.declare({.name = "names", .kind = FlagKind::list, .default_text = "a,b"});
    flags.declare({.name = "fast", .kind = FlagKind::boolean});
    flags.declare({.name = "delay", .kind = FlagKind::duration, .default_text = "5s"});
    flags.declare({.name = "size", .kind = FlagKind::bytes, .default_text = "7MiB"});
    flags.declare(
        {.name = "mode", .kind = FlagKind::choice, .default_text = "inject", .choices = {"inject", "observe"}});
    flags.declare({.name = "config", .settable_in_file = false});
    flags.tolerate("elsewhere");
}

struct Declared : Flags {
    Declared() { declare_one_of_each(*this); }
    explicit Declared(const Situation& situation) : Declared() { cli::resolve(*this, situation); }
};

std::string complaint(const Situation& situation) {
    return complaint_of([&] { const Declared flags(situation); });
}

TEST(Flags, DefaultsHoldWhenNothingIsSaid) {
    const Declared flags(Situation{});
    EXPECT_EQ(flags.integer("port"), 8443);
    EXPECT_EQ(flags.text("name"), "x");
    EXPECT_THAT(flags.list("names"), ElementsAre("a", "b"));
    EXPECT_FALSE(flags.boolean("fast"));
    EXPECT_FALSE(flags.value("fast").is_set());
    EXPECT_EQ(flags.duration("delay"), 5s);
    EXPECT_EQ(flags.bytes("size"), std::uint64_t{7} << 20U);
}

TEST(Flags, CommandLineGoesBeforeEnvironmentBeforeFileBeforeDefault) {
    const TemporaryFile file("token-expiration: 11111\nport: 2\nname: file\nmode: observe\n");
    Situation situation{{"--config", file.path(), "--token-expiration", "33333"},
                        {{"PROFILE_IAM_WEBHOOK_TOKEN_EXPIRATION", "22222"}, {"PROFILE_IAM_WEBHOOK_PORT", "3"}}};
    const Declared flags(situation);
    EXPECT_EQ(flags.integer("token-expiration"), 33'333);
    EXPECT_EQ(flags.value("token-expiration").place, "command line");
    EXPECT_EQ(flags.integer("port"), 3);
    EXPECT_EQ(flags.value("port").place, "environment variable PROFILE_IAM_WEBHOOK_PORT");
    EXPECT_EQ(flags.text("name"), "file");
    EXPECT_EQ(flags.value("name").place, file.path() + ":3");
    EXPECT_EQ(flags.text("mode"), "observe");
    EXPECT_EQ(flags.value("delay").place, "default");
}

TEST(Flags, TheConfigFileMayBeNamedByTheEnvironment) {
    const TemporaryFile file("port: 2\n");
    const Declared flags(Situation{{}, {{"PROFILE_IAM_WEBHOOK_CONFIG", file.path()}}});
    EXPECT_EQ(flags.integer("port"), 2);
}

TEST(Flags, ListsReplaceTheirDefaultAndMayBeRepeated) {
    EXPECT_THAT(Declared(Situation{{"--names", "c , d", "--names=e"}, {}}).list("names"), ElementsAre("c", "d", "e"));
    EXPECT_THAT(Declared(Situation{{}, {{"PROFILE_IAM_WEBHOOK_NAMES", "c,d"}}}).list("names"), ElementsAre("c", "d"));
    EXPECT_THAT(Declared(Situation{{"--names", "c"}, {{"PROFILE_IAM_WEBHOOK_NAMES", "d"}}}).list("names"),
                ElementsAre("c"));
}

TEST(Flags, AnEmptyListMeansNone) {
    EXPECT_THAT(Declared(Situation{{"--names=", "--port", "1"}, {}}).list("names"), IsEmpty());
    EXPECT_THAT(Declared(Situation{{"--names", ""}, {}}).list("names"), IsEmpty());
    EXPECT_THAT(Declared(Situation{{}, {{"PROFILE_IAM_WEBHOOK_NAMES", ""}}}).list("names"), IsEmpty());
    const TemporaryFile file("names: []\n");
    EXPECT_THAT(Declared(Situation{{"--config", file.path()}, {}}).list("names"), IsEmpty());
}

TEST(Flags, ListsInTheFileAreSequencesOrCommaSeparated) {
    const TemporaryFile sequence("names: [\"a,b\", c]\n");
    EXPECT_THAT(Declared(Situation{{"--config", sequence.path()}, {}}).list("names"), ElementsAre("a,b", "c"));
    const TemporaryFile scalar("names: a, c\n");
    EXPECT_THAT(Declared(Situation{{"--config", scalar.path()}, {}}).list("names"), ElementsAre("a", "c"));
}

TEST(Flags, BooleansMayStandBareAndDoNotEatTheNextArgument) {
    Declared flags;
    std::vector<std::string> files;
    resolve(flags, {{"--fast", "pod.yaml"}, {}}, &files);
    EXPECT_TRUE(flags.boolean("fast"));
    EXPECT_THAT(files, ElementsAre("pod.yaml"));
    EXPECT_FALSE(Declared(Situation{{"--fast=F"}, {}}).boolean("fast"));
    EXPECT_TRUE(Declared(Situation{{"--fast=F"}, {}}).value("fast").is_set());
    EXPECT_TRUE(Declared(Situation{{"--fast=False", "--fast"}, {}}).boolean("fast"));
    EXPECT_TRUE(Declared(Situation{{}, {{"PROFILE_IAM_WEBHOOK_FAST", "True"}}}).boolean("fast"));
    EXPECT_EQ(complaint({{"--fast=yes"}, {}}), "--fast (command line): \"yes\" must be true or false");
}

TEST(Flags, TheLastOfARepeatedFlagCounts) {
    EXPECT_EQ(Declared(Situation{{"--port=1", "--port=2"}, {}}).integer("port"), 2);
}

TEST(Flags, AnEmptyValueDoesNotEatTheNextArgument) {
    const Declared flags(Situation{{"--name=", "--port=2"}, {}});
    EXPECT_EQ(flags.text("name"), "");
    EXPECT_TRUE(flags.value("name").is_set());
    EXPECT_EQ(flags.integer("port"), 2);
}

TEST(Flags, WhatStandsBehindTwoDashesIsLeftAlone) {
    const std::vector<const char*> argv = {"program", "mutate", "--name=", "--", "--name=", "--="};
    EXPECT_THAT(arguments(static_cast<int>(argv.size()), argv.data()),
                ElementsAre("--=", "--name=", "--", "", "--name", "mutate"));
}

TEST(Flags, ARefusalNamesTheFlagAndWhereTheValueCameFrom) {
    EXPECT_EQ(complaint({{"--token-expiration=5"}, {}}),
              "--token-expiration (command line): \"5\" must have five digits");
    EXPECT_EQ(
        complaint({{}, {{"PROFILE_IAM_WEBHOOK_TOKEN_EXPIRATION", "5"}}}),
        "--token-expiration (environment variable PROFILE_IAM_WEBHOOK_TOKEN_EXPIRATION): \"5\" must have five digits");
    const TemporaryFile file("# a comment\n\ntoken-expiration: 5\n");
    EXPECT_EQ(complaint({{"--config", file.path()}, {}}),
              "--token-expiration (" + file.path() + ":3): \"5\" must have five digits");
}

TEST(Flags, EachKindRefusesWhatItCannotBe) {
    EXPECT_THAT(complaint({{"--port=x"}, {}}), EndsWith("must be a whole number"));
    EXPECT_THAT(complaint({{"--port="}, {}}), EndsWith("must be a whole number"));
    EXPECT_THAT(complaint({{"--delay=5"}, {}}), HasSubstr("must be a duration"));
    EXPECT_THAT(complaint({{"--size=5x"}, {}}), HasSubstr("must be a size"));
    EXPECT_THAT(complaint({{"--mode=off"}, {}}), EndsWith("\"off\" must be one of inject, observe"));
    EXPECT_THAT(complaint({{"--names=a,,b"}, {}}), HasSubstr("has an empty entry"));
    EXPECT_THAT(complaint({{"--name=a\nb"}, {}}), EndsWith("\"a\\nb\" must be UTF-8 without control characters"));
    EXPECT_THAT(complaint({{"--name=\xff"}, {}}), HasSubstr("must be UTF-8"));
}

TEST(Flags, AServiceLinkOfKubernetesIsNoPort) {
    EXPECT_EQ(Declared(Situation{{}, {{"PROFILE_IAM_WEBHOOK_PORT", "tcp://10.0.0.1:443"}}}).integer("port"), 8443);
    EXPECT_THAT(complaint({{}, {{"PROFILE_IAM_WEBHOOK_PORT", "10.0.0.1:443"}}}),
                StartsWith("--port (environment variable"));
}

TEST(Flags, ABrokenConfigFileIsNamedWithItsLine) {
    const auto complaint_about = [](const std::string& text) {
        const TemporaryFile file(text);
        auto said = complaint({{"--config", file.path()}, {}});
        const auto at = said.find(file.path());
        if (at != std::string::npos) said.replace(at, file.path().size(), "FILE");
        return said;
    };
    EXPECT_EQ(complaint_about("port: 1\nprot: 2\n"), "--config FILE:2: \"prot\" is not a flag that can be set here");
    EXPECT_EQ(complaint_about("config: other.yaml\n"),
              "--config FILE:1: \"config\" is not a flag that can be set here");
    EXPECT_EQ(complaint_about("elsewhere: 5\n"), "accepted");
    EXPECT_EQ(complaint_about("port: 1\nport: 2\n"),
              "--config FILE:2:1: the key \"port\" is given twice, first at line 1");
    EXPECT_EQ(complaint_about("name:\n"),
              "--config FILE:1:1: name has no value: write \"\" or [] to say empty, or take the line out");
    EXPECT_EQ(complaint_about("port: [1]\n"), "--port (FILE:1): takes one value, not a list");
    EXPECT_EQ(complaint_about("name: {a: b}\n"), "--config FILE:1:7: name must be a value or a list of values");
    EXPECT_EQ(complaint_about("names: [[a]]\n"), "--config FILE:1:9: names: entries must be plain values");
    EXPECT_EQ(complaint_about("- port\n"), "--config FILE:1:1: must be a mapping from names of flags to their values");
    EXPECT_THAT(complaint_about("name: \"x\nport: 1\n"), StartsWith("--config FILE:"));
    EXPECT_EQ(complaint_about("port: 1\n---\nport: 2\n"), "--config FILE:3:1: a second document");
    EXPECT_EQ(complaint_about("---\n---\nport: x\n"), "--port (FILE:3): \"x\" must be a whole number");
    EXPECT_EQ(complaint_about(""), "accepted");
    EXPECT_EQ(complaint_about("# nothing\n"), "accepted");
}

TEST(Flags, AConfigFileThatCannotBeReadSaysWhy) {
    EXPECT_EQ(complaint({{"--config", "/nowhere/at/all"}, {}}), "--config /nowhere/at/all: No such file or directory");
    EXPECT_EQ(complaint({{"--config", "/tmp"}, {}}), "--config /tmp: Is a directory");
    EXPECT_THAT(complaint({{"--config", "/dev/zero"}, {}}), HasSubstr("longer than 1 MB"));
}

TEST(Flags, AskingForAFlagThatIsNotThereOrOfAnotherKindIsOurFault) {
    const Declared flags(Situation{});
    EXPECT_THROW((void)flags.text("nothing"), std::logic_error);
    EXPECT_THROW((void)flags.text("names"), std::logic_error);
    EXPECT_THROW((void)flags.list("name"), std::logic_error);
    EXPECT_THROW((void)Declared().text("name"), std::logic_error);
}

TEST(Flags, HelpSaysEveryFlagItsDefaultAndTheEnvironment) {
    Declared flags;
    CLI::App app("a test", "profile-iam-webhook");
    flags.add_to(app);
    const auto help = app.help();
    for (const auto& flag : flags.declared()) EXPECT_THAT(help, HasSubstr("--" + flag.name)) << flag.name;
    EXPECT_THAT(help, HasSubstr("(default: 7MiB)"));
    EXPECT_THAT(help, HasSubstr("--mode inject|observe\n"));
    EXPECT_THAT(help, HasSubstr("--fast[=true|false]\n"));
    EXPECT_THAT(help, HasSubstr("PROFILE_IAM_WEBHOOK_TOKEN_EXPIRATION"));
    EXPECT_THAT(help, testing::Not(HasSubstr("\n\n\n")));
}

}  // namespace
}  // namespace server::cli
