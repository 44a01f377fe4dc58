#include "core/text/quoted.hpp"

namespace core::text {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text.substr(0, most_quoted)) {
        out += c >= ' ' && c <= '~' ? c : '?';
    }
    return out + (text.size() > most_quoted ? "...\"" : "\"");
}

}  // namespace core::text
