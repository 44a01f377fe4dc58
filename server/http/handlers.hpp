#pragma once

#include "server/http/answer.hpp"
#include "server/http/routes.hpp"
#include "server/http/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>

namespace server::http {

namespace asio = boost::asio;

/// `POST /mutate`: one snapshot, one call of core::mutate, one record. Runs on a worker. What the cache does not know
/// is fetched, within 1 s in all and half of the `?timeout=` in `query`; then core is asked again with a new snapshot
/// and what was fetched. `body` must stay until the end.
[[nodiscard]] asio::awaitable<Answer> handle_mutate(std::string_view body, std::string query, const Services& services);

/// Everything on the health port (product.md, "Endpoints"); `query` is what follows the `?`. Runs on the control
/// thread.
[[nodiscard]] Answer handle_health(Handler handler, std::string_view query, const Services& services);

}  // namespace server::http
