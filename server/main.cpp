#include "server/cli/check.hpp"
#include "server/cli/completion.hpp"
#include "server/cli/explain.hpp"
#include "server/cli/flags.hpp"
#include "server/cli/issue_certificate.hpp"
#include "server/cli/mutate.hpp"
#include "server/cli/oidc/oidc.hpp"
#include "server/cli/onboard/onboard.hpp"
#include "server/cli/serve.hpp"
#include "server/cli/trust_policy/trust_policy.hpp"
#include "server/cli/unregister.hpp"
#include "server/cli/version.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int wrong_use = 2;

/// `above`: the words that lead to where the command was looked for, each with a space before it.
std::string no_command(const std::string& word, const std::string& above) {
    return "there is no command \"" + word + "\"" + (above.empty() ? "" : " of" + above) +
           "; profile-iam-webhook help" + above + " lists them";
}

/// CLI11 says only that a command is missing when a word is the name of none; empty when something else is wrong.
std::string unknown_command(const CLI::App& app) {
    const CLI::App* command = &app;
    std::string above;
    while (!command->get_subcommands().empty()) {
        command = command->get_subcommands().front();
        above += ' ' + command->get_name();
    }
    const std::vector<std::string> left = app.remaining(true);
    const auto word = std::ranges::find_if(left, [](const std::string& each) { return !each.starts_with('-'); });
    return command->get_require_subcommand_min() == 0 || word == left.end() ? "" : no_command(*word, above);
}

/// CLI11 knows more exit codes than we promise: asking for help is done, anything else that it refuses is wrong use.
int refuse(const CLI::App& app, const CLI::ParseError& error) {
    const std::string unknown = error.get_exit_code() == 0 ? "" : unknown_command(app);
    if (!unknown.empty()) {
        std::cerr << "profile-iam-webhook: " << unknown << '\n';
        return wrong_use;
    }
    return app.exit(error) == 0 ? done : wrong_use;
}

/// Parses the command line, which runs the subcommand; its exit code, or why there is none.
int run(CLI::App& app, int argc, const char* const* argv, const int& exit_code) {
    try {
        app.parse(server::cli::arguments(argc, argv));
        return exit_code;
    } catch (const CLI::ParseError& error) {
        return refuse(app, error);
    } catch (const server::cli::WrongUse& error) {
        std::cerr << "profile-iam-webhook: " << error.what() << '\n';
        return wrong_use;
    }
}

/// The command that `words` lead to, each one below the one before.
CLI::App* find_command(CLI::App& app, const std::vector<std::string>& words) {
    CLI::App* command = &app;
    std::string above;
    for (const std::string& word : words) {
        const auto below = command->get_subcommands([](const CLI::App*) { return true; });
        const auto found = std::ranges::find(below, word, [](const CLI::App* each) { return each->get_name(); });
        if (found == below.end()) {
            throw server::cli::WrongUse(no_command(word, above));
        }
        command = *found;
        above += ' ' + word;
    }
    return command;
}

/// `help [COMMAND...]`, as git and kubectl have it; `topic` holds the words while they are parsed.
void add_help(CLI::App& app, std::vector<std::string>& topic) {
    CLI::App* help = app.add_subcommand("help", "Show this help, or that of a command");
    help->add_option("COMMAND", topic, "the command to explain, such as mutate, or trust-policy add");
    help->callback([&app, &topic] {
        std::string name = app.get_name();
        for (std::size_t i = 0; i + 1 < topic.size(); ++i) name += ' ' + topic[i];
        const CLI::App* command = find_command(app, topic);
        // App::help of the program would give the help of the command that was parsed, which is this one.
        std::cout << (topic.empty() ? app.get_formatter()->make_help(&app, name, CLI::AppFormatMode::Normal)
                                    : command->help(name));
    });
}

}  // namespace

int main(int argc, char** argv) {
    try {
        int exit_code = done;
        CLI::App app("Gives the pods of a Kubeflow Profile the AWS role that the Profile names.",
                     "profile-iam-webhook");
        app.require_subcommand(1);
        server::cli::add_serve(app, exit_code);
        server::cli::add_mutate(app, exit_code);
        server::cli::add_explain(app, exit_code);
        server::cli::add_check(app, exit_code);
        server::cli::add_unregister(app, exit_code);
        server::cli::onboard::add_onboard(app, exit_code);
        server::cli::trust_policy::add_trust_policy(app, exit_code);
        server::cli::oidc::add_oidc(app, exit_code);
        server::cli::add_issue_certificate(app, exit_code);
        server::cli::add_version(app, exit_code);
        std::vector<std::string> topic;
        add_help(app, topic);
        server::cli::add_completion(app, exit_code);
        return run(app, argc, argv, exit_code);
    } catch (const std::exception& failure) {
        std::cerr << "profile-iam-webhook: " << failure.what() << '\n';
        return failed;
    }
}
