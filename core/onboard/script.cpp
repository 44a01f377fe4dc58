#include "core/onboard/script.hpp"

#include "core/onboard/json_layout.hpp"
#include "core/text/shell_word.hpp"

#include <algorithm>
#include <initializer_list>

namespace core::onboard {
namespace {

using text::shell_word;

/// Writes the part of a script that is about these roles and Profiles.
class ScriptWriter {
public:
    ScriptWriter(const Script& script, const Settings& settings, std::string_view folder)
        : script_(script), settings_(settings), folder_(folder) {}

    [[nodiscard]] std::string head() const {
        const bool has_cluster = !script_.profiles.empty() || !script_.service_accounts.empty();
        return "#!/usr/bin/env bash\n# " + script_.title + "\n#\n" +
               "#   apply.sh             does what is missing, a line for each step; may be run again\n"
               "#   apply.sh --dry-run   reads everything, changes nothing, prints the commands that would change "
               "something\n"
               "#\n# Needs aws (1 or 2)" +
               (has_cluster ? " and kubectl" : "") +
               " with credentials. What is there and is right is left alone; what is there and is\n"
               "# something else ends it with exit code 1. A trust policy is never replaced: where it has to grow,\n"
               "# `profile-iam-webhook trust-policy add` edits it, and every other statement stays.\n"
               "# Made by `profile-iam-webhook onboard`" +
               (settings_.cluster_name.empty() ? "" : " for the cluster " + settings_.cluster_name) +
               ": make it again rather than editing it.\nset -euo pipefail\n\n" + constants();
    }

    [[nodiscard]] std::string main_function(const std::string& entry) const {
        std::string out = "main() {\n    read_options \"$@\"\n" + entry + "    check_account\n    check_provider\n";
        if (!script_.profiles.empty() || !script_.service_accounts.empty()) out += "    check_cluster\n";
        for (const auto& step : script_.profiles) out += line("check_profile", profile_words(step));
        for (const auto& step : script_.roles) out += role_lines(step);
        for (const auto& step : script_.profiles) {
            auto words = profile_words(step);
            words.push_back(relative(step.manifest_file));
            words.push_back(step.plugin_spec);
            out += line("ensure_profile", words);
        }
        for (const auto& step : script_.service_accounts)
            out += line("ensure_service_account",
                        {step.namespace_name, step.name, step.role_arn, relative(step.manifest_file)});
        return out + "}\n\nmain \"$@\"\n";
    }

private:
    [[nodiscard]] std::string constants() const {
        std::string tags;
        for (const auto& tag : settings_.tags)
            tags += std::string(tags.empty() ? "[" : ",") + R"({"Key":)" + json_string(tag.key) + R"(,"Value":)" +
                    json_string(tag.value) + "}";
        if (!tags.empty()) tags += "]";
        const auto& provider = settings_.provider;
        std::string out;
        const auto add = [&out](const char* name, const std::string& value) {
            out += std::string("readonly ") + name + "=" + (value.empty() ? "" : shell_word(value)) + "\n";
        };
        add("account", provider.account_id);
        add("issuer", provider.issuer);
        add("provider", provider.arn());
        add("audience", settings_.audience);
        add("boundary", settings_.permissions_boundary);
        add("tags", tags);
        add("creates_provider", script_.creates_provider ? "yes" : "no");
        out += "export AWS_PAGER=\"\"  # version 2 of aws would wait in a pager\n";
        if (!settings_.region.empty())
            out += "export AWS_DEFAULT_REGION=\"${AWS_DEFAULT_REGION:-" + settings_.region + "}\"\n";
        return out;
    }

    /// The way to a file from the folder that the script runs in.
    [[nodiscard]] std::string relative(const std::string& path) const {
        if (folder_.empty()) return path;
        const std::string start = std::string(folder_) + "/";
        return path.starts_with(start) ? path.substr(start.size()) : "../" + path;
    }

    static std::string line(const char* function, const std::vector<std::string>& words) {
        std::string out = std::string("    ") + function;
        for (const auto& word : words) out += " " + shell_word(word);
        return out + "\n";
    }

    static std::vector<std::string> profile_words(const ProfileStep& step) {
        return {step.profile, step.owner_kind, step.owner_namespace, step.owner, step.role_arn};
    }

    [[nodiscard]] std::string role_lines(const RoleStep& step) const {
        std::string subjects;
        for (const auto& subject : step.subjects) subjects.append(subjects.empty() ? "" : ",").append(subject);
        std::string out =
            line("ensure_role", {step.name, step.path, relative(step.trust_file), subjects, step.description});
        if (!step.policy_file.empty())
            out += line("ensure_policy", {step.name, step.policy_name, relative(step.policy_file)});
        return out;
    }

    const Script& script_;
    const Settings& settings_;
    std::string_view folder_;
};

}  // namespace

std::string render_script(const Script& script, const Settings& settings, std::string_view folder) {
    const ScriptWriter writer(script, settings, folder);
    return writer.head() + script_functions() +
           writer.main_function("    cd -- \"$(dirname -- \"${BASH_SOURCE[0]}\")\" > /dev/null\n");
}

std::string render_script_with(std::span<const File> files, const Script& script, const Settings& settings) {
    const ScriptWriter writer(script, settings, "");
    std::string documents = "# The documents that the steps below name.\nwrite_documents() {\n";
    for (const auto& file : files) {
        const std::size_t slash = file.path.rfind('/');
        if (slash != std::string::npos) documents += "    mkdir -p " + shell_word(file.path.substr(0, slash)) + "\n";
        documents += "    cat > " + shell_word(file.path) + " << 'END_OF_DOCUMENT'\n" + file.bytes +
                     "END_OF_DOCUMENT\n";
    }
    return writer.head() + script_functions() + documents + "}\n\n" +
           writer.main_function("    cd -- \"$work\"\n    write_documents\n");
}

}  // namespace core::onboard
