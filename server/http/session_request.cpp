#include "server/http/handlers.hpp"
#include "server/http/head.hpp"
#include "server/http/overload.hpp"
#include "server/http/routes.hpp"
#include "server/http/session.hpp"

#include <algorithm>
#include <utility>

namespace server::http {

namespace {

Refused refusal(int status, telemetry::Refusal reason, std::string message, int retry_after_s = 0) {
    return {.status = status, .reason = reason, .message = std::move(message), .retry_after_s = retry_after_s};
}

Refused draining() { return refusal(503, telemetry::Refusal::draining, "this replica is shutting down", 1); }

}  // namespace

/// Why a read in the middle of a request brought nothing.
Refused Session::why_no_more(Progress::Step step) const {
    switch (interrupt_) {
        case Interrupt::deadline:
            return refusal(408, telemetry::Refusal::timeout,
                           "the request was not complete " + std::to_string(common_.limits.request_timeout.count()) +
                               " ms after its first byte");
        case Interrupt::stuck: return draining();
        case Interrupt::made_room:
        case Interrupt::stop: return nobody_listens();
        case Interrupt::none: break;
    }
    if (step != Progress::Step::closed) return nobody_listens();
    return refusal(400, telemetry::Refusal::bad_framing,
                   "the connection's sending side ended in the middle of a request");
}

asio::awaitable<std::expected<std::size_t, Refused>> Session::read_some(std::span<char> room) {
    const auto progress = co_await stream_.read(room);
    if (progress.step == Progress::Step::done) co_return progress.bytes;
    co_return std::unexpected(why_no_more(progress.step));
}

/// Bytes of the complete header at the front of the input.
asio::awaitable<std::expected<std::size_t, Refused>> Session::read_head() {
    HeadScanner scanner;
    while (true) {
        const auto state = scanner.scan(input_->view());
        if (state == HeadScanner::State::complete) co_return scanner.length();
        if (state == HeadScanner::State::malformed) {
            co_return std::unexpected(refusal(400, telemetry::Refusal::bad_framing, std::string(scanner.fault())));
        }
        if (input_->room().empty()) {
            co_return std::unexpected(
                refusal(431, telemetry::Refusal::headers_too_large,
                        "the header is larger than " + std::to_string(common_.limits.max_header_size) + " bytes"));
        }
        const auto count = co_await read_some(input_->room());
        if (!count) co_return std::unexpected(count.error());
        input_->wrote(*count);
    }
}

asio::awaitable<Session::Handled> Session::read_and_handle() {
    const auto length = co_await read_head();
    if (!length) co_return std::unexpected(length.error());
    if (is_webhook()) in_flight_.emplace(common_.traffic);
    const auto head = decode_head(input_->view().substr(0, *length));
    if (!head) co_return std::unexpected(head.error());
    asked_to_close_ = head->asks_close;
    without_body_ = head->method == "HEAD";
    const auto handler = route(site_, *head, common_.limits.max_body_size);
    const Incoming incoming{.length = static_cast<std::size_t>(head->content_length.value_or(0)),
                            .expects_continue = head->expects_continue,
                            .query = std::string(head->query)};
    input_->consume(*length);  // the views of `head` are not used any more
    if (!handler) co_return co_await refuse_after_body(handler.error(), incoming);
    if (common_.traffic.stuck) co_return std::unexpected(draining());
    if (*handler == Handler::mutate) co_return co_await answer_review(incoming);
    std::string ignored;
    if (auto trouble = co_await discard_body(incoming.length, ignored)) co_return std::unexpected(std::move(*trouble));
    co_return handle_health(*handler, incoming.query, common_.services);
}

/// A refusal that leaves the connection open reads the body first, when there will be one and it is not too large.
asio::awaitable<Session::Handled> Session::refuse_after_body(Refused refused, Incoming incoming) {
    if (incoming.expects_continue || incoming.length > common_.limits.max_body_size) refused.closes = true;
    std::string ignored;
    if (!refused.closes) {
        if (auto trouble = co_await discard_body(incoming.length, ignored))
            co_return std::unexpected(std::move(*trouble));
    }
    co_return std::unexpected(std::move(refused));
}

asio::awaitable<Session::Handled> Session::answer_review(Incoming incoming) {
    using enum telemetry::Refusal;
    if (!in_flight_->admit()) {
        const auto missing = incoming.expects_continue ? 0 : incoming.length;  // whoever waits for a 100 sends no body
        co_return std::unexpected(co_await overloaded(in_flight_limit, missing, {}));
    }
    if (incoming.expects_continue && !co_await stream_.write("HTTP/1.1 100 Continue\r\n\r\n"))
        co_return std::unexpected(nobody_listens());
    std::optional<Body> body(std::in_place, common_.budget, incoming.length);
    if (auto trouble = co_await read_body(*body)) {
        if (trouble->reason != body_memory_limit) co_return std::unexpected(std::move(*trouble));
        const auto missing = body->missing();
        std::string beginning(body->view().substr(0, uid_window));
        body.reset();
        co_return std::unexpected(co_await overloaded(body_memory_limit, missing, std::move(beginning)));
    }
    co_return co_await handle_mutate(body->view(), std::move(incoming.query), common_.services);
}

asio::awaitable<Session::Trouble> Session::read_body(Body& body) {
    while (!body.complete()) {
        const auto room = body.room();
        if (room.empty()) co_return refusal(503, telemetry::Refusal::body_memory_limit, "");
        if (const auto count = input_->move_to(room)) {
            body.wrote(count);
            continue;
        }
        const auto count = co_await read_some(room);
        if (!count) co_return count.error();
        body.wrote(*count);
    }
    co_return std::nullopt;
}

/// Reads what is missing of a body and keeps only its beginning.
asio::awaitable<Session::Trouble> Session::discard_body(std::size_t missing, std::string& beginning) {
    while (true) {
        const auto there = input_->view().substr(0, missing);
        beginning.append(there.substr(0, uid_window - std::min(uid_window, beginning.size())));
        missing -= there.size();
        input_->consume(there.size());
        if (missing == 0) co_return std::nullopt;
        input_->compact();
        const auto count = co_await read_some(input_->room());
        if (!count) co_return count.error();
        input_->wrote(*count);
    }
}

asio::awaitable<Refused> Session::overloaded(telemetry::Refusal reason, std::size_t missing, std::string beginning) {
    if (auto trouble = co_await discard_body(missing, beginning)) co_return std::move(*trouble);
    const bool memory = reason == telemetry::Refusal::body_memory_limit;
    co_return refusal(503, reason,
                      memory ? "too many bytes of reviews are held at this moment (--max-body-memory)"
                             : "too many reviews are in flight at this moment (--max-in-flight)",
                      retry_after_s(beginning));
}

}  // namespace server::http
