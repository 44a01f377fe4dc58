#include "core/json/decoder.hpp"
#include "core/text/utf8.hpp"
#include "core/watch/event.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace core::watch {
namespace {

using json::Decoder;
using json::Fault;

constexpr std::size_t longest_detail = 300;  // code points
constexpr std::chrono::seconds longest_retry_after = std::chrono::hours(1);
constexpr std::string_view too_large_message = "Too large resource version";

/// What we want of a `v1` Status; views into the body or the decoder's arena.
struct Status {
    int code = 0;
    std::string_view message;
    std::string_view reason;
    std::optional<std::chrono::seconds> retry_after;
    bool resource_version_too_large = false;
};

int to_integer(std::string_view number) {
    int value = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    return error == std::errc() && end == number.data() + number.size() ? value : 0;
}

/// A line for a log: control characters are spaces, what is not UTF-8 is `?`, and it is not long.
std::string clean(std::string_view text) {
    std::string cleaned;
    text = text.substr(0, 4 * longest_detail);
    while (!text.empty()) {
        const std::size_t length = text::utf8_sequence_length(text);
        const auto first = static_cast<unsigned char>(text.front());
        const bool is_control = first < 0x20 || first == 0x7F ||
                                (length == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0);
        if (length == 0 || is_control) {
            cleaned += length == 0 ? '?' : ' ';
        } else {
            cleaned.append(text.substr(0, length));
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    const auto last = cleaned.find_last_not_of(' ');
    cleaned.resize(last == std::string::npos ? 0 : last + 1);
    return text::truncate(cleaned, longest_detail);
}

/// Causes of API servers before 1.19 say it only in their message.
void read_cause(Decoder& decoder, Fault& fault, Status& status) {
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("reason")) {
            status.resource_version_too_large |= decoder.string(fault) == "ResourceVersionTooLarge";
        } else if (key.is("message")) {
            status.resource_version_too_large |= decoder.string(fault) == too_large_message;
        } else {
            decoder.scanner().skip();
        }
    });
}

void read_details(Decoder& decoder, Fault& fault, Status& status) {
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("retryAfterSeconds")) {
            const std::chrono::seconds delay(to_integer(decoder.scanner().skip_raw()));
            if (delay.count() > 0) {
                status.retry_after = std::min(delay, longest_retry_after);
            }
        } else if (key.is("causes")) {
            decoder.array(fault, [&](std::size_t) { read_cause(decoder, fault, status); });
        } else {
            decoder.scanner().skip();
        }
    });
}

/// As far as it goes: the body may be cut off.
Status read_status(Decoder& decoder) {
    Status status;
    Fault ignored;
    decoder.object(ignored, [&](const json::String& key) {
        if (key.is("code")) {
            status.code = to_integer(decoder.scanner().skip_raw());
        } else if (key.is("message")) {
            status.message = decoder.string(ignored);
        } else if (key.is("reason")) {
            status.reason = decoder.string(ignored);
        } else if (key.is("details")) {
            read_details(decoder, ignored, status);
        } else {
            decoder.scanner().skip();
        }
    });
    status.resource_version_too_large |= status.message.contains(too_large_message);
    return status;
}

/// An event of type ERROR that names no code is one all the same: 500.
int code_of(const Status& status) {
    const bool is_gone = status.reason == "Expired" || status.reason == "Gone";
    return status.code > 0 ? status.code : is_gone ? 410 : 500;
}

}  // namespace

Failure decode_failure(int http_status, std::string_view body) {
    Decoder decoder(body);
    const Status status = read_status(decoder);
    Failure failure;
    failure.status = http_status > 0 ? http_status : code_of(status);
    failure.retry_after = status.retry_after;
    failure.resource_version_too_large = status.resource_version_too_large;
    const std::string text = clean(!status.message.empty() ? status.message : body);
    failure.detail = std::to_string(failure.status) + ": " + (text.empty() ? "no message" : text);
    return failure;
}

}  // namespace core::watch
