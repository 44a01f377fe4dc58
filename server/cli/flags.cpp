#include "server/cli/flags.hpp"

#include "core/text/utf8.hpp"
#include "server/cli/flags_config.hpp"
#include "server/cli/flags_values.hpp"
#include "server/telemetry/log_escape.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace server::cli {
namespace {

constexpr std::size_t longest_quote = 120;

/// A value as a message shows it: one line, however it looks.
std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    telemetry::append_escaped(out, text, telemetry::Quoting::quoted, longest_quote);
    return out + '"';
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

bool is_one_of(const std::string& word, const std::vector<std::string>& words) {
    return std::ranges::find(words, word) != words.end();
}

/// Values go into JSON, YAML, paths and log lines: none of them has a use for these.
bool is_plain_text(std::string_view text) {
    while (!text.empty()) {
        const auto length = core::text::utf8_sequence_length(text);
        const auto first = static_cast<unsigned char>(text.front());
        if (length == 0 || first < 0x20 || first == 0x7F) return false;
        text.remove_prefix(length);
    }
    return true;
}

/// What is wrong with the value whatever the flag means by it; empty: nothing.
std::string complaint_of_kind(const Flag& flag, const std::string& entry) {
    if (!is_plain_text(entry)) return "must be UTF-8 without control characters";
    switch (flag.kind) {
        case FlagKind::text: return "";
        case FlagKind::integer: return parse_integer(entry) ? "" : "must be a whole number";
        case FlagKind::boolean: return parse_boolean(entry) ? "" : "must be true or false";
        case FlagKind::list: return entry.empty() ? "has an empty entry" : "";
        case FlagKind::duration:
            return parse_duration(entry) ? "" : "must be a duration, for example 500ms, 5s or 1h30m";
        case FlagKind::bytes: return parse_bytes(entry) ? "" : "must be a size, for example 1048576, 64Mi or 7MiB";
        case FlagKind::choice: return is_one_of(entry, flag.choices) ? "" : "must be one of " + joined(flag.choices);
    }
    return "";
}

std::string complaint_of(const Flag& flag, const std::string& entry) {
    auto complaint = complaint_of_kind(flag, entry);
    if (complaint.empty() && flag.check) complaint = flag.check(entry);
    return complaint;
}

[[noreturn]] void refuse_at(std::string_view name, const std::string& place, const std::string& complaint) {
    throw WrongUse("--" + std::string(name) + " (" + place + "): " + complaint);
}

/// Kubernetes gives every Pod variables for each Service of its namespace, and a Service `profile-iam-webhook` makes
/// PROFILE_IAM_WEBHOOK_PORT=tcp://10.0.0.1:443 of it (enableServiceLinks): that is no `--port`.
bool is_service_link(std::string_view value) {
    return value.starts_with("tcp://") || value.starts_with("udp://") || value.starts_with("sctp://");
}

}  // namespace

std::string environment_variable(std::string_view flag_name) {
    std::string out = "PROFILE_IAM_WEBHOOK_";
    for (const char c : flag_name) out += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return out;
}

void Flags::declare(Flag flag) { flags_.push_back(std::move(flag)); }

void Flags::tolerate(std::string name) { tolerated_.push_back(std::move(name)); }

void Flags::resolve() {
    resolve([](const char* name) { return std::getenv(name); });
}

void Flags::resolve(const Environment& environment) {
    values_.clear();
    for (const auto& flag : flags_) {
        const bool unset = flag.default_text.empty();
        auto entries = flag.kind == FlagKind::list ? split_list(flag.default_text) : std::vector{flag.default_text};
        values_[flag.name] = {std::move(entries), Origin::by_default, "default"};
        if (!unset) accept(flag, {flag.default_text}, Origin::by_default, "default");
    }
    // The file's own name comes from the two places that it does not override.
    const auto config = std::ranges::find(flags_, "config", &Flag::name);
    if (config != flags_.end()) {
        resolve_from_environment(*config, environment);
        resolve_from_command_line(*config);
        if (!text("config").empty()) resolve_from_file(text("config"));
    }
    for (const auto& flag : flags_) {
        resolve_from_environment(flag, environment);
        resolve_from_command_line(flag);
    }
}

void Flags::resolve_from_command_line(const Flag& flag) {
    const auto option = options_.find(flag.name);
    if (option == options_.end() || option->second->count() == 0) return;
    auto given = option->second->results();
    if (flag.kind != FlagKind::list) given.erase(given.begin(), given.end() - 1);  // the last one counts, as in Go
    accept(flag, given, Origin::command_line, "command line");
}

void Flags::resolve_from_environment(const Flag& flag, const Environment& environment) {
    const auto variable = environment_variable(flag.name);
    const char* value = environment(variable.c_str());
    if (value == nullptr || (flag.kind == FlagKind::integer && is_service_link(value))) return;
    accept(flag, {value}, Origin::environment, "environment variable " + variable);
}

void Flags::resolve_from_file(const std::string& file) {
    for (const auto& entry : read_config_file(file)) {
        const auto place = file + ':' + std::to_string(entry.line);
        const auto known = std::ranges::find(flags_, entry.key, &Flag::name);
        if (known == flags_.end() && is_one_of(entry.key, tolerated_)) continue;
        if (known == flags_.end() || !known->settable_in_file) {
            throw WrongUse("--config " + place + ": " + in_quotes(entry.key) + " is not a flag that can be set here");
        }
        if (!entry.is_sequence) {
            accept(*known, entry.entries, Origin::config_file, place);
        } else if (known->kind != FlagKind::list) {
            refuse_at(known->name, place, "takes one value, not a list");
        } else {
            accept_entries(*known, entry.entries, Origin::config_file, place);
        }
    }
}

void Flags::accept(const Flag& flag, const std::vector<std::string>& given, Origin origin, const std::string& place) {
    if (flag.kind != FlagKind::list) return accept_entries(flag, given, origin, place);
    std::vector<std::string> entries;
    for (const auto& each : given) std::ranges::move(split_list(each), std::back_inserter(entries));
    accept_entries(flag, entries, origin, place);
}

void Flags::accept_entries(const Flag& flag, const std::vector<std::string>& entries, Origin origin,
                           const std::string& place) {
    for (const auto& entry : entries) {
        const auto complaint = complaint_of(flag, entry);
        if (!complaint.empty()) refuse_at(flag.name, place, in_quotes(entry) + ' ' + complaint);
    }
    values_[flag.name] = {entries, origin, place};
}

void Flags::refuse(std::string_view name, const std::string& complaint) const {
    refuse_at(name, value(name).place, complaint);
}

const Flag& Flags::flag(std::string_view name) const {
    const auto found = std::ranges::find(flags_, name, &Flag::name);
    if (found == flags_.end()) throw std::logic_error("flag not declared: " + std::string(name));
    return *found;
}

const FlagValue& Flags::value(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) throw std::logic_error("flag not declared or not resolved: " + std::string(name));
    return found->second;
}

const std::string& Flags::text(std::string_view name) const {
    const auto& entries = value(name).entries;
    if (flag(name).kind == FlagKind::list) throw std::logic_error("flag is a list: " + std::string(name));
    return entries.front();
}

const std::vector<std::string>& Flags::list(std::string_view name) const {
    if (flag(name).kind != FlagKind::list) throw std::logic_error("flag is no list: " + std::string(name));
    return value(name).entries;
}

std::int64_t Flags::integer(std::string_view name) const { return parse_integer(text(name)).value(); }

bool Flags::boolean(std::string_view name) const { return parse_boolean(text(name)).value_or(false); }

std::chrono::milliseconds Flags::duration(std::string_view name) const { return parse_duration(text(name)).value(); }

std::uint64_t Flags::bytes(std::string_view name) const { return parse_bytes(text(name)).value(); }

}  // namespace server::cli
