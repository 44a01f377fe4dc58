#include "core/iam/trust_policy/edit/capacity.hpp"

#include "core/iam/trust_policy/edit/edit.hpp"
#include "server/cli/flags.hpp"
#include "server/cli/read_input.hpp"
#include "server/cli/trust_policy/commands.hpp"
#include "server/cli/trust_policy/example_subject.hpp"
#include "server/cli/trust_policy/input.hpp"
#include "server/cli/trust_policy/json.hpp"
#include "server/cli/trust_policy/options.hpp"
#include "server/cli/trust_policy/provider.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>

namespace server::cli::trust_policy {
namespace {

using core::iam::trust_policy::Document;
using core::iam::trust_policy::edit::Grant;

struct CapacityCommand {
    std::string file = "-";
    ProviderOptions provider;
    SubjectOptions subjects;
    std::size_t name_length = 0;
    std::string audience = core::iam::trust_policy::edit::sts_audience;
    std::string output = "text";
};

Example example_of(const CapacityCommand& command, const Document& document, const core::iam::OidcProvider& of) {
    const bool is_named = !command.subjects.namespace_name.empty() || !command.subjects.subjects.empty();
    if (is_named && command.name_length != 0) {
        throw WrongUse("--name-length stands in place of a name; give one or the other");
    }
    if (is_named) {
        const auto given = subjects(command.subjects);
        if (given.size() != 1) {
            throw WrongUse("one ServiceAccount serves as the example, not " + std::to_string(given.size()));
        }
        return {given.front(), "as named"};
    }
    if (command.subjects.service_accounts.size() > 1) {
        throw WrongUse("one ServiceAccount serves as the example, not several");
    }
    const std::string service_account =
        command.subjects.service_accounts.empty() ? "" : command.subjects.service_accounts.front();
    return command.name_length != 0 ? example_of_length(command.name_length, service_account)
                                    : example_like(document, of, service_account);
}

void print_text(const CapacityCommand& command, const Document& document, const Grant& grant, const Example& example) {
    std::cout << input_name(command.file) << ": " << core::iam::trust_policy::edit::counted_size(document.text)
              << " characters as IAM counts them\n"
              << "counted with subjects of " << grant.subject.text().size() << " characters (" << example.origin
              << "), audience " << grant.audience << ",\nprovider " << grant.provider.arn() << '\n';
    for (const std::size_t quota : core::iam::trust_policy::edit::quotas) {
        std::cout << "quota " << quota << ": " << core::iam::trust_policy::edit::capacity(document, grant, quota)
                  << " more fit; a role of its own holds "
                  << core::iam::trust_policy::edit::capacity_of_new_document(grant, quota) << '\n';
    }
}

void print_as_json(const CapacityCommand& command, const Document& document, const Grant& grant,
                   const Example& example) {
    std::vector<Tree> rows;
    rows.reserve(core::iam::trust_policy::edit::quotas.size());
    for (const std::size_t quota : core::iam::trust_policy::edit::quotas) {
        rows.push_back(Tree::object(
            {{"quota", json_number(quota)},
             {"more", json_number(core::iam::trust_policy::edit::capacity(document, grant, quota))},
             {"of_a_new_role", json_number(core::iam::trust_policy::edit::capacity_of_new_document(grant, quota))}}));
    }
    print_json(Tree::object({{"file", Tree::string(input_name(command.file))},
                             {"size", json_number(core::iam::trust_policy::edit::counted_size(document.text))},
                             {"provider", Tree::string(grant.provider.arn())},
                             {"audience", Tree::string(grant.audience)},
                             {"subject_length", json_number(grant.subject.text().size())},
                             {"subject_from", Tree::string(example.origin)},
                             {"quotas", json_list(std::move(rows))}}));
}

int run(const CapacityCommand& command) {
    if (command.audience.empty()) {
        throw WrongUse("--audience must not be empty: nobody has a token without one");
    }
    const Document document = read_document(command.file);
    const core::iam::OidcProvider of = provider(command.provider, &document);
    const Example example = example_of(command, document, of);
    const Grant grant{of, example.subject, command.audience};
    if (command.output == "json") {
        print_as_json(command, document, grant, example);
    } else {
        print_text(command, document, grant, example);
    }
    return flush_output() ? 0 : 1;
}

}  // namespace

void add_capacity(CLI::App& group, int& exit_code) {
    const auto command = std::make_shared<CapacityCommand>();
    CLI::App* app = add_command(
        group, "capacity", "Say how many more ServiceAccounts fit under IAM's quotas",
        [command] { return run(*command); }, exit_code);
    add_file(*app, command->file);
    add_one_subject_options(*app, command->subjects, "to count with");
    app->add_option(
           "--name-length", command->name_length,
           "In place of -n: the length of the Profiles' names, 1..63 (default: the average of the names in the "
           "document; 63 when it names none)")
        ->option_text("N")
        ->check(CLI::Range(std::size_t{1}, longest_namespace));
    add_provider_options(*app, command->provider, "may be left out when the document names one provider");
    add_text(*app, "--audience", command->audience, "AUD", "Audience of the tokens to let in");
    add_output(
        *app, command->output,
        "text: for people; json: {file, size, provider, audience, subject_length, subject_from, quotas: [{quota, "
        "more, of_a_new_role}]}");
    app->footer(
        "IAM counts Unicode characters without the white space between them. An account starts with a quota of 2048 "
        "for\n"
        "each trust policy, which can be raised to 4096 and 8192 on request. Exit code 0, whatever fits.\n"
        "\n"
        "Examples:\n"
        "  profile-iam-webhook trust-policy capacity trust.json\n"
        "  profile-iam-webhook trust-policy capacity trust.json --name-length=20 --output=json");
}

}  // namespace server::cli::trust_policy
