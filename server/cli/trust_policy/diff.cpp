#include "server/cli/diff.hpp"
#include "core/text/unified_diff.hpp"
#include "server/cli/flags.hpp"
#include "server/cli/read_input.hpp"
#include "server/cli/trust_policy/commands.hpp"
#include "server/cli/trust_policy/edits.hpp"
#include "server/cli/trust_policy/input.hpp"
#include "server/cli/trust_policy/options.hpp"
#include "server/cli/trust_policy/provider.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace server::cli::trust_policy {
namespace {

using core::iam::trust_policy::Document;

struct DiffCommand {
    std::string file = "-";
    ProviderOptions provider;
    SubjectOptions subjects;
    std::vector<std::string> add;
    std::vector<std::string> remove;
    std::string audience = core::iam::trust_policy::edit::sts_audience;
    std::size_t quota = 2048;
    std::string color = "auto";
};

bool has_subject(const SubjectOptions& options) {
    return !options.namespace_name.empty() || !options.service_accounts.empty() || !options.subjects.empty();
}

std::vector<Step> steps_of(const DiffCommand& command, const Document& document) {
    auto removed = subjects("--remove", command.remove);
    auto added = subjects("--add", command.add);
    if (has_subject(command.subjects) || (added.empty() && removed.empty())) {
        const auto named = subjects(command.subjects);
        added.insert(added.end(), named.begin(), named.end());
    }
    const core::iam::OidcProvider of = provider(command.provider, &document);
    std::vector<Step> steps;
    steps.reserve(removed.size() + added.size());
    for (const auto& subject : removed) {
        steps.push_back({Direction::remove, {of, subject, ""}});
    }
    for (const auto& subject : added) {
        steps.push_back({Direction::add, {of, subject, command.audience}});
    }
    return steps;
}

/// As `git diff` names it: a path from the folder where `patch -p1` is called.
std::string name_in_diff(const std::string& file) {
    std::string_view name = file == "-" ? std::string_view("stdin") : file;
    while (name.starts_with("./") || name.starts_with('/')) {
        name.remove_prefix(name.starts_with('/') ? 1 : 2);
    }
    return std::string(name);
}

/// Each line in the colour of its first character, as the diff of `mutate` has it.
std::string painted(std::string_view diff, const Paint& paint) {
    std::string out;
    while (!diff.empty()) {
        const std::string_view line = diff.substr(0, diff.find('\n'));
        const bool is_head = line.starts_with("---") || line.starts_with("+++");
        if (is_head) {
            out += paint.bold(line);
        } else if (line.starts_with('@')) {
            out += paint.cyan(line);
        } else if (line.starts_with('-')) {
            out += paint.red(line);
        } else {
            out += line.starts_with('+') ? paint.green(line) : std::string(line);
        }
        out += '\n';
        diff.remove_prefix(std::min(line.size() + 1, diff.size()));
    }
    return out;
}

/// What `add` and `remove` would refuse; whether there is such a thing.
bool say_what_is_refused(const DiffCommand& command, const Document& before, const Document& after,
                         const std::vector<Step>& steps) {
    const std::string start = "trust-policy diff: " + input_name(command.file) + ": ";
    for (const Step& step : steps) {
        if (!step.edit.reached) {
            std::cerr << start << step.grant.subject.text() << ": " << step.edit.obstacle << '\n';
        }
    }
    const std::string too_long = quota_complaint(before, after, command.quota);
    if (!too_long.empty()) {
        std::cerr << start << too_long << '\n';
    }
    return !too_long.empty() || !all_reached(steps);
}

int run(const DiffCommand& command) {
    if (command.audience.empty()) {
        throw WrongUse("--audience must not be empty: nobody has a token without one");
    }
    const Document before = read_document(command.file);
    std::vector<Step> steps = steps_of(command, before);
    const Document after = apply(before, steps);
    const std::string name = name_in_diff(command.file);
    const std::string diff = core::text::unified_diff(before.text, after.text, "a/" + name, "b/" + name);
    std::cout << painted(diff, paint_for(command.color));
    const bool is_refused = say_what_is_refused(command, before, after, steps);
    return flush_output() && diff.empty() && !is_refused ? 0 : 1;
}

}  // namespace

void add_diff(CLI::App& group, int& exit_code) {
    const auto command = std::make_shared<DiffCommand>();
    CLI::App* app = add_command(
        group, "diff", "Show what add and remove would change, as a unified diff", [command] { return run(*command); },
        exit_code);
    add_file(*app, command->file);
    add_list(*app, "--add", command->add, "NS:NAME,...", "ServiceAccounts that must be let in");
    add_list(*app, "--remove", command->remove, "NS:NAME,...",
             "ServiceAccounts that must not be let in, for any audience; taken out before the others are added");
    add_subject_options(*app, command->subjects, "that must be let in, as --add");
    add_provider_options(*app, command->provider, "may be left out when the document names one provider");
    add_text(*app, "--audience", command->audience, "AUD", "Audience of the tokens that must be let in");
    add_quota(*app, command->quota, "Most characters that the role's account allows; more is said on standard error");
    add_color(*app, command->color, "the diff");
    app->footer(
        "Exit code 0 when the document says so already, 1 when there is a difference: a check for a repository of "
        "policies.\n"
        "The diff is one for patch -p1 and git apply.\n"
        "\n"
        "Examples:\n"
        "  profile-iam-webhook trust-policy diff trust.json --profile=team-a\n"
        "  profile-iam-webhook trust-policy diff trust.json --add=team-b:default-editor "
        "--remove=team-a:default-editor");
}

}  // namespace server::cli::trust_policy
