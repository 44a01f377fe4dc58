#include "server/http/answer.hpp"

#include "core/mutate.hpp"

#include <cstddef>

namespace server::http {

namespace {

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200: return "200 OK";
        case 400: return "400 Bad Request";
        case 404: return "404 Not Found";
        case 405: return "405 Method Not Allowed";
        case 408: return "408 Request Timeout";
        case 411: return "411 Length Required";
        case 413: return "413 Content Too Large";
        case 415: return "415 Unsupported Media Type";
        case 431: return "431 Request Header Fields Too Large";
        case 503: return "503 Service Unavailable";
        case 505: return "505 HTTP Version Not Supported";
        default: return "500 Internal Server Error";
    }
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string encode_answer(const Answer& answer) {
    constexpr std::size_t header_room = 256;
    std::string out;
    out.reserve(header_room + answer.body.size());
    out.append("HTTP/1.1 ").append(reason_phrase(answer.status)).append("\r\n");
    append_field(out, "Content-Type", answer.content_type);
    append_field(out, "Content-Length", std::to_string(answer.body.size()));
    if (!answer.allow.empty()) append_field(out, "Allow", answer.allow);
    if (answer.retry_after_s > 0) append_field(out, "Retry-After", std::to_string(answer.retry_after_s));
    if (answer.closes) append_field(out, "Connection", "close");
    out.append("\r\n");
    if (!answer.without_body) out.append(answer.body);
    return out;
}

Answer answer_refused(Site site, const Refused& refused) {
    const bool webhook = site == Site::webhook;
    return {.status = refused.status,
            .content_type = webhook ? "application/json" : "text/plain; charset=utf-8",
            .body = webhook ? core::encode_refusal(refused.status, refused.message) : refused.message + "\n",
            .allow = refused.allow,
            .retry_after_s = refused.retry_after_s,
            .closes = refused.closes};
}

}  // namespace server::http
