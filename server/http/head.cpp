#include "server/http/head.hpp"

#include "server/http/field.hpp"

#include <limits>
#include <string>
#include <utility>

namespace server::http {

namespace {

Refused bad(telemetry::Refusal reason, int status, std::string message) {
    return {.status = status, .reason = reason, .message = std::move(message)};
}

Refused bad_framing(std::string message) { return bad(telemetry::Refusal::bad_framing, 400, std::move(message)); }

/// What the fields say, before anything is judged: syntax errors further down come before any other refusal.
struct Draft {
    Head head;
    std::string_view version;
    std::string_view content_length;
    int content_lengths = 0;
    int content_types = 0;
    int hosts = 0;
    bool has_transfer_encoding = false;
};

/// `method SP target SP HTTP/d.d`, nothing else between them (RFC 9112, 3). False: malformed.
bool read_request_line(std::string_view line, Draft& draft) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return false;
    draft.head.method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    draft.version = line.substr(last + 1);
    if (!is_token(draft.head.method) || !is_visible(target) || !is_http_version(draft.version)) return false;
    const auto question = target.find('?');
    draft.head.path = target.substr(0, question);
    if (question != std::string_view::npos) draft.head.query = target.substr(question + 1);
    return true;
}

void note_field(const Field& field, Draft& draft) {
    if (equal_ignoring_case(field.name, "content-length")) {
        draft.content_length = field.value;
        ++draft.content_lengths;
    } else if (equal_ignoring_case(field.name, "content-type")) {
        draft.head.content_type = ++draft.content_types == 1 ? trimmed(field.value.substr(0, field.value.find(';')))
                                                             : "";
    } else if (equal_ignoring_case(field.name, "host")) {
        ++draft.hosts;
    } else if (equal_ignoring_case(field.name, "transfer-encoding")) {
        draft.has_transfer_encoding = true;
    } else if (equal_ignoring_case(field.name, "expect")) {
        draft.head.expects_continue |= equal_ignoring_case(field.value, "100-continue");
    } else if (equal_ignoring_case(field.name, "connection")) {
        draft.head.asks_close |= list_has(field.value, "close");
    }
}

/// Every line of the block is well-formed, or the refusal that says which is not.
std::expected<Draft, Refused> read_lines(std::string_view block) {
    Draft draft;
    for (int number = 1;; ++number) {
        const auto end = block.find("\r\n");
        const auto line = block.substr(0, end);
        if (line.empty()) return draft;
        block.remove_prefix(end + 2);
        if (number == 1) {
            if (!read_request_line(line, draft))
                return std::unexpected(bad_framing("the request line is not METHOD SP TARGET SP HTTP/1.1"));
            continue;
        }
        const auto field = read_field(line);
        if (!field)
            return std::unexpected(
                bad_framing("header line " + std::to_string(number) + ": " + std::string(field.error())));
        note_field(*field, draft);
    }
}

/// Digits of any number; too large for 64 bits is too large for us too.
std::optional<std::uint64_t> read_length(std::string_view digits) {
    if (digits.empty()) return std::nullopt;
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t length = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        const auto digit = static_cast<std::uint64_t>(c - '0');
        length = length > (largest - digit) / 10 ? largest : length * 10 + digit;
    }
    return length;
}

}  // namespace

std::expected<Head, Refused> decode_head(std::string_view block) {
    auto draft = read_lines(block);
    if (!draft) return std::unexpected(std::move(draft.error()));
    if (draft->version != "HTTP/1.1") {
        return std::unexpected(bad(telemetry::Refusal::http_version, 505,
                                   std::string(draft->version) + " is not spoken here, only HTTP/1.1"));
    }
    if (draft->has_transfer_encoding)
        return std::unexpected(bad_framing("Transfer-Encoding is not accepted: send a Content-Length"));
    if (draft->content_lengths > 1)
        return std::unexpected(
            bad_framing("Content-Length is given " + std::to_string(draft->content_lengths) + " times"));
    if (draft->content_lengths == 1) {
        draft->head.content_length = read_length(draft->content_length);
        if (!draft->head.content_length) return std::unexpected(bad_framing("Content-Length is not a number of bytes"));
    }
    if (draft->hosts > 1)
        return std::unexpected(bad_framing("Host is given " + std::to_string(draft->hosts) + " times"));
    draft->head.has_host = draft->hosts == 1;
    return draft->head;
}

}  // namespace server::http
