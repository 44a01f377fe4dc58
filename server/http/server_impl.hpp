#pragma once

#include "server/http/body.hpp"
#include "server/http/handshake_log.hpp"
#include "server/http/listener.hpp"
#include "server/http/loop.hpp"
#include "server/http/places.hpp"
#include "server/http/server.hpp"
#include "server/http/traffic.hpp"

#include <boost/asio/signal_set.hpp>
#include <cstddef>
#include <memory>
#include <vector>

namespace server::http {

/// Probes, Prometheus and a person with curl: more than these at once is an accident.
inline constexpr std::size_t health_connections = 64;

/// The control loop (accepting, health and metrics, signals, shutdown) and the workers.
///
///     control thread   Listener x 2 -> place? -> Session -> Loop::adopt of the worker with the fewest connections
///     worker threads   Loop: Session::run ... handle_mutate
class Server::Impl {
public:
    Impl(const Addresses& addresses, const Limits& limits, Services services);

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::uint16_t metrics_port() const { return metrics_port_; }
    bool run();
    void drain();
    void stop();

private:
    // server_accept.cpp
    void serve(Site site, Listener& listener, Places& places);
    Loop& least_loaded();
    void accepted(Site site, Loop& loop, Places& places, asio::ip::tcp::socket socket,
                  const asio::ip::tcp::endpoint& peer);
    // server_run.cpp
    void await_signal();
    void begin_drain();
    void watch_drain();
    void refuse_the_stuck();
    void end(bool drained);

    const Limits limits_;
    const Services services_;
    Traffic traffic_;
    BodyBudget budget_;
    HandshakeLog handshake_log_;
    const Common common_{limits_, services_, traffic_, budget_, handshake_log_};
    Places places_;
    Places health_places_;
    Loop control_;
    std::vector<std::unique_ptr<Loop>> workers_;
    Listener listener_;
    Listener health_listener_;
    const std::uint16_t port_;
    const std::uint16_t metrics_port_;
    asio::signal_set signals_;
    asio::steady_timer drain_timer_;
    Clock::time_point drain_started_;
    bool ended_ = false;
    bool drained_ = false;
};

}  // namespace server::http
