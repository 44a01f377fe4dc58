#pragma once

#include "server/http/head.hpp"

#include <cstddef>
#include <expected>

namespace server::http {

/// Which of the two ports a request came in at (product.md, "Endpoints").
enum class Site { webhook, health };

/// What answers a request; one `handle_x` each (handlers.hpp).
enum class Handler { mutate, livez, readyz, metrics, version };

/// Finds the handler, or the refusal of product.md's table, in this order: 404, 405, 411, 415, 413, and a missing
/// `Host` 400 last. The first four but 411 leave the connection open.
[[nodiscard]] std::expected<Handler, Refused> route(Site site, const Head& head, std::size_t max_body_size);

}  // namespace server::http
