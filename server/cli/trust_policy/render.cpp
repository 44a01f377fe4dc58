#include "core/iam/trust_policy/edit/render.hpp"
#include "core/iam/trust_policy/edit/edit.hpp"
#include "server/cli/flags.hpp"
#include "server/cli/read_input.hpp"
#include "server/cli/trust_policy/commands.hpp"
#include "server/cli/trust_policy/options.hpp"
#include "server/cli/trust_policy/provider.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <optional>
#include <string>

namespace server::cli::trust_policy {
namespace {

constexpr std::size_t usual_indent = 4;
constexpr std::size_t most_indent = 16;

struct RenderCommand {
    ProviderOptions provider;
    SubjectOptions subjects;
    std::string audience = core::iam::trust_policy::edit::sts_audience;
    std::optional<std::size_t> indent;
    bool is_compact = false;
};

int run(const RenderCommand& command) {
    if (command.audience.empty()) {
        throw WrongUse("--audience must not be empty: a document without an audience lets in tokens for anybody");
    }
    if (command.is_compact && command.indent) {
        throw WrongUse("--compact has no lines to indent; leave out --indent");
    }
    const core::iam::OidcProvider of = provider(command.provider, nullptr);
    const std::vector<core::iam::Subject> whom = subjects(command.subjects);
    core::iam::trust_policy::edit::Layout layout;
    layout.indent.assign(command.indent.value_or(usual_indent), ' ');
    if (command.is_compact) {
        layout.is_one_line = true;
        layout.has_space_after_colon = false;
    }
    std::cout << core::iam::trust_policy::edit::render_document(of, whom, command.audience, layout);
    return flush_output() ? 0 : 1;
}

}  // namespace

void add_render(CLI::App& group, int& exit_code) {
    const auto command = std::make_shared<RenderCommand>();
    CLI::App* app = add_command(
        group, "render", "Print a new trust policy that lets ServiceAccounts in", [command] { return run(*command); },
        exit_code);
    add_provider_options(*app, command->provider, "must be given");
    add_subject_options(*app, command->subjects, "to let in");
    add_text(*app, "--audience", command->audience, "AUD", "Audience of the tokens to let in");
    app->add_option("--indent", command->indent, "Spaces a level, 0..16 (default: 4, as the AWS CLI prints it)")
        ->option_text("N")
        ->check(CLI::Range(std::size_t{0}, most_indent));
    app->add_flag("--compact", command->is_compact, "On one line, without white space");
    app->footer(
        "Example:\n"
        "  profile-iam-webhook trust-policy render --profile=team-a \\\n"
        "    --provider=arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE > "
        "trust.json\n"
        "  aws iam create-role --role-name team-a --assume-role-policy-document file://trust.json");
}

}  // namespace server::cli::trust_policy
