#include "server/cli/check.hpp"

#include "server/cli/check_list.hpp"
#include "server/cli/check_report.hpp"
#include "server/cli/cluster_options.hpp"
#include "server/cli/read_input.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <utility>

namespace server::cli {
namespace {

using core::check::Finding;
using core::check::Level;

constexpr const char* cluster = "Cluster";
constexpr const char* printing = "Printing";

void declare_output(Flags& flags) {
    flags.declare({.name = "output",
                   .kind = FlagKind::choice,
                   .default_text = "text",
                   .help = "text: for people; json: {result, findings}",
                   .group = printing,
                   .choices = {"text", "json"}});
    flags.declare({.name = "color",
                   .kind = FlagKind::choice,
                   .default_text = "auto",
                   .help = "colours in the text; auto: on a terminal, unless NO_COLOR is set",
                   .group = printing,
                   .choices = {"auto", "always", "never"}});
}

std::vector<ClusterCheck> asked_checks(const Flags& flags) {
    std::vector<ClusterCheck> asked;
    std::ranges::copy_if(checks(), std::back_inserter(asked),
                         [&](const ClusterCheck& each) { return each.is_asked(flags); });
    if (asked.empty()) throw WrongUse("what is to be checked? --admission NAMESPACE/SERVICE-ACCOUNT");
    return asked;
}

int run(Flags& flags) {
    flags.resolve();
    const auto asked = asked_checks(flags);
    kube::BlockingClient client(needed_cluster(flags));
    std::vector<Finding> findings;
    for (const ClusterCheck& each : asked)
        std::ranges::move(each.run({.client = client, .flags = flags, .progress = std::cerr}),
                          std::back_inserter(findings));
    std::cout << (flags.text("output") == "json" ? encode_findings(findings) + "\n"
                                                 : render_findings(findings, paint_for(flags.text("color"))));
    return flush_output() && worst(findings) != Level::fail ? 0 : 1;
}

}  // namespace

void add_check(CLI::App& root, int& exit_code) {
    CLI::App* command =
        root.add_subcommand("check", "Say whether Pods of a ServiceAccount get credentials, and why not");
    const auto flags = std::make_shared<Flags>();
    for (const ClusterCheck& each : checks()) each.declare(*flags);
    for (const auto& flag : cluster_flags(cluster, "to check")) flags->declare(flag);
    declare_output(*flags);
    flags->add_to(*command);
    command->callback([flags, &exit_code] { exit_code = run(*flags); });
}

}  // namespace server::cli
