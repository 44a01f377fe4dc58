#include "server/cli/flag_formatter.hpp"
#include "server/cli/flags.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace server::cli {
namespace {

std::string placeholder_of(const Flag& flag) {
    if (!flag.placeholder.empty()) return flag.placeholder;
    if (flag.kind == FlagKind::boolean) return "[=true|false]";
    std::string words;
    for (const auto& choice : flag.choices) words += (words.empty() ? "" : "|") + choice;
    return words.empty() ? "VALUE" : words;
}

std::string help_of(const Flag& flag) {
    const auto& shown = flag.default_help.empty() ? flag.default_text : flag.default_help;
    return shown.empty() ? flag.help : flag.help + " (default: " + shown + ")";
}

CLI::Option* add_option(CLI::App& app, const Flag& flag) {
    const auto ignore = [](const CLI::results_t&) { return true; };  // Flags::resolve reads and checks the results
    auto* option = app.add_option("--" + flag.name, ignore, help_of(flag));
    option->group(flag.group)->option_text(placeholder_of(flag))->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    // None expected makes a switch, which never eats the argument behind it: `--sts-regional-endpoint pod.yaml`.
    option->expected(flag.kind == FlagKind::boolean ? 0 : 1)->allow_extra_args(false);
    return option;
}

}  // namespace

void Flags::add_to(CLI::App& app) {
    app.formatter(flag_formatter());
    for (const auto& flag : flags_) options_[flag.name] = add_option(app, flag);
    if (!options_.contains("config")) {
        app.footer("A flag that is not given here is read from the environment (" +
                   environment_variable(flags_.front().name) + " for\n--" + flags_.front().name +
                   "), then takes its default.");
        return;
    }
    app.footer(
        "Lists are comma-separated, replace their default and may be repeated. A flag that is not given here is\n"
        "read from the environment (" +
        environment_variable("token-expiration") +
        " for --token-expiration), then from\n"
        "the --config file, then takes its default. --print-config shows what is in force, and why.");
}

std::vector<std::string> arguments(int argc, const char* const* argv) {
    std::vector<std::string> out;
    bool only_positionals = false;
    for (int i = 1; i < argc; ++i) {
        std::string argument = argv[i];
        only_positionals = only_positionals || argument == "--";
        const bool empty_value = !only_positionals && argument.size() > 3 && argument.starts_with("--") &&
                                 argument.find('=') == argument.size() - 1;
        if (empty_value) argument.pop_back();
        out.push_back(std::move(argument));
        if (empty_value) out.emplace_back();
    }
    std::ranges::reverse(out);
    return out;
}

}  // namespace server::cli
