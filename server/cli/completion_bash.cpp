#include "server/cli/completion_model.hpp"

namespace server::cli {
namespace {

std::string offer_words(const std::vector<std::string>& words) {
    return R"(COMPREPLY=($(compgen -W ")" + joined_words(words) + R"(" -- "$cur")))";
}

/// No reply, and readline completes names of files by itself, spaces and all.
constexpr const char* offer_files = "compopt -o default 2>/dev/null";

std::string offer(const CompletedOption& option) {
    switch (option.offer) {
        case Offer::words: return offer_words(option.words) + "; ";
        case Offer::files: return std::string(offer_files) + "; ";
        case Offer::nothing: return "";
    }
    return "";
}

/// `serve:--mode) ...; return ;;`
std::string value_case(const std::string& command, const CompletedOption& option) {
    if (!option.takes_value || option.names.empty()) return "";
    std::string patterns;
    for (const auto& name : option.names) {
        if (!patterns.empty()) patterns += '|';
        patterns += command;
        patterns += ':';
        patterns += name;
    }
    return "        " + patterns + ") " + offer(option) + "return ;;\n";
}

/// What may stand at the place of a flag or a positional of this command.
std::string command_case(const CompletedCommand& command) {
    std::vector<std::string> flags;
    std::string positional;
    for (const auto& option : command.options) {
        flags.insert(flags.end(), option.names.begin(), option.names.end());
        if (option.names.empty()) positional = offer(option);
    }
    return "        " + command.name + ")\n            if [[ $cur == -* ]]; then " + offer_words(flags) + "; else " +
           positional + "return; fi ;;\n";
}

constexpr const char* head = R"(
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=
    COMPREPLY=()
    # --flag=value comes as three words: = is in COMP_WORDBREAKS
    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
    (( COMP_CWORD > 1 )) && command=${COMP_WORDS[1]}
)";

}  // namespace

std::string bash_completion(const std::string& program, const std::vector<CompletedCommand>& commands) {
    std::string values;
    std::string cases;
    std::vector<std::string> first;
    for (const auto& command : commands) {
        if (command.name.empty()) continue;
        first.push_back(command.name);
        for (const auto& option : command.options) values += value_case(command.name, option);
        cases += command_case(command);
    }
    first.emplace_back("--help");
    const auto function = completion_function(program);
    return "# bash completion for " + program + ": source <(" + program + " completion bash)\n" + function + "() {" +
           head + "    case $command:$prev in\n" + values + "    esac\n    case $command in\n        '') " +
           offer_words(first) + " ;;\n" + cases + "    esac\n}\ncomplete -F " + function + ' ' + program + '\n';
}

}  // namespace server::cli
