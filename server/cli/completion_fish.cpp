#include "server/cli/completion_model.hpp"

#include <string_view>

namespace server::cli {
namespace {

std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + '\'';
}

std::string offer(const CompletedOption& option) {
    if (!option.takes_value) return "";
    switch (option.offer) {
        case Offer::words: return " -x -a " + in_quotes(joined_words(option.words));
        case Offer::files: return " -r -F";
        case Offer::nothing: return " -x";
    }
    return "";
}

std::string line(const std::string& start, const CompletedOption& option) {
    if (option.names.empty()) {
        return start + (option.offer == Offer::words ? " -a " + in_quotes(joined_words(option.words)) : " -F") + '\n';
    }
    std::string out = start;
    for (const auto& name : option.names)
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    return out + offer(option) + " -d " + in_quotes(option.description) + '\n';
}

}  // namespace

std::string fish_completion(const std::string& program, const std::vector<CompletedCommand>& commands) {
    const auto start = "complete -c " + program;
    std::string out = "# fish completion: " + program + " completion fish | source\n" + start + " -f\n";
    for (const auto& command : commands) {
        if (command.name.empty()) continue;
        out += start + " -n __fish_use_subcommand -a " + command.name + " -d " + in_quotes(command.description) + '\n';
        const auto behind = start + " -n '__fish_seen_subcommand_from " + command.name + '\'';
        for (const auto& option : command.options) out += line(behind, option);
    }
    return out;
}

}  // namespace server::cli
