#pragma once

#include "server/http/answer.hpp"
#include "server/http/routes.hpp"
#include "server/http/server.hpp"

#include <string_view>

namespace server::http {

/// `POST /mutate`: one snapshot, one call of core::mutate, one record. Runs on a worker, never waits.
[[nodiscard]] Answer handle_mutate(std::string_view body, const Services& services);

/// Everything on the health port (product.md, "Endpoints"); `query` is what follows the `?`. Runs on the control
/// thread.
[[nodiscard]] Answer handle_health(Handler handler, std::string_view query, const Services& services);

}  // namespace server::http
