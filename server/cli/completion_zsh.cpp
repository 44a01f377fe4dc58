#include "server/cli/completion_model.hpp"

#include <string_view>

namespace server::cli {
namespace {

/// For a single-quoted word of _arguments or _describe, where brackets and colons have a meaning of their own.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
            continue;
        }
        if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string action(const CompletedOption& option) {
    switch (option.offer) {
        case Offer::words: return '(' + joined_words(option.words) + ')';
        case Offer::files: return "_files";
        case Offer::nothing: return " ";
    }
    return "";
}

/// `'*--mode=[description]:word:(inject observe)'`, a line for each name.
std::string specification(const CompletedOption& option) {
    if (option.names.empty()) return "            '*:" + escaped(option.value_name) + ':' + action(option) + "' \\\n";
    std::string out;
    for (const auto& name : option.names) {
        const bool is_long = name.starts_with("--");
        out += "            '*" + name + (option.takes_value && is_long ? "=" : "") + '[' +
               escaped(option.description) + ']';
        if (option.takes_value) out += ':' + escaped(option.value_name) + ':' + action(option);
        out += "' \\\n";
    }
    return out;
}

/// `'serve:Answer reviews'`, a line for each command.
std::string descriptions(const std::vector<CompletedCommand>& commands, const std::string& indent) {
    std::string out;
    for (const auto& command : commands)
        if (!command.name.empty()) out += indent + '\'' + command.name + ':' + escaped(command.description) + "'\n";
    return out;
}

/// Offers the commands while the second of `words` is typed, then takes away the first: the case of the command itself
/// sees only its own words.
std::string choice_of(const std::vector<CompletedCommand>& commands, const std::string& indent) {
    return indent + "commands=(\n" + descriptions(commands, indent + "    ") + indent + ")\n" + indent +
           "if (( CURRENT == 2 )); then\n" + indent + "    _describe command commands\n" + indent + "    return\n" +
           indent + "fi\n" + indent + "command=$words[2]\n" + indent + "shift words\n" + indent + "(( CURRENT-- ))\n";
}

/// The case of each command; with others below it, a choice and their cases.
std::string cases_of(const std::vector<CompletedCommand>& commands, const std::string& indent) {
    std::string out = indent + "case $command in\n";
    for (const auto& command : commands) {
        if (command.name.empty()) continue;
        out += indent + "    " + command.name + ")\n";
        if (command.subcommands.empty()) {
            out += indent + "        _arguments \\\n";
            for (const auto& option : command.options) out += specification(option);
        } else {
            out += choice_of(command.subcommands, indent + "        ");
            out += cases_of(command.subcommands, indent + "        ");
        }
        out += indent + "        ;;\n";
    }
    return out + indent + "esac\n";
}

}  // namespace

std::string zsh_completion(const std::string& program, const std::vector<CompletedCommand>& commands) {
    const auto function = completion_function(program);
    return "#compdef " + program + "\n# zsh completion: " + program + " completion zsh > \"${fpath[1]}/" + function +
           "\"\n" + function + "() {\n    local -a commands\n    local command\n" + choice_of(commands, "    ") +
           cases_of(commands, "    ") + "}\nif [[ $funcstack[1] == " + function + " ]]; then\n    " + function +
           " \"$@\"\nelse\n    compdef " + function + ' ' + program + "\nfi\n";
}

}  // namespace server::cli
