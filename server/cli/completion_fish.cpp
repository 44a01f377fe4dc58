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

std::string seen(const std::string& words) { return "__fish_seen_subcommand_from " + words; }

/// The command at its place, then its flags, or the commands below it: those are offered until one of them is there.
void append(std::string& out, const std::string& start, const std::string& condition, const std::string& place,
            const CompletedCommand& command) {
    out += start + " -n " + in_quotes(place) + " -a " + command.name + " -d " + in_quotes(command.description) + '\n';
    std::vector<std::string> below;
    below.reserve(command.subcommands.size());
    for (const auto& each : command.subcommands) below.push_back(each.name);
    const auto here = condition + seen(command.name);
    const auto undecided = here + "; and not " + seen(joined_words(below));
    const auto flags = below.empty() ? here : undecided;
    for (const auto& option : command.options) out += line(start + " -n " + in_quotes(flags), option);
    for (const auto& each : command.subcommands) append(out, start, here + "; and ", undecided, each);
}

}  // namespace

std::string fish_completion(const std::string& program, const std::vector<CompletedCommand>& commands) {
    const auto start = "complete -c " + program;
    std::string out = "# fish completion: " + program + " completion fish | source\n" + start + " -f\n";
    for (const auto& command : commands) {
        if (!command.name.empty()) append(out, start, "", "__fish_use_subcommand", command);
    }
    return out;
}

}  // namespace server::cli
