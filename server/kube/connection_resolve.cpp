#include "server/kube/connection_resolve.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace server::kube {
namespace {

using asio::ip::tcp;

/// Kept by the lookup, so that it may end after everybody has stopped waiting for it.
struct Lookup {
    explicit Lookup(const asio::any_io_executor& executor)
        : resolver(executor), arrived(executor, Clock::time_point::max()) {}

    tcp::resolver resolver;
    asio::steady_timer arrived;  ///< never runs out; cancelled when there is an answer
    bool is_done = false;
    boost::system::error_code error;
    std::vector<tcp::endpoint> endpoints;
};

TransportFailure unresolved(const std::string& host, const std::string& why) {
    return {.kind = TransportFailure::Kind::connect, .detail = "the name " + host + " cannot be looked up: " + why};
}

void start(const std::shared_ptr<Lookup>& lookup, const std::string& host, std::uint16_t port) {
    lookup->resolver.async_resolve(host, std::to_string(port), tcp::resolver::numeric_service,
                                   [lookup](boost::system::error_code error, const tcp::resolver::results_type& found) {
                                       lookup->is_done = true;
                                       lookup->error = error;
                                       for (const auto& each : found) lookup->endpoints.push_back(each.endpoint());
                                       lookup->arrived.cancel();
                                   });
}

}  // namespace

asio::awaitable<std::expected<std::vector<tcp::endpoint>, TransportFailure>> resolve(std::string host,
                                                                                     std::uint16_t port,
                                                                                     Deadline& deadline) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (!error) co_return std::vector{tcp::endpoint(address, port)};

    const auto lookup = std::make_shared<Lookup>(co_await asio::this_coro::executor);
    start(lookup, host, port);
    deadline.guard([weak = std::weak_ptr(lookup)] {
        if (const auto held = weak.lock()) held->arrived.cancel();
    });
    while (!lookup->is_done && !deadline.is_over())
        co_await lookup->arrived.async_wait(asio::redirect_error(asio::use_awaitable, error));
    if (!lookup->is_done) co_return std::unexpected(unresolved(host, "no answer in time"));
    if (lookup->error || lookup->endpoints.empty())
        co_return std::unexpected(unresolved(host, lookup->error.message()));
    co_return std::move(lookup->endpoints);
}

}  // namespace server::kube
