#pragma once

#include "server/http/answer.hpp"
#include "server/http/body.hpp"
#include "server/http/handshake_gate.hpp"
#include "server/http/handshake_log.hpp"
#include "server/http/input.hpp"
#include "server/http/places.hpp"
#include "server/http/server.hpp"
#include "server/http/stream.hpp"
#include "server/http/traffic.hpp"

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>

namespace server::http {

/// What all sessions use; outlives them.
struct Common {
    const Limits& limits;
    const Services& services;
    Traffic& traffic;
    BodyBudget& budget;
    HandshakeLog& handshake_log;
};

/// One connection: handshake, then requests in the order in which they come, each answered before the next is read.
/// Belongs to one loop; every member but the constructor is called on its thread. No timer of its own: it keeps one
/// deadline, which the loop's sweep looks at, so a request costs no timer operation.
class Session {
public:
    enum class Interrupt {
        none,
        deadline,   ///< the phase took too long
        made_room,  ///< a new connection took the place
        stuck,      ///< the shutdown timeout is over: requests in flight are answered 503
        stop,       ///< the process ends
    };

    Session(Site site, Stream stream, const Common& common, HandshakeGate& gate, std::shared_ptr<Place> place);

    /// The whole life; never throws: what is thrown inside ends this session alone, with a log line and a count.
    asio::awaitable<void> run();
    /// Interrupts itself when its deadline is over.
    void sweep(Clock::time_point now);
    void interrupt(Interrupt why);

private:
    struct Incoming {
        std::size_t length = 0;
        bool expects_continue = false;
        std::string query = {};  ///< of the target
    };
    using Handled = std::expected<Answer, Refused>;
    using Trouble = std::optional<Refused>;

    // session.cpp: the life of the connection
    asio::awaitable<void> live();
    asio::awaitable<bool> handshake();
    asio::awaitable<HandshakeFailure> shake_hands();
    void say_why(const HandshakeFailure& failure);
    asio::awaitable<bool> await_request();
    asio::awaitable<bool> serve_one();
    asio::awaitable<bool> send(Answer answer);
    asio::awaitable<void> linger();
    Answer refuse(const Refused& refused);
    bool must_close() const;
    bool is_webhook() const { return site_ == Site::webhook; }
    void forget_interrupt();

    // session_request.cpp: one request
    asio::awaitable<Handled> read_and_handle();
    asio::awaitable<Handled> answer_review(Incoming incoming);
    asio::awaitable<Handled> refuse_after_body(Refused refused, Incoming incoming);
    asio::awaitable<std::expected<std::size_t, Refused>> read_head();
    asio::awaitable<Trouble> read_body(Body& body);
    asio::awaitable<Trouble> discard_body(std::size_t missing, std::string& beginning);
    asio::awaitable<Refused> overloaded(telemetry::Refusal reason, std::size_t missing, std::string beginning);
    asio::awaitable<std::expected<std::size_t, Refused>> read_some(std::span<char> room);
    Refused why_no_more(Progress::Step step) const;

    const Site site_;
    Stream stream_;
    const Common& common_;
    HandshakeGate& gate_;
    const std::shared_ptr<Place> place_;
    const Clock::time_point accepted_ = Clock::now();
    Clock::time_point deadline_;
    std::optional<Input> input_;                 ///< after the handshake
    HandshakeGate::Visitor* visitor_ = nullptr;  ///< during the handshake
    std::optional<InFlight> in_flight_;  ///< of the webhook: from the complete header to the last byte of the answer
    Interrupt interrupt_ = Interrupt::none;
    telemetry::Close close_ = telemetry::Close::peer;
    bool asked_to_close_ = false;  ///< by the client, with the request that is being answered
    bool without_body_ = false;    ///< that request is a HEAD
    bool reading_ = false;         ///< that request is not complete yet
};

}  // namespace server::http
