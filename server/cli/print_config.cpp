#include "server/cli/print_config.hpp"

namespace server::cli {
namespace {

/// Double quotes take any text, and keep YAML from seeing a number or a boolean in it. Control characters are refused
/// by Flags, so that backslash and quote are all there is to escape.
std::string in_quotes(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

bool is_quoted_kind(FlagKind kind) { return kind == FlagKind::text || kind == FlagKind::choice; }

std::string in_yaml(const Flag& flag, const FlagValue& value) {
    if (flag.kind != FlagKind::list)
        return is_quoted_kind(flag.kind) ? in_quotes(value.entries.front()) : value.entries.front();
    std::string out = "[";
    for (const auto& entry : value.entries) out += (out.size() > 1 ? ", " : "") + in_quotes(entry);
    return out + ']';
}

std::string origin(const Flag& flag, const FlagValue& value) {
    switch (value.origin) {
        case Origin::by_default: return "default";
        case Origin::config_file: return "--config " + value.place;
        case Origin::environment: return "environment " + environment_variable(flag.name);
        case Origin::command_line: return "command line";
    }
    return "";
}

/// An unset boolean has no value that a file could hold: its line is a comment.
std::string line(const Flag& flag, const FlagValue& value) {
    const bool unset = flag.kind == FlagKind::boolean && value.entries.front().empty();
    if (unset) return "# " + flag.name + ": " + flag.default_help + "  # " + origin(flag, value) + '\n';
    return flag.name + ": " + in_yaml(flag, value) + "  # " + origin(flag, value) + '\n';
}

}  // namespace

bool print_config_asked(const Flags& flags) { return flags.boolean("print-config"); }

std::string print_config(const Flags& flags) {
    std::string out;
    std::string group;
    for (const auto& flag : flags.declared()) {
        if (!flag.settable_in_file) continue;
        if (flag.group != group) out += (out.empty() ? "# " : "\n# ") + flag.group + '\n';
        group = flag.group;
        out += line(flag, flags.value(flag.name));
    }
    return out;
}

}  // namespace server::cli
