#include "core/iam/trust_policy/lint/lint.hpp"

#include "core/iam/arn.hpp"
#include "core/text/quoted.hpp"
#include "server/cli/flags.hpp"
#include "server/cli/read_input.hpp"
#include "server/cli/trust_policy/commands.hpp"
#include "server/cli/trust_policy/input.hpp"
#include "server/cli/trust_policy/lint_report.hpp"
#include "server/cli/trust_policy/options.hpp"
#include "server/cli/trust_policy/provider.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>

namespace server::cli::trust_policy {
namespace {

struct LintCommand {
    std::vector<std::string> files;
    core::iam::trust_policy::lint::Expectations expectations;
    bool is_strict = false;
    bool list_rules = false;
    std::string output = "text";
    std::string color = "auto";
};

void check(const LintCommand& command) {
    const auto& expected = command.expectations;
    if (!expected.account_id.empty() && !core::iam::is_account_id(expected.account_id)) {
        throw WrongUse("--account-id must be twelve digits, not " + core::text::quoted(expected.account_id));
    }
    if (expected.audience.empty()) {
        throw WrongUse("--audience must not be empty");
    }
    for (const std::string& text : expected.providers) {
        if (const std::string complaint = provider_complaint(text); !complaint.empty()) {
            throw WrongUse("--provider: " + complaint);
        }
    }
    if (std::ranges::count(command.files, "-") > 1) {
        throw WrongUse("standard input (-) can be named once");
    }
}

int run(const LintCommand& command) {
    check(command);
    LintReport report(command.output == "json", paint_for(command.color));
    if (command.list_rules) {
        report.print_rules();
        return flush_output() ? 0 : 1;
    }
    bool is_unreadable = false;
    for (const std::string& file : command.files.empty() ? std::vector<std::string>{"-"} : command.files) {
        try {
            report.take(input_name(file), core::iam::trust_policy::lint::lint(read_text(file), command.expectations));
        } catch (const WrongUse& error) {
            std::cerr << "trust-policy lint: " << error.what() << '\n';
            is_unreadable = true;
        }
    }
    report.finish();
    if (!flush_output()) {
        return 1;
    }
    const bool is_bad = report.errors() != 0 || (command.is_strict && report.warnings() != 0);
    return is_unreadable ? 2 : (is_bad ? 1 : 0);
}

}  // namespace

void add_lint(CLI::App& group, int& exit_code) {
    const auto command = std::make_shared<LintCommand>();
    auto& expected = command->expectations;
    CLI::App* app = add_command(
        group, "lint", "Say what is wrong with trust policies, where, and what to do",
        [command] { return run(*command); }, exit_code);
    app->add_option("FILE", command->files, "Trust policies, JSON; - or none: standard input")->type_name("");
    add_list(*app, "--provider", expected.providers, "ARN,...",
             "OIDC providers that are known, as ARNs or issuers; a document that trusts another one is in error "
             "(default: any)");
    add_text(*app, "--account-id", expected.account_id, "ID",
             "AWS account of the roles, twelve digits (default: not known)");
    add_text(*app, "--audience", expected.audience, "AUD", "Audience that tokens are made for");
    add_quota(*app, expected.quota, "Most characters that the roles' account allows");
    app->add_flag("--strict", command->is_strict, "Exit code 1 for warnings, too");
    app->add_flag("--list-rules", command->list_rules, "Print all rules, with code and severity, and end");
    add_output(*app, command->output,
               "text: FILE:LINE:COLUMN: error CODE: what; remedy; json: a list of {file, line, column, severity, code, "
               "pointer, statement, what, remedy}");
    add_color(*app, command->color, "the text");
    app->footer(
        "Exit code 0 without errors, 1 with one (a document that cannot be read as JSON included), 2 when a file "
        "cannot be\n"
        "read. A summary goes to standard error. Codes are stable.\n"
        "\n"
        "Examples:\n"
        "  profile-iam-webhook trust-policy lint --strict --account-id=111122223333 roles/*.json\n"
        "  aws iam get-role --role-name team-a --query Role.AssumeRolePolicyDocument | profile-iam-webhook "
        "trust-policy lint");
}

}  // namespace server::cli::trust_policy
