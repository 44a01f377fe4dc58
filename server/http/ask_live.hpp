#pragma once

#include "core/mutate.hpp"
#include "server/http/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string_view>
#include <vector>

namespace server::http {

namespace asio = boost::asio;

/// The wall clock in whole seconds, as creation times of objects are written.
[[nodiscard]] std::chrono::sys_seconds wall_clock();

/// How long live reads for one review may take: 1 s, or half of what `?timeout=` allows for everything, when that is
/// less (a Go duration as kube-apiserver writes it, `10s`; anything else counts as not given).
[[nodiscard]] std::chrono::milliseconds live_read_time(std::string_view query);

/// Fetches what core has named and asks core again, with a new snapshot and what was fetched. What was found may point
/// to something else that is not known, so there may be a second round before the deadline. In the end what could only
/// have refined the answer counts as absent; without the rest the reply is a 503.
[[nodiscard]] asio::awaitable<core::Reply> ask_with_live_reads(std::string_view body,
                                                               std::vector<core::profile::ObjectKey> missing,
                                                               std::chrono::steady_clock::time_point deadline,
                                                               const Services& services);

}  // namespace server::http
