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

namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int wrong_use = 2;

/// CLI11 knows more exit codes than we promise: asking for help is done, anything else that it refuses is wrong use.
int refuse(const CLI::App& app, const CLI::ParseError& error) { return app.exit(error) == 0 ? done : wrong_use; }

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

/// `help [COMMAND]`, as git and kubectl have it; `topic` holds the word while it is parsed.
void add_help(CLI::App& app, std::string& topic) {
    CLI::App* help = app.add_subcommand("help", "Show this help, or that of a command");
    help->add_option("COMMAND", topic, "the command to explain");
    help->callback([&app, &topic] {
        if (topic.empty()) {
            // App::help would give the help of the command that was parsed, which is this one.
            std::cout << app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal);
            return;
        }
        const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
        const auto found =
            std::ranges::find(commands, topic, [](const CLI::App* command) { return command->get_name(); });
        if (found == commands.end()) {
            throw server::cli::WrongUse("there is no command \"" + topic + "\"; profile-iam-webhook help lists them");
        }
        std::cout << (*found)->help(app.get_name());
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
        std::string topic;
        add_help(app, topic);
        server::cli::add_completion(app, exit_code);
        return run(app, argc, argv, exit_code);
    } catch (const std::exception& failure) {
        std::cerr << "profile-iam-webhook: " << failure.what() << '\n';
        return failed;
    }
}
