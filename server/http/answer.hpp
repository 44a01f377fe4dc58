#pragma once

#include "server/http/refused.hpp"
#include "server/http/routes.hpp"

#include <string>
#include <string_view>

namespace server::http {

/// One response.
struct Answer {
    int status = 200;
    std::string_view content_type = "application/json";
    std::string body = {};
    std::string_view allow = {};  ///< empty: no `Allow`
    int retry_after_s = 0;        ///< 0: no `Retry-After`
    bool closes = false;          ///< `Connection: close`
    bool without_body = false;    ///< HEAD: the length is told, the body is not sent
};

/// The whole response in one buffer, so that it leaves in one write (and, when small, in one TLS record).
/// No `Date`: kube-apiserver does not read it, and it would have to be formatted.
[[nodiscard]] std::string encode_answer(const Answer& answer);

/// The answer to a refused request: a `v1` Status in JSON on the webhook's port, plain text on the health port.
[[nodiscard]] Answer answer_refused(Site site, const Refused& refused);

}  // namespace server::http
