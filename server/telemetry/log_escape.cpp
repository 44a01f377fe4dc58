#include "server/telemetry/log_escape.hpp"

#include "core/text/utf8.hpp"

#include <spdlog/fmt/fmt.h>

namespace server::telemetry {
namespace {

constexpr std::string_view ellipsis = "…";
constexpr std::string_view replacement = "\uFFFD";

char32_t decode(std::string_view sequence) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
    if (sequence.size() == 1) return byte(0);
    char32_t code_point = byte(0) & (0x7FU >> sequence.size());
    for (std::size_t i = 1; i < sequence.size(); ++i) code_point = (code_point << 6U) | (byte(i) & 0x3FU);
    return code_point;
}

/// C0, DEL and C1 (a terminal takes U+009B for ESC [), line and paragraph separator, and the bidirectional controls
/// with which a name can make a line read as another ("Trojan Source", CVE-2021-42574).
bool is_dangerous(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::string escape(char32_t c) {
    switch (c) {
        case '\n': return "\\n";
        case '\r': return "\\r";
        case '\t': return "\\t";
        default: return fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    }
}

}  // namespace

void append_escaped(std::string& out, std::string_view text, Quoting quoting, std::size_t limit) {
    std::size_t cut_at = out.size();  // where the ellipsis still fits
    while (!text.empty()) {
        const auto length = core::text::utf8_sequence_length(text);
        const auto sequence = text.substr(0, length == 0 ? 1 : length);
        text.remove_prefix(sequence.size());
        if (length == 0) {
            out += replacement;
        } else if (const char32_t c = decode(sequence); is_dangerous(c)) {
            out += escape(c);
        } else {
            if (quoting == Quoting::quoted && (c == '"' || c == '\\')) out += '\\';
            out += sequence;
        }
        if (out.size() > limit) {
            out.resize(cut_at);
            out += ellipsis;
            return;
        }
        if (out.size() + ellipsis.size() <= limit) cut_at = out.size();
    }
}

}  // namespace server::telemetry
