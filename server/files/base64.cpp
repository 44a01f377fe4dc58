#include "server/files/base64.hpp"

#include "core/text/base64.hpp"
#include "core/text/utf8.hpp"

namespace server::files {
namespace {

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = core::text::utf8_sequence_length(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace

std::optional<std::string> decode_base64_text(std::string_view text) {
    std::string characters(text);
    std::erase_if(characters, [](char c) { return c == '\n' || c == '\r'; });
    auto bytes = core::text::decode_base64(characters);
    return bytes && is_utf8(*bytes) ? bytes : std::nullopt;
}

}  // namespace server::files
