#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace server::cli {

/// The command was used wrongly: `what()` is one line that names the flag and where its value came from. `main` prints
/// it and ends with exit code 2 (product.md, "Command line": 0 done, 1 failed, 2 wrong use).
class WrongUse : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What a flag takes. Booleans may stand bare; lists are comma-separated and may be repeated; durations are Go's (`5s`,
/// `1h30m`); bytes are `7MiB`, `64Mi` or a plain number; a choice is one of a few words.
enum class FlagKind { text, integer, boolean, list, duration, bytes, choice };

/// One row of the table of flags.
struct Flag {
    std::string name;  ///< without dashes; also the key in `--config`
    FlagKind kind = FlagKind::text;
    std::string default_text{};          ///< as a person would type it; an unset boolean has an empty default
    std::string help{};                  ///< one line, without the default
    std::string group = "Options";       ///< heading in `--help`
    std::string placeholder{};           ///< `FILE`, `PATTERN,...`: what `--help` shows for the value
    std::string default_help{};          ///< shown in place of the default, when that is worked out or means "none"
    std::vector<std::string> choices{};  ///< for FlagKind::choice
    /// Says what is wrong with the value (for a list: with one entry), empty when nothing is: `must be in 600..86400`.
    std::function<std::string(const std::string&)> check{};
    bool settable_in_file = true;  ///< false for `--config` and `--print-config` themselves
};

enum class Origin { by_default, config_file, environment, command_line };

/// What a flag came to, and from where.
struct FlagValue {
    std::vector<std::string> entries;  ///< of a list; anything else has exactly one
    Origin origin = Origin::by_default;
    std::string place;  ///< `command line`, `environment variable PROFILE_IAM_WEBHOOK_X`, `config.yaml:3`, `default`

    [[nodiscard]] bool is_set() const { return origin != Origin::by_default; }
};

/// `PROFILE_IAM_WEBHOOK_TOKEN_EXPIRATION` for `token-expiration`.
[[nodiscard]] std::string environment_variable(std::string_view flag_name);

/// The flags of one subcommand: declared, shown in `--help`, then resolved. In order of precedence: command line,
/// environment, `--config` file, default (product.md, "Command line"). Must outlive the App that it was added to.
class Flags {
public:
    Flags() = default;
    ~Flags() = default;
    Flags(const Flags&) = delete;
    Flags& operator=(const Flags&) = delete;

    /// A look into the environment; nullptr for a variable that is not set.
    using Environment = std::function<const char*(const char*)>;

    void declare(Flag flag);
    /// A key that `--config` may hold though this command has no such flag, so that commands can share one file.
    void tolerate(std::string name);

    /// Registers all declared flags and the footer that explains the environment variables. Once, after the
    /// declarations.
    void add_to(CLI::App& app);

    /// After the command line was parsed. Throws WrongUse.
    void resolve(const Environment& environment);
    /// With the environment of the process.
    void resolve();

    // After `resolve`. The name must have been declared with a fitting kind: else std::logic_error.
    [[nodiscard]] const FlagValue& value(std::string_view name) const;
    [[nodiscard]] const std::string& text(std::string_view name) const;
    [[nodiscard]] const std::vector<std::string>& list(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name) const;
    [[nodiscard]] bool boolean(std::string_view name) const;  ///< false when unset
    [[nodiscard]] std::chrono::milliseconds duration(std::string_view name) const;
    [[nodiscard]] std::uint64_t bytes(std::string_view name) const;

    /// Throws WrongUse: `--port (command line): <complaint>`.
    [[noreturn]] void refuse(std::string_view name, const std::string& complaint) const;

    /// In the order of their declaration.
    [[nodiscard]] const std::vector<Flag>& declared() const { return flags_; }

private:
    [[nodiscard]] const Flag& flag(std::string_view name) const;
    void resolve_from_command_line(const Flag& flag);
    void resolve_from_environment(const Flag& flag, const Environment& environment);
    void resolve_from_file(const std::string& file);
    /// Splits lists at their commas; `accept_entries` takes them as they are.
    void accept(const Flag& flag, const std::vector<std::string>& given, Origin origin, const std::string& place);
    void accept_entries(const Flag& flag, const std::vector<std::string>& entries, Origin origin,
                        const std::string& place);

    std::vector<Flag> flags_;
    std::vector<std::string> tolerated_;
    std::map<std::string, CLI::Option*, std::less<>> options_;
    std::map<std::string, FlagValue, std::less<>> values_;
};

/// The arguments for `CLI::App::parse(std::vector<std::string>)`, program name left out, last one first, as CLI11 wants
/// them. CLI11 2.1 takes `--flag=` for `--flag` and eats the next argument; here it comes to mean the empty value.
[[nodiscard]] std::vector<std::string> arguments(int argc, const char* const* argv);

}  // namespace server::cli
