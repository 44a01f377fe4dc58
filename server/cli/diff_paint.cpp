#include "server/cli/diff.hpp"

#include <unistd.h>
#include <cstdlib>

namespace server::cli {
namespace {

std::string painted(bool on, std::string_view code, std::string_view text) {
    if (!on || text.empty()) {
        return std::string(text);
    }
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

}  // namespace

std::string Paint::bold(std::string_view text) const { return painted(on, "1", text); }
std::string Paint::red(std::string_view text) const { return painted(on, "31", text); }
std::string Paint::green(std::string_view text) const { return painted(on, "32", text); }
std::string Paint::yellow(std::string_view text) const { return painted(on, "33", text); }
std::string Paint::cyan(std::string_view text) const { return painted(on, "36", text); }

Paint paint_for(std::string_view when) {
    if (when != "auto") {
        return {when == "always"};
    }
    const char* terminal = std::getenv("TERM");
    const bool dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
    return {isatty(STDOUT_FILENO) == 1 && !dumb && !is_set("NO_COLOR")};
}

}  // namespace server::cli
