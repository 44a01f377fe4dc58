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

}  // namespace

std::string zsh_completion(const std::string& program, const std::vector<CompletedCommand>& commands) {
    std::string described;
    std::string cases;
    for (const auto& command : commands) {
        if (command.name.empty()) continue;
        described += "        '" + command.name + ':' + escaped(command.description) + "'\n";
        std::string specifications;
        for (const auto& option : command.options) specifications += specification(option);
        cases += "        " + command.name + ")\n            _arguments \\\n" + specifications + "            ;;\n";
    }
    const auto function = completion_function(program);
    return "#compdef " + program + "\n# zsh completion: " + program + " completion zsh > \"${fpath[1]}/" + function +
           "\"\n" + function + "() {\n    local -a commands\n    commands=(\n" + described +
           "    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        return\n    fi\n"
           "    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $command in\n" +
           cases + "    esac\n}\nif [[ $funcstack[1] == " + function + " ]]; then\n    " + function +
           " \"$@\"\nelse\n    compdef " + function + ' ' + program + "\nfi\n";
}

}  // namespace server::cli
