#include "server/files/text_check.hpp"

#include "core/text/utf8.hpp"
#include "server/files/failure.hpp"

namespace server::files {
namespace {

[[noreturn]] void fail(std::string_view text, std::size_t offset, const char* what) {
    throw Failure(core::ErrorCode::broken_json, LineIndex(text).at(offset), what);
}

bool is_allowed_in_yaml(std::string_view sequence) {
    const auto first = static_cast<unsigned char>(sequence[0]);
    if (sequence.size() == 1) {
        return first == '\t' || first == '\n' || first == '\r' || (first >= 0x20 && first != 0x7F);
    }
    if (sequence.size() == 2 && first == 0xC2) {  // U+0080..U+00BF: of U+0080..U+009F only U+0085, next line
        const auto second = static_cast<unsigned char>(sequence[1]);
        return second >= 0xA0 || second == 0x85;
    }
    return sequence != "\xEF\xBB\xBF" && sequence != "\xEF\xBF\xBE" && sequence != "\xEF\xBF\xBF";
}

}  // namespace

void check_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = core::text::utf8_sequence_length(text.substr(at));
        if (length == 0) {
            fail(text, at, "invalid UTF-8");
        }
        if (text[at] == '\0') {
            fail(text, at, "a NUL byte");
        }
        at += length;
    }
}

void check_yaml_characters(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = core::text::utf8_sequence_length(text.substr(at));
        if (!is_allowed_in_yaml(text.substr(at, length))) {
            fail(text, at, "a control character, which YAML does not allow");
        }
        at += length;
    }
}

}  // namespace server::files
