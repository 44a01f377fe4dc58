#include "server/http/server_impl.hpp"
#include "server/http/shutdown.hpp"
#include "server/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace server::http {

namespace {

constexpr std::chrono::milliseconds drain_interval{50};
constexpr std::chrono::milliseconds last_words{1000};  // for the 503s to those that were stuck at the shutdown timeout

}  // namespace

Server::Impl::Impl(const Addresses& addresses, const Limits& limits, Services services)
    : limits_(limits),
      services_(services),
      traffic_(limits.max_in_flight, services.metrics),
      budget_(limits.max_body_memory),
      places_(limits.max_connections, limits.max_connections_per_address),
      health_places_(health_connections, health_connections),
      control_(1),
      listener_(control_.context(), addresses.bind_address, addresses.port, "--port"),
      health_listener_(control_.context(), addresses.bind_address, addresses.metrics_port, "--metrics-port"),
      port_(listener_.port()),
      metrics_port_(health_listener_.port()),
      signals_(control_.context()),
      drain_timer_(control_.context()) {
    const auto count = std::max<std::size_t>(1, addresses.workers);
    for (std::size_t i = 0; i < count; ++i) {
        workers_.push_back(std::make_unique<Loop>(std::max<std::size_t>(1, limits_.max_unfinished_handshakes / count)));
    }
    // OpenSSL writes to sockets whose peers are gone, the log to a pipe that nobody reads.
    std::signal(SIGPIPE, SIG_IGN);
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    await_signal();
}

bool Server::Impl::run() {
    serve(Site::webhook, listener_, places_);
    serve(Site::health, health_listener_, health_places_);
    std::vector<std::jthread> threads;
    threads.reserve(workers_.size());
    for (const auto& worker : workers_) threads.emplace_back([&worker] { worker->run(); });
    control_.run();
    for (const auto& worker : workers_) worker->stop();
    threads.clear();  // joins
    return drained_;
}

void Server::Impl::await_signal() {
    signals_.async_wait([this](const boost::system::error_code& cancelled, int number) {
        if (cancelled) return;
        constexpr int killed_by = 128;  // the shell's convention: 130 after SIGINT, 143 after SIGTERM
        if (traffic_.draining) std::_Exit(killed_by + number);
        telemetry::log(telemetry::LogLevel::info, "shutting down; a second signal exits at once",
                       {{"signal", std::int64_t{number}}});
        await_signal();  // before the drain, which may end at once, and must then find this wait to cancel it
        begin_drain();
    });
}

void Server::Impl::drain() {
    asio::post(control_.context(), [this] { begin_drain(); });
}

void Server::Impl::stop() {
    asio::post(control_.context(), [this] { end(traffic_.in_flight() == 0); });
}

void Server::Impl::begin_drain() {
    if (ended_ || traffic_.draining.exchange(true)) return;
    drain_started_ = Clock::now();
    services_.readiness.not_ready("shutdown", "the process is ending");
    watch_drain();
}

void Server::Impl::watch_drain() {
    const auto now = Clock::now();
    const ShutdownFacts facts{.since_start = now - drain_started_,
                              .since_last_request = now - traffic_.last_request(),
                              .in_flight = traffic_.in_flight()};
    switch (shutdown_step(facts, limits_)) {
        case ShutdownStep::drained: return end(true);
        case ShutdownStep::timed_out: return refuse_the_stuck();
        case ShutdownStep::draining: break;
    }
    drain_timer_.expires_after(drain_interval);
    drain_timer_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled && !ended_) watch_drain();
    });
}

/// Requests that are still being received get a 503, so that they reach another replica; answers get a moment to leave.
void Server::Impl::refuse_the_stuck() {
    const bool drained = traffic_.in_flight() == 0;
    if (!drained)
        telemetry::log(telemetry::LogLevel::warning, "the shutdown timeout is over with requests in flight",
                       {{"in_flight", static_cast<std::int64_t>(traffic_.in_flight())}});
    traffic_.stuck = true;
    for (const auto& worker : workers_) worker->interrupt_all(Session::Interrupt::stuck);
    drain_timer_.expires_after(last_words);
    drain_timer_.async_wait([this, drained](const boost::system::error_code& cancelled) {
        if (!cancelled && !ended_) end(drained);
    });
}

void Server::Impl::end(bool drained) {
    if (ended_) return;
    ended_ = true;
    drained_ = drained;
    listener_.close();
    health_listener_.close();
    boost::system::error_code ignored;
    signals_.cancel(ignored);
    drain_timer_.cancel();
    control_.stop();
}

}  // namespace server::http
