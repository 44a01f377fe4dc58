#pragma once

#include "server/telemetry/metrics.hpp"

#include <string>
#include <string_view>

namespace server::http {

/// Why a request gets no review, and what becomes of its connection (product.md, the table of refusals).
struct Refused {
    int status = 0;               ///< 0: nobody is there to hear an answer, the connection just ends
    telemetry::Refusal reason{};  ///< for the counter; without meaning when `status` is 0
    std::string message;          ///< what is wrong and where, for a person
    bool closes = true;           ///< the connection ends after the answer
    std::string_view allow = {};  ///< 405: the value of `Allow`
    int retry_after_s = 0;        ///< 0: no `Retry-After`
};

/// The peer is gone or may not be waited for any longer.
[[nodiscard]] inline Refused nobody_listens() { return {}; }

}  // namespace server::http
