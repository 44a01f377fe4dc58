#include "server/http/session.hpp"

#include "server/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <utility>

namespace server::http {

namespace {

constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t linger_bytes = std::size_t{32}
                                     << 20U;  // the largest review of kube-apiserver is 17 MB (platform.md)

/// As Go's servers do: whoever speaks plain HTTP to the TLS port is told so.
constexpr std::string_view plain_http_answer =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 60\r\nConnection: close\r\n\r\n"
    "profile-iam-webhook: this port speaks TLS, not plain HTTP.\r\n";

/// As people write it. The socket cannot be asked: it forgets its peer with the peer's RST.
std::string text_of(const PeerAddress& address) {
    const asio::ip::address_v6 v6(address);
    return v6.is_v4_mapped() ? asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string() : v6.to_string();
}

}  // namespace

Session::Session(Site site, Stream stream, const Common& common, HandshakeGate& gate, std::shared_ptr<Place> place)
    : site_(site),
      stream_(std::move(stream)),
      common_(common),
      gate_(gate),
      place_(std::move(place)),
      deadline_(accepted_ + common.limits.handshake_timeout) {}

void Session::sweep(Clock::time_point now) {
    if (now >= deadline_) interrupt(Interrupt::deadline);
}

void Session::interrupt(Interrupt why) {
    if (why == Interrupt::stuck && !(reading_ && in_flight_)) return;  // an answer on its way is not cut off
    interrupt_ = std::max(interrupt_, why);
    stream_.interrupt();
    if (visitor_ != nullptr) visitor_->wake();
}

void Session::forget_interrupt() {
    if (interrupt_ != Interrupt::deadline && interrupt_ != Interrupt::stuck) return;
    interrupt_ = Interrupt::none;
    stream_.resume();
}

asio::awaitable<void> Session::run() {
    auto& metrics = common_.services.metrics;
    if (is_webhook()) metrics.connection_opened();
    try {
        co_await live();
    } catch (const std::exception& error) {
        close_ = telemetry::Close::error;
        telemetry::log(telemetry::LogLevel::error, "a connection was ended by an internal error",
                       {{"error", error.what()}});
    }
    in_flight_.reset();
    if (is_webhook()) metrics.connection_closed(close_);
}

asio::awaitable<void> Session::live() {
    if (is_webhook() && !co_await handshake()) co_return;
    input_.emplace(common_.limits.max_header_size);
    while (co_await await_request() && co_await serve_one()) {
    }
}

asio::awaitable<bool> Session::handshake() {
    const auto result = co_await shake_hands();
    common_.services.metrics.handshake(result.kind);
    if (result.kind == telemetry::Handshake::done) co_return true;
    say_why(result);
    if (interrupt_ == Interrupt::made_room) close_ = telemetry::Close::made_room;
    if (result.kind == telemetry::Handshake::timeout) close_ = telemetry::Close::timeout;
    if (result.kind == telemetry::Handshake::plain_http) stream_.write_raw(plain_http_answer);
    if (interrupt_ == Interrupt::none) co_await linger();  // the alert, too, must not be destroyed by a RST
    co_return false;
}

void Session::say_why(const HandshakeFailure& failure) {
    if (common_.handshake_log.is_due(failure.kind, Clock::now()))
        HandshakeLog::write(failure, text_of(place_->address()));
}

/// Kind `done` when it has not failed.
asio::awaitable<HandshakeFailure> Session::shake_hands() {
    const auto why_not = [this] {
        using enum telemetry::Handshake;
        return HandshakeFailure{.kind = interrupt_ == Interrupt::deadline ? timeout : reset};
    };
    if (!co_await stream_.wait(Progress::Step::want_read)) co_return why_not();  // a silent peer takes no place
    HandshakeGate::Visitor visitor(gate_, co_await asio::this_coro::executor);
    visitor_ = &visitor;
    const std::shared_ptr<void> unset(nullptr, [this](void*) { visitor_ = nullptr; });
    while (true) {
        do {
            co_await visitor.enter();
        } while (!visitor.inside() && interrupt_ == Interrupt::none);
        if (interrupt_ != Interrupt::none) co_return why_not();
        const auto progress = stream_.transport().handshake();
        if (progress.step == Progress::Step::done) co_return HandshakeFailure{.kind = telemetry::Handshake::done};
        if (progress.step == Progress::Step::failed) co_return stream_.transport().handshake_failure();
        visitor.waits_for_peer(Clock::now());
        if (!co_await stream_.wait(progress.step)) co_return why_not();
    }
}

/// Waits for the first byte of the next request, unless it came with the last one (pipelining).
asio::awaitable<bool> Session::await_request() {
    input_->compact();
    if (input_->empty()) {
        deadline_ = Clock::now() + common_.limits.idle_timeout;
        const auto progress = co_await stream_.read(input_->room());
        if (interrupt_ == Interrupt::deadline) close_ = telemetry::Close::idle;
        if (interrupt_ == Interrupt::made_room) close_ = telemetry::Close::made_room;
        if (progress.step != Progress::Step::done) co_return false;
        input_->wrote(progress.bytes);
    }
    if (!place_->begin_request()) {
        close_ = telemetry::Close::made_room;
        co_return false;
    }
    forget_interrupt();  // the deadline of the idle phase came a moment after the first byte
    const auto now = Clock::now();
    deadline_ = now + common_.limits.request_timeout;
    if (is_webhook()) common_.traffic.saw_request(now);
    co_return true;
}

asio::awaitable<bool> Session::serve_one() {
    asked_to_close_ = without_body_ = false;
    reading_ = true;
    auto handled = co_await read_and_handle();
    reading_ = false;
    if (!handled && handled.error().status == 0) co_return false;
    const bool refused = !handled && handled.error().closes;
    if (!handled && handled.error().status == 408)
        close_ = telemetry::Close::timeout;
    else if (refused)
        close_ = telemetry::Close::refused;
    auto answer = handled ? std::move(*handled) : refuse(handled.error());
    answer.closes |= must_close();
    answer.without_body = without_body_;
    const bool closes = answer.closes;
    const bool sent = co_await send(std::move(answer));
    in_flight_.reset();
    place_->end_request(Clock::now());
    if (sent && closes) co_await linger();
    co_return sent && !closes;
}

Answer Session::refuse(const Refused& refused) {
    if (is_webhook()) common_.services.metrics.refused(refused.reason);
    if (telemetry::log_enabled(telemetry::LogLevel::debug)) {
        telemetry::log(telemetry::LogLevel::debug, refused.message,
                       {{"status", std::int64_t{refused.status}}, {"reason", to_string(refused.reason)}});
    }
    return answer_refused(site_, refused);
}

bool Session::must_close() const {
    const bool drains = is_webhook() && common_.traffic.draining;
    return asked_to_close_ || drains || Clock::now() - accepted_ >= common_.limits.max_connection_age;
}

asio::awaitable<bool> Session::send(Answer answer) {
    forget_interrupt();
    deadline_ = Clock::now() + common_.limits.write_timeout;
    if (answer.closes && close_ == telemetry::Close::peer)
        close_ = asked_to_close_ ? telemetry::Close::asked : telemetry::Close::age;
    const auto bytes = encode_answer(answer);
    const bool sent = co_await stream_.write(bytes);
    if (interrupt_ == Interrupt::deadline) close_ = telemetry::Close::timeout;
    co_return sent;
}

/// Ends our side and lets the peer read to the end before the socket is closed.
asio::awaitable<void> Session::linger() {
    deadline_ = Clock::now() + linger_time;
    stream_.end_writing();
    co_await stream_.discard(linger_bytes);
}

}  // namespace server::http
