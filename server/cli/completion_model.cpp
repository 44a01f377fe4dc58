#include "server/cli/completion_model.hpp"

#include "core/text/utf8.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <string_view>

namespace server::cli {
namespace {

constexpr std::size_t longest_description = 90;

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> out;
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = std::min(text.find(separator, from), text.size());
        out.emplace_back(text.substr(from, end - from));
        from = end + 1;
    }
    return out;
}

/// Flags write their words as `inject|observe`, CLI::IsMember as `TEXT:{text,json}`.
std::vector<std::string> words_of(const std::string& value_name) {
    const auto open = value_name.find('{');
    const auto close = value_name.find('}');
    if (open != std::string::npos && close != std::string::npos && open < close) {
        return split(std::string_view(value_name).substr(open + 1, close - open - 1), ',');
    }
    if (value_name.find('|') != std::string::npos && value_name.find('[') == std::string::npos)
        return split(value_name, '|');
    return {};
}

/// Up to the default, which a menu has no room for.
std::string short_description(const std::string& description) {
    return core::text::truncate(description.substr(0, description.find(" (default:")), longest_description);
}

CompletedOption completed_option(const CLI::Option& option) {
    CompletedOption out;
    for (const auto& name : option.get_lnames()) out.names.push_back("--" + name);
    for (const auto& name : option.get_snames()) out.names.push_back("-" + name);
    out.description = short_description(option.get_description());
    out.takes_value = option.get_expected_max() > 0;
    const auto& text = option.get_option_text();
    out.value_name = text.empty() ? option.get_type_name() : text;
    if (out.value_name.empty()) out.value_name = option.get_single_name();  // zsh reads an empty one as something else
    out.words = words_of(out.value_name);
    const bool is_file = option.get_positional() || out.value_name.find("FILE") != std::string::npos ||
                         out.value_name.find("FOLDER") != std::string::npos ||
                         out.value_name.find("DIR") != std::string::npos;
    if (!out.words.empty()) {
        out.offer = Offer::words;
        out.value_name = "word";
    } else if (out.takes_value && is_file) {
        out.offer = Offer::files;
    }
    return out;
}

CompletedCommand completed_command(const CLI::App& app) {
    CompletedCommand out{app.get_name(), short_description(app.get_description()), {}};
    for (const auto* option : app.get_options()) out.options.push_back(completed_option(*option));
    return out;
}

}  // namespace

std::vector<CompletedCommand> completed_commands(const CLI::App& root) {
    std::vector<CompletedCommand> out{completed_command(root)};
    out.front().name.clear();
    for (const auto* command : root.get_subcommands(nullptr)) {
        out.push_back(completed_command(*command));
        for (const auto* below : command->get_subcommands(nullptr))
            out.back().subcommands.push_back(completed_command(*below));
    }
    return out;
}

std::string completion_function(const std::string& program) {
    std::string out = "_" + program;
    std::ranges::replace(out, '-', '_');
    return out;
}

std::string joined_words(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

}  // namespace server::cli
