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

/// `serve:--mode) ...; return ;;`; of a command below another one, `'trust-policy add:--output') ...`.
std::string value_case(const std::string& path, const CompletedOption& option) {
    if (!option.takes_value || option.names.empty()) return "";
    std::string patterns;
    for (const auto& name : option.names)
        patterns.append(patterns.empty() ? "'" : "|'").append(path).append(":").append(name).append("'");
    return "        " + patterns + ") " + offer(option) + "return ;;\n";
}

/// What may stand at the place of a flag or a positional of this command.
std::string command_case(const std::string& path, const CompletedCommand& command) {
    std::vector<std::string> flags;
    std::vector<std::string> below;
    std::string positional;
    for (const auto& option : command.options) {
        flags.insert(flags.end(), option.names.begin(), option.names.end());
        if (option.names.empty()) positional = offer(option);
    }
    below.reserve(command.subcommands.size());
    for (const auto& each : command.subcommands) below.push_back(each.name);
    if (!below.empty()) positional = offer_words(below) + "; ";
    return "        '" + path + "')\n            if [[ $cur == -* ]]; then " + offer_words(flags) + "; else " +
           positional + "return; fi ;;\n";
}

/// The cases of a command and of those below it.
void append_cases(const std::string& path, const CompletedCommand& command, std::string& values, std::string& cases) {
    for (const auto& option : command.options) values += value_case(path, option);
    cases += command_case(path, command);
    for (const auto& below : command.subcommands) append_cases(path + ' ' + below.name, below, values, cases);
}

/// The commands that have others below them, as a pattern of `case`; one that matches nothing when there are none.
std::string groups(const std::vector<CompletedCommand>& commands) {
    std::string patterns;
    for (const auto& command : commands)
        if (!command.subcommands.empty()) patterns += (patterns.empty() ? "" : "|") + command.name;
    return patterns.empty() ? "''" : patterns;
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
        append_cases(command.name, command, values, cases);
    }
    first.emplace_back("--help");
    const auto function = completion_function(program);
    return "# bash completion for " + program + ": source <(" + program + " completion bash)\n" + function + "() {" +
           head + "    (( COMP_CWORD > 2 )) && case $command in " + groups(commands) +
           ") command+=\" ${COMP_WORDS[2]}\" ;; esac\n    case $command:$prev in\n" + values +
           "    esac\n    case $command in\n        '') " + offer_words(first) + " ;;\n" + cases +
           "    esac\n}\ncomplete -F " + function + ' ' + program + '\n';
}

}  // namespace server::cli
