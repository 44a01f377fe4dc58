#include "server/cli/mutate.hpp"

#include "core/text/dns_name.hpp"
#include "server/cli/flags_policy.hpp"
#include "server/cli/mutate_run.hpp"
#include "server/cli/print_config.hpp"
#include "server/cli/read_input.hpp"
#include "server/files/source.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <map>
#include <memory>
#include <vector>

namespace server::cli {
namespace {

struct MutateCommand {
    Flags flags;
    std::vector<std::string> files;
    std::string output = "object";
    std::string default_namespace = "default";
    std::string color = "auto";
};

MutateOutput to_output(const std::string& word) {
    static const std::map<std::string, MutateOutput> outputs = {{"object", MutateOutput::object},
                                                                {"patch", MutateOutput::patch},
                                                                {"diff", MutateOutput::diff},
                                                                {"review", MutateOutput::review}};
    return outputs.at(word);
}

int run(MutateCommand& command) {
    command.flags.resolve();
    if (print_config_asked(command.flags)) {
        std::cout << print_config(command.flags);
        return 0;
    }
    if (!core::text::is_dns_label(command.default_namespace)) {
        throw WrongUse("--namespace must be a DNS-1123 label such as team-a");
    }
    const core::mutation::Policy decided_by = policy(command.flags);
    const core::profile::Directory directory = load_profiles(command.flags);
    MutateReport report(std::cout, std::cerr, to_output(command.output), paint_for(command.color));
    Mutation mutation(directory, decided_by, command.default_namespace, report, std::cerr);
    for (const std::string& file : command.files.empty() ? std::vector<std::string>{"-"} : command.files) {
        if (const auto text = read_input(file)) {
            mutation.take(input_name(file), *text);
        } else {
            mutation.wrong_use(text.error());
        }
    }
    return flush_output() ? mutation.exit_code() : 1;
}

}  // namespace

void add_mutate(CLI::App& root, int& exit_code) {
    CLI::App* app = root.add_subcommand("mutate", "Show what the webhook makes of Pods and ServiceAccounts in files");
    const auto command = std::make_shared<MutateCommand>();
    app->add_option(
        "FILE", command->files,
        "YAML or JSON: Pods, ServiceAccounts, workloads with a Pod template (StatefulSet, Deployment, ReplicaSet, "
        "DaemonSet, ReplicationController, Job, CronJob, Notebook), a List of them, or an AdmissionReview; "
        "- or none: standard input");
    app->add_option("-o,--output", command->output,
                    "object: as the API server would store it, a Pod without a service account with `default`; patch: "
                    "the JSON Patch; diff: for people; review: the answer")
        ->check(CLI::IsMember({"object", "patch", "diff", "review"}))
        ->capture_default_str();
    app->add_option("-n,--namespace", command->default_namespace, "Namespace of objects that name none")
        ->capture_default_str();
    app->add_option("--color", command->color, "Colours in the diff; auto: on a terminal, unless NO_COLOR is set")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str();
    add_policy_flags(command->flags);
    command->flags.add_to(*app);
    app->callback([command, &exit_code] { exit_code = run(*command); });
}

}  // namespace server::cli
