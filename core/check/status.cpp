#include "core/check/status.hpp"

#include "core/json/decoder.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace core::check {
namespace {

constexpr std::size_t longest_message = 1'500;  // code points

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7F; }

/// One line that ends with a word.
std::string to_line(std::string_view text) {
    std::string line = text::truncate(text.substr(0, 4 * longest_message), longest_message);
    std::ranges::replace_if(line, is_control, ' ');
    const auto last = line.find_last_not_of(' ');
    line.resize(last == std::string::npos ? 0 : last + 1);
    return line;
}

/// Of bytes that may be anything.
std::string ascii(std::string_view bytes) {
    std::string text(bytes);
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) > 0x7E; }, '?');
    return text;
}

}  // namespace

Status decode_status(std::string_view body) {
    json::Decoder decoder(body);
    json::Fault ignored;
    Status status;
    decoder.object(ignored, [&](const json::String& key) {
        if (key.is("message")) {
            status.message = decoder.string(ignored);
        } else if (key.is("details")) {
            decoder.object(ignored, [&](const json::String& name) {
                if (name.is("kind")) {
                    status.kind = decoder.string(ignored);
                } else {
                    decoder.scanner().skip();
                }
            });
        } else {
            decoder.scanner().skip();
        }
    });
    status.message = to_line(!status.message.empty() ? status.message : ascii(body));
    return status;
}

}  // namespace core::check
