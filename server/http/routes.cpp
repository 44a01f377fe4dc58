#include "server/http/routes.hpp"

#include "server/http/field.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace server::http {

namespace {

struct Route {
    Site site;
    std::string_view path;
    std::string_view methods;  ///< as `Allow` has them
    Handler handler;
};

constexpr std::array routes{
    Route{Site::webhook, "/mutate", "POST", Handler::mutate},
    Route{Site::health, "/livez", "GET, HEAD", Handler::livez},
    Route{Site::health, "/healthz", "GET, HEAD", Handler::livez},
    Route{Site::health, "/readyz", "GET, HEAD", Handler::readyz},
    Route{Site::health, "/metrics", "GET, HEAD", Handler::metrics},
    Route{Site::health, "/version", "GET, HEAD", Handler::version},
};

/// A path is the client's to choose and up to 16 KiB long: a message needs no more of it.
std::string shown(std::string_view text) {
    constexpr std::size_t enough = 100;
    return text.size() <= enough ? std::string(text) : std::string(text.substr(0, enough)) + "...";
}

std::expected<Handler, Refused> refuse(int status, telemetry::Refusal reason, std::string message, bool closes) {
    return std::unexpected(
        Refused{.status = status, .reason = reason, .message = std::move(message), .closes = closes});
}

/// Methods are case-sensitive (RFC 9110, 9.1), `allowed` is ours: no blanks but after the commas.
bool allows(std::string_view allowed, std::string_view method) {
    for (auto rest = allowed; !rest.empty();) {
        const auto comma = rest.find(", ");
        if (rest.substr(0, comma) == method) return true;
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 2);
    }
    return false;
}

std::expected<Handler, Refused> check_review(const Head& head, std::size_t max_body_size) {
    using enum telemetry::Refusal;
    if (!head.content_length) return refuse(411, no_length, "POST /mutate needs a Content-Length", true);
    if (!equal_ignoring_case(head.content_type, "application/json")) {
        return refuse(415, content_type, "Content-Type must be application/json, once", false);
    }
    if (*head.content_length > max_body_size) {
        return refuse(413, body_too_large,
                      "the body is larger than " + std::to_string(max_body_size) + " bytes (--max-body-size)", true);
    }
    return Handler::mutate;
}

}  // namespace

std::expected<Handler, Refused> route(Site site, const Head& head, std::size_t max_body_size) {
    using enum telemetry::Refusal;
    const auto* const found =
        std::ranges::find_if(routes, [&](const Route& r) { return r.site == site && r.path == head.path; });
    if (found == routes.end()) return refuse(404, unknown_path, "unknown path " + shown(head.path), false);
    if (!allows(found->methods, head.method)) {
        auto refused =
            refuse(405, method,
                   shown(head.path) + " takes " + std::string(found->methods) + ", not " + shown(head.method), false);
        refused.error().allow = found->methods;
        return refused;
    }
    if (found->handler == Handler::mutate) {
        if (auto checked = check_review(head, max_body_size); !checked) return checked;
    }
    if (!head.has_host) return refuse(400, bad_framing, "Host is missing", true);
    return found->handler;
}

}  // namespace server::http
