#pragma once

#include "core/iam/oidc_provider.hpp"
#include "core/iam/subject.hpp"
#include "core/iam/trust_policy/document.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace server::cli::trust_policy {

/// Which OIDC provider is meant, as it was given.
struct ProviderOptions {
    std::string provider;  ///< an ARN, or an issuer with or without `https://`
    std::string account_id;
    std::string partition;
};

/// Which ServiceAccounts are meant, as they were given.
struct SubjectOptions {
    std::string namespace_name;
    std::vector<std::string> service_accounts;  ///< none: default-editor
    std::vector<std::string> subjects;          ///< `NS:NAME`, in place of the two above
};

/// One subcommand of `trust-policy` in the layout of all: `run` gives the exit code, which goes to `exit_code`. What it
/// throws as WrongUse, and any other failure, is printed as `trust-policy <name>: ...` and ends with 2.
CLI::App* add_command(CLI::App& group, const std::string& name, const std::string& description,
                      std::function<int()> run, int& exit_code);

/// `FILE`, one or none.
void add_file(CLI::App& app, std::string& file);
/// `--provider`, `--account-id`, `--partition`. `when_absent` says where it comes from when it is not given.
void add_provider_options(CLI::App& app, ProviderOptions& options, const std::string& when_absent);
/// `-n`, `-s`, `--subject`. `purpose` ends the sentence `Namespace of the ServiceAccount ...`.
void add_subject_options(CLI::App& app, SubjectOptions& options, const std::string& purpose);
/// The same for a command that takes one ServiceAccount; the command itself refuses more.
void add_one_subject_options(CLI::App& app, SubjectOptions& options, const std::string& purpose);
/// `-o,--output=text|json`.
void add_output(CLI::App& app, std::string& output, const std::string& help);
/// `--color=auto|always|never`.
void add_color(CLI::App& app, std::string& color, const std::string& what);
/// `--quota N`.
void add_quota(CLI::App& app, std::size_t& quota, const std::string& help);
/// A list: separated by commas, may be repeated.
void add_list(CLI::App& app, const std::string& names, std::vector<std::string>& values, const std::string& placeholder,
              const std::string& help);
/// A single value, with its default in the help when it has one.
void add_text(CLI::App& app, const std::string& names, std::string& value, const std::string& placeholder,
              const std::string& help);

/// The subjects, in the order given, each once. Throws WrongUse: none, both forms at once, a name or pattern that is
/// none.
[[nodiscard]] std::vector<core::iam::Subject> subjects(const SubjectOptions& options);
/// The subjects of a list flag. Throws WrongUse that begins with the flag's name.
[[nodiscard]] std::vector<core::iam::Subject> subjects(const std::string& flag, const std::vector<std::string>& texts);

}  // namespace server::cli::trust_policy
