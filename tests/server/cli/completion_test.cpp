#include "server/cli/completion.hpp"

#include "server/cli/flags_policy.hpp"
#include "server/cli/serve_options.hpp"
#include "tests/server/cli/flags_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>

namespace server::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The program in small: a subcommand with flags, one with files, and completion.
struct Program {
    CLI::App app{"a test", "profile-iam-webhook"};
    Flags flags;
    std::vector<std::string> files;
    std::string output;
    int exit_code = -1;

    Program() {
        auto* serve = app.add_subcommand("serve", "Answer reviews: it's [the] webhook");
        add_policy_flags(flags);
        add_serve_flags(flags);
        flags.add_to(*serve);
        auto* mutate = app.add_subcommand("mutate", "Show");
        mutate->add_option("FILE", files, "files");
        mutate->add_option("-o,--output", output, "how")->check(CLI::IsMember({"object", "patch"}));
        auto* policy = app.add_subcommand("trust-policy", "Documents");
        policy->add_subcommand("add", "Let in")
            ->add_option("-o,--output", output, "form")
            ->check(CLI::IsMember({"text", "json"}));
        policy->add_subcommand("lint", "Find")->add_option("FILE", files, "files");
        add_completion(app, exit_code);
    }
};

std::string output_of(const std::string& command, int& status) {
    std::string out;
    FILE* pipe = ::popen(command.c_str(), "r");
    std::array<char, 4'096> buffer{};
    for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) out.append(buffer.data(), n);
    status = ::pclose(pipe);
    return out;
}

/// What bash offers when Tab is pressed behind `words`, of which the last one may be empty; = stands alone, as it does
/// for readline.
std::vector<std::string> completed(const std::vector<std::string>& words) {
    Program program;
    const TemporaryFile script(completion_script(program.app, "bash"));
    std::string quoted;
    for (const auto& word : words) quoted += " '" + word + "'";
    int status = -1;
    auto out = output_of(
        "bash -c 'source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _profile_iam_webhook; "
        "printf \"%s\\n\" \"${COMPREPLY[@]}\"' " +
            script.path() + quoted,
        status);
    EXPECT_EQ(status, 0);
    std::vector<std::string> lines;
    std::istringstream in(out);
    for (std::string line; std::getline(in, line);) {
        if (!line.empty()) lines.push_back(line);
    }
    return lines;
}

TEST(Completion, BashOffersSubcommands) {
    EXPECT_THAT(completed({"profile-iam-webhook", ""}),
                ElementsAre("serve", "mutate", "trust-policy", "completion", "--help"));
    EXPECT_THAT(completed({"profile-iam-webhook", "mu"}), ElementsAre("mutate"));
}

TEST(Completion, BashOffersTheFlagsOfTheSubcommand) {
    EXPECT_THAT(completed({"profile-iam-webhook", "serve", "--token-e"}), ElementsAre("--token-expiration"));
    EXPECT_THAT(completed({"profile-iam-webhook", "serve", "--mode", "observe", "--max-in"}),
                ElementsAre("--max-in-flight"));
    EXPECT_THAT(completed({"profile-iam-webhook", "mutate", "--token-e"}), IsEmpty());
    EXPECT_THAT(completed({"profile-iam-webhook", "mutate", "--o"}), ElementsAre("--output"));
}

TEST(Completion, BashOffersWhatIsBelowASubcommand) {
    EXPECT_THAT(completed({"profile-iam-webhook", "trust-policy", ""}), ElementsAre("add", "lint"));
    EXPECT_THAT(completed({"profile-iam-webhook", "trust-policy", "l"}), ElementsAre("lint"));
    EXPECT_THAT(completed({"profile-iam-webhook", "trust-policy", "--"}), ElementsAre("--help"));
    EXPECT_THAT(completed({"profile-iam-webhook", "trust-policy", "add", "--o"}), ElementsAre("--output"));
    EXPECT_THAT(completed({"profile-iam-webhook", "trust-policy", "add", "-o", ""}), ElementsAre("text", "json"));
    EXPECT_THAT(completed({"profile-iam-webhook", "trust-policy", "add", "--output", "=", "j"}), ElementsAre("json"));
    EXPECT_THAT(completed({"profile-iam-webhook", "trust-policy", "lint", "--o"}), IsEmpty());
    EXPECT_THAT(completed({"profile-iam-webhook", "trust-policy", "lint", "a"}), IsEmpty());  // files, by readline
}

TEST(Completion, BashOffersTheWordsOfAFlag) {
    EXPECT_THAT(completed({"profile-iam-webhook", "serve", "--mode", ""}), ElementsAre("inject", "observe"));
    EXPECT_THAT(completed({"profile-iam-webhook", "serve", "--mode", "=", "o"}), ElementsAre("observe"));
    EXPECT_THAT(completed({"profile-iam-webhook", "serve", "--mode", "="}), ElementsAre("inject", "observe"));
    EXPECT_THAT(completed({"profile-iam-webhook", "mutate", "-o", "p"}), ElementsAre("patch"));
    EXPECT_THAT(completed({"profile-iam-webhook", "completion", ""}), ElementsAre("bash", "zsh", "fish"));
    EXPECT_THAT(completed({"profile-iam-webhook", "serve", "--port", ""}), IsEmpty());
}

TEST(Completion, EveryShellCanReadItsScript) {
    Program program;
    for (const std::string shell : {"bash", "zsh", "fish"}) {
        const TemporaryFile script(completion_script(program.app, shell));
        int status = -1;
        (void)output_of("command -v " + shell, status);
        if (status != 0) continue;
        const auto said = output_of(shell + " -n " + script.path() + " 2>&1", status);
        EXPECT_EQ(status, 0) << shell;
        EXPECT_EQ(said, "") << shell;
    }
}

TEST(Completion, FishAndZshHaveTheDescriptionsAndWords) {
    Program program;
    const auto fish = completion_script(program.app, "fish");
    EXPECT_THAT(fish,
                HasSubstr("-n '__fish_seen_subcommand_from trust-policy; and not __fish_seen_subcommand_from add lint' "
                          "-a add -d 'Let in'\n"));
    EXPECT_THAT(fish, HasSubstr("-n '__fish_seen_subcommand_from trust-policy; and __fish_seen_subcommand_from add' "
                                "-l output -s o -x -a 'text json' -d 'form'\n"));
    EXPECT_THAT(fish, HasSubstr("-a serve -d 'Answer reviews: it\\'s [the] webhook'\n"));
    EXPECT_THAT(fish, HasSubstr("__fish_seen_subcommand_from serve' -l mode -x -a 'inject observe' -d '"));
    EXPECT_THAT(fish, HasSubstr("__fish_seen_subcommand_from mutate' -l output -s o -x -a 'object patch' -d 'how'\n"));
    const auto zsh = completion_script(program.app, "zsh");
    EXPECT_THAT(zsh, HasSubstr("'serve:Answer reviews\\: it'\\''s \\[the\\] webhook'\n"));
    EXPECT_THAT(zsh, HasSubstr(":word:(inject observe)' \\\n"));
    EXPECT_THAT(zsh, HasSubstr("'*--sts-regional-endpoint["));
}

TEST(Completion, TheSubcommandPrintsTheScript) {
    Program program;
    testing::internal::CaptureStdout();
    program.app.parse("completion fish");
    EXPECT_EQ(testing::internal::GetCapturedStdout(), completion_script(program.app, "fish"));
    EXPECT_EQ(program.exit_code, 0);
    EXPECT_THROW(program.app.parse("completion tcsh"), CLI::ParseError);
    EXPECT_THROW((void)completion_script(program.app, "tcsh"), std::invalid_argument);
}

}  // namespace
}  // namespace server::cli
