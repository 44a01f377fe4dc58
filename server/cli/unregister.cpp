#include "server/cli/unregister.hpp"

#include "server/cli/cluster_options.hpp"
#include "server/cli/flags_checks.hpp"
#include "server/cli/read_input.hpp"
#include "server/cli/unregister_run.hpp"

#include <CLI/App.hpp>

#include <iostream>
#include <memory>

namespace server::cli {
namespace {

constexpr const char* removing = "Removing";
constexpr std::int64_t most_ms = 600'000;

std::vector<Flag> own_flags() {
    return {
        {.name = "webhook-configuration",
         .default_text = "profile-iam-webhook",
         .help = "the MutatingWebhookConfiguration to delete",
         .group = removing,
         .placeholder = "NAME",
         .check = check_object_name},
        {.name = "settle",
         .kind = FlagKind::duration,
         .default_text = "3s",
         .help = "once it is gone, wait so long until every API server has heard of it",
         .group = removing,
         .placeholder = "DURATION",
         .check = duration_between(0, most_ms)},
        {.name = "timeout",
         .kind = FlagKind::duration,
         .default_text = "30s",
         .help = "try for so long",
         .group = removing,
         .placeholder = "DURATION",
         .check = duration_between(1'000, most_ms)},
    };
}

int run(Flags& flags) {
    flags.resolve();
    UnregisterOptions options;
    options.webhook_configuration = flags.text("webhook-configuration");
    options.settle = flags.duration("settle");
    options.limit = flags.duration("timeout");
    kube::BlockingClient client(needed_cluster(flags));
    const bool is_gone = unregister(client, options, std::cout, std::cerr);
    return flush_output() && is_gone ? 0 : 1;
}

}  // namespace

void add_unregister(CLI::App& root, int& exit_code) {
    CLI::App* command =
        root.add_subcommand("unregister", "Delete the webhook's registration, before the webhook itself goes");
    const auto flags = std::make_shared<Flags>();
    for (const auto& flag : own_flags()) flags->declare(flag);
    for (const auto& flag : cluster_flags(removing, "that calls the webhook")) flags->declare(flag);
    flags->add_to(*command);
    command->callback([flags, &exit_code] { exit_code = run(*flags); });
}

}  // namespace server::cli
