#pragma once

#include <string>

namespace core::check {

/// How bad it is. `fail` makes `check` end with exit code 1.
enum class Level { ok, warn, fail };

constexpr const char* to_string(Level level) {
    switch (level) {
        case Level::ok: return "ok";
        case Level::warn: return "warn";
        case Level::fail: return "fail";
    }
    return "unknown";
}

/// One line of `check` (product.md, "Command line"): what was looked at, what was found, what to do.
struct Finding {
    Level level = Level::ok;
    std::string about;   ///< one or two words: `role`, `token`, `registration`
    std::string text;    ///< one line: what is so
    std::string advice;  ///< one line: what to do about it; empty: nothing

    friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace core::check
