#include "server/cli/explain.hpp"

#include "core/mutation/explain.hpp"
#include "core/text/dns_name.hpp"
#include "server/cli/explain_json.hpp"
#include "server/cli/explain_text.hpp"
#include "server/cli/flags_policy.hpp"
#include "server/cli/print_config.hpp"
#include "server/cli/read_input.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace server::cli {
namespace {

struct ExplainCommand {
    Flags flags;
    std::string namespace_name;
    std::string service_account = "default-editor";
    std::string output = "text";
    std::string color = "auto";
};

int run(ExplainCommand& command) {
    command.flags.resolve();
    if (print_config_asked(command.flags)) {
        std::cout << print_config(command.flags);
        return 0;
    }
    if (!core::text::is_dns_label(command.namespace_name)) {
        throw WrongUse(command.namespace_name.empty() ? "--namespace is missing: the namespace to explain"
                                                      : "--namespace must be a DNS-1123 label such as team-a");
    }
    if (!core::text::is_dns_subdomain(command.service_account)) {
        throw WrongUse("--service-account must be a DNS-1123 subdomain such as default-editor");
    }
    const core::profile::Directory directory = load_profiles(command.flags);
    const core::mutation::Explanation explanation =
        core::mutation::explain(command.namespace_name, command.service_account, directory, policy(command.flags));
    std::cout << (command.output == "json" ? encode_explanation(explanation) + "\n"
                                           : render_explanation(explanation, paint_for(command.color)));
    return flush_output() ? 0 : 1;
}

}  // namespace

void add_explain(CLI::App& root, int& exit_code) {
    CLI::App* app = root.add_subcommand("explain", "Say which role the Pods of a ServiceAccount get, and why");
    const auto command = std::make_shared<ExplainCommand>();
    app->add_option("-n,--namespace", command->namespace_name, "Namespace of the Pods");
    app->add_option("-s,--service-account", command->service_account, "ServiceAccount of the Pods")
        ->capture_default_str();
    app->add_option("-o,--output", command->output, "text: for people; json: the shape of /api/explain")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    app->add_option("--color", command->color, "Colours in the text; auto: on a terminal, unless NO_COLOR is set")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str();
    add_policy_flags(command->flags);
    command->flags.add_to(*app);
    app->callback([command, &exit_code] { exit_code = run(*command); });
}

}  // namespace server::cli
