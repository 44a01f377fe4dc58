#include "server/http/loop.hpp"

#include "server/telemetry/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

namespace server::http {

namespace {

constexpr std::chrono::milliseconds sweep_interval{100};  // how late a deadline may be noticed

}  // namespace

Loop::Loop(std::size_t handshakes) : gate_(handshakes) { sweep(); }

void Loop::adopt(std::shared_ptr<Session> session) {
    connections_.fetch_add(1, std::memory_order_relaxed);
    asio::post(context_, [this, session = std::move(session)] { start(session); });
}

void Loop::start(const std::shared_ptr<Session>& session) {
    sessions_.emplace(session.get(), session);
    asio::co_spawn(context_, session->run(), [this, key = session.get()](const std::exception_ptr&) {
        sessions_.erase(key);
        connections_.fetch_sub(1, std::memory_order_relaxed);
    });
    if (stopping_) session->interrupt(Session::Interrupt::stop);
}

void Loop::interrupt_all(Session::Interrupt why) {
    asio::post(context_, [this, why] {
        for (const auto& [key, session] : sessions_) session->interrupt(why);
    });
}

void Loop::run() {
    while (true) {
        try {
            context_.run();
            return;
        } catch (const std::exception& error) {
            telemetry::log(telemetry::LogLevel::error, "an internal error outside of any connection",
                           {{"error", error.what()}});
        }
    }
}

void Loop::stop() {
    asio::post(context_, [this] {
        stopping_ = true;
        sweep_timer_.cancel();  // without it, nothing but sessions keeps `run` going
        for (const auto& [key, session] : sessions_) session->interrupt(Session::Interrupt::stop);
    });
}

void Loop::sweep() {
    sweep_timer_.expires_after(sweep_interval);
    sweep_timer_.async_wait([this](const boost::system::error_code& cancelled) {
        if (cancelled || stopping_) return;
        const auto now = Clock::now();
        for (const auto& [key, session] : sessions_) session->sweep(now);
        gate_.sweep(now);
        sweep();
    });
}

}  // namespace server::http
