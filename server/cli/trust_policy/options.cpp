#include "server/cli/trust_policy/options.hpp"

#include "core/text/quoted.hpp"
#include "server/cli/flag_formatter.hpp"
#include "server/cli/flags.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <exception>
#include <iostream>
#include <utility>

namespace server::cli::trust_policy {
namespace {

constexpr int not_judged = 2;
constexpr std::size_t most_quota = 1'000'000;

int run_guarded(const std::string& name, const std::function<int()>& run) {
    try {
        return run();
    } catch (const std::exception& failure) {
        std::cerr << "trust-policy " << name << ": " << failure.what() << '\n';
        return not_judged;
    }
}

}  // namespace

CLI::App* add_command(CLI::App& group, const std::string& name, const std::string& description,
                      std::function<int()> run, int& exit_code) {
    CLI::App* app = group.add_subcommand(name, description);
    app->formatter(flag_formatter());
    app->callback([name, run = std::move(run), &exit_code] { exit_code = run_guarded(name, run); });
    return app;
}

void add_text(CLI::App& app, const std::string& names, std::string& value, const std::string& placeholder,
              const std::string& help) {
    app.add_option(names, value, value.empty() ? help : help + " (default: " + value + ")")->option_text(placeholder);
}

void add_list(CLI::App& app, const std::string& names, std::vector<std::string>& values, const std::string& placeholder,
              const std::string& help) {
    std::string whole = help;
    whole.insert(std::min(whole.find(" (default:"), whole.size()), "; comma-separated, may be repeated");
    app.add_option(names, values, whole)->option_text(placeholder)->delimiter(',')->allow_extra_args(false);
}

void add_file(CLI::App& app, std::string& file) {
    app.add_option("FILE", file, "The trust policy, JSON; - or none: standard input")->type_name("");
}

void add_provider_options(CLI::App& app, ProviderOptions& options, const std::string& when_absent) {
    add_text(
        app, "--provider", options.provider, "ARN",
        "The OIDC provider of the cluster: its ARN, or its issuer's URL together with --account-id; " + when_absent);
    add_text(app, "--account-id", options.account_id, "ID",
             "The AWS account of role and provider, twelve digits; a provider of another account is refused");
    add_text(app, "--partition", options.partition, "NAME",
             "Partition of an ARN that is made of issuer and account: aws, aws-cn, aws-us-gov, ... (default: aws)");
}

void add_subject_options(CLI::App& app, SubjectOptions& options, const std::string& purpose) {
    add_text(app, "-n,--namespace,--profile", options.namespace_name, "NS",
             "Namespace of the ServiceAccount " + purpose + ": the Profile's name");
    add_list(app, "-s,--service-account", options.service_accounts, "NAME,...",
             "Its name, or a pattern such as 'ws-*' (default: default-editor)");
    add_list(app, "--subject", options.subjects, "NS:NAME,...",
             "In place of -n and -s: NS:NAME or system:serviceaccount:NS:NAME");
}

void add_one_subject_options(CLI::App& app, SubjectOptions& options, const std::string& purpose) {
    add_text(app, "-n,--namespace,--profile", options.namespace_name, "NS",
             "Namespace of the ServiceAccount " + purpose + ": the Profile's name");
    app.add_option("-s,--service-account", options.service_accounts, "Its name (default: default-editor)")
        ->option_text("NAME")
        ->allow_extra_args(false);
    app.add_option("--subject", options.subjects, "In place of -n and -s: NS:NAME or system:serviceaccount:NS:NAME")
        ->option_text("NS:NAME")
        ->allow_extra_args(false);
}

void add_output(CLI::App& app, std::string& output, const std::string& help) {
    app.add_option("-o,--output", output, help + " (default: text)")
        ->option_text("text|json")
        ->check(CLI::IsMember({"text", "json"}));
}

void add_color(CLI::App& app, std::string& color, const std::string& what) {
    app.add_option("--color", color,
                   "Colours in " + what + "; auto: on a terminal, unless NO_COLOR is set (default: auto)")
        ->option_text("auto|always|never")
        ->check(CLI::IsMember({"auto", "always", "never"}));
}

void add_quota(CLI::App& app, std::size_t& quota, const std::string& help) {
    app.add_option("--quota", quota, help + " (default: " + std::to_string(quota) + ")")
        ->option_text("N")
        ->check(CLI::Range(std::size_t{1}, most_quota));
}

std::vector<core::iam::Subject> subjects(const std::string& flag, const std::vector<std::string>& texts) {
    std::vector<core::iam::Subject> decoded;
    for (const std::string& text : texts) {
        auto subject = core::iam::decode_subject(text);
        if (!subject) {
            throw WrongUse(flag + ": " + subject.error().detail);
        }
        if (std::ranges::find(decoded, *subject) == decoded.end()) {
            decoded.push_back(*std::move(subject));
        }
    }
    return decoded;
}

std::vector<core::iam::Subject> subjects(const SubjectOptions& options) {
    if (!options.subjects.empty()) {
        if (!options.namespace_name.empty() || !options.service_accounts.empty()) {
            throw WrongUse("--subject stands in place of --namespace and --service-account; give one or the other");
        }
        return subjects("--subject", options.subjects);
    }
    if (options.namespace_name.empty()) {
        throw WrongUse(
            options.service_accounts.empty()
                ? "the ServiceAccount is missing: --namespace=NS (and --service-account), or --subject=NS:NAME"
                : "--namespace is missing: the namespace of --service-account");
    }
    if (options.namespace_name.find_first_of(":,") != std::string::npos) {
        throw WrongUse("--namespace must be one DNS-1123 label such as team-a, not " +
                       core::text::quoted(options.namespace_name) + "; whole subjects, and several, go to --subject");
    }
    std::vector<std::string> texts;
    for (const std::string& name :
         options.service_accounts.empty() ? std::vector<std::string>{"default-editor"} : options.service_accounts) {
        texts.push_back(core::iam::Subject{options.namespace_name, name}.text());
    }
    return subjects("--namespace and --service-account", texts);
}

}  // namespace server::cli::trust_policy
