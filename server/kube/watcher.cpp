#include "server/kube/watcher.hpp"

#include "core/watch/readers.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <variant>

namespace server::kube {
namespace {

using core::watch::Applied;
using core::watch::Failure;
using namespace std::chrono_literals;

// A list may take the API server a while to begin; a silence in its middle may not be long.
constexpr std::chrono::milliseconds list_idle_timeout = 30s;
constexpr std::chrono::seconds list_patience{10};  // then the log says what is being waited for
// An API server answers a watch at once, before the first event.
constexpr std::chrono::milliseconds watch_header_timeout = 30s;
// Longer silence than the watch may last means a half-open line (platform.md, "List and watch").
constexpr std::chrono::milliseconds half_open_after = 5s;

core::watch::Instant now() { return std::chrono::steady_clock::now().time_since_epoch(); }

/// A 200 whose body cannot be understood.
Failure not_understood(const core::Error& error) {
    return {.status = 200, .retry_after = {}, .resource_version_too_large = false, .detail = error.detail};
}

}  // namespace

Watcher::Watcher(std::unique_ptr<Watched> watched, core::watch::Settings settings, Client& client, WatchReport report)
    : watched_(std::move(watched)), machine_(settings), client_(client), report_(std::move(report)) {}

asio::awaitable<void> Watcher::run() {
    while (true) {
        std::string mistake;
        try {
            co_await carry_out(machine_.next(now()));
        } catch (const std::exception& error) {
            mistake = error.what();  // out of memory, or ours: the last good state stays, and it is tried again
        }
        if (!mistake.empty())
            failed(not_understood(core::Error{core::ErrorCode::wrong_shape, "internal error: " + mistake}));
    }
}

asio::awaitable<void> Watcher::carry_out(core::watch::Step step) {
    if (const auto* list_step = std::get_if<core::watch::List>(&step)) {
        co_await list(*list_step);
    } else if (const auto* watch_step = std::get_if<core::watch::Watch>(&step)) {
        co_await watch(*watch_step);
    } else {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::get<core::watch::Wait>(step).delay);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

void Watcher::failed(const Failure& failure) {
    machine_.failed(failure, now());
    report_.failed(machine_);
}

/// Nothing when the answer is 200 and was read to its end.
std::optional<Failure> Watcher::failure_of(const std::expected<Response, TransportFailure>& answer) const {
    if (!answer)
        return Failure{.status = 0,
                       .detail = std::string(to_string(answer.error().kind)) + ": " + answer.error().detail};
    if (answer->status == 200) return std::nullopt;
    const std::string_view body = watched_->may_quote(answer->error_body) ? answer->error_body : std::string_view{};
    Failure failure = core::watch::decode_failure(answer->status, body);
    if (answer->retry_after) failure.retry_after = answer->retry_after;
    return failure;
}

asio::awaitable<void> Watcher::list(const core::watch::List& step) {
    if (step.continue_token.empty()) watched_->begin();
    auto failure = co_await read_list(step);
    if (failure && failure->status == 404 && watched_->turn_to_other_version()) {
        if (step.continue_token.empty()) failure = co_await read_list(step);
        if (failure && failure->status == 404)
            watched_->turn_to_other_version();  // neither is served: begin with the same one again
    }
    if (failure) failed(*failure);
}

asio::awaitable<std::optional<Failure>> Watcher::read_list(const core::watch::List& step) {
    core::watch::ItemReader reader(max_object_bytes);
    std::optional<core::Error> broken;
    std::optional<core::Error> unusable;
    const std::function<void(std::string_view)> collect = [&](std::string_view item) {
        if (auto error = watched_->collect(item)) unusable = std::move(error);
    };
    asio::steady_timer patience(co_await asio::this_coro::executor, list_patience);
    patience.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled) report_.waits_long(list_patience);
    });
    auto answer = co_await client_.get(
        {.target = watched_->target(step),
         .accept = watched_->accept_list(),
         .header_timeout = watched_->list_header_timeout(),
         .idle_timeout = list_idle_timeout},
        [&patience] { patience.cancel(); },
        [&](std::string_view piece) {
            broken = reader.feed(piece, collect);
            return !broken;
        });
    if (broken) co_return not_understood(*broken);
    if (auto failure = failure_of(answer)) co_return failure;
    const auto rest = reader.rest();
    if (!rest) co_return not_understood(rest.error());
    if (unusable) co_return not_understood(*unusable);
    const auto page = core::watch::decode_page(*rest);
    if (!page) co_return not_understood(page.error());
    if (machine_.page_read(*page, now())) report_.listed(watched_->replace());
    report_.worked();
    co_return std::nullopt;
}

asio::awaitable<void> Watcher::watch(const core::watch::Watch& step) {
    core::watch::LineReader lines(max_object_bytes);
    collecting_ = step.initial_events;
    if (collecting_) watched_->begin();
    bool over = false;
    std::optional<core::Error> broken;
    const std::function<bool(std::string_view)> take = [&](std::string_view line) {
        over = !take_line(line);
        return !over;
    };
    auto answer = co_await client_.get(
        {.target = watched_->target(step),
         .accept = watched_->accept_object(),
         .header_timeout = watch_header_timeout,
         .idle_timeout = step.timeout + half_open_after,
         .keeps_connection = false},
        [&] {
            machine_.watch_opened(now());
            report_.worked();
        },
        [&](std::string_view piece) {
            broken = lines.feed(piece, take);
            return !broken && !over;
        });
    if (over) co_return;  // the machine has heard why
    if (broken) co_return failed(not_understood(*broken));
    if (auto failure = failure_of(answer)) {
        if (failure->status == 404) watched_->turn_to_other_version();
        co_return failed(*failure);
    }
    if (!lines.is_between_lines()) {
        co_return failed({.status = 0, .detail = "the watch ended in the middle of a line"});
    }
    machine_.watch_ended(now());
}

/// False: nothing more is wanted of this watch, and the machine knows.
bool Watcher::take_line(std::string_view line) {
    auto event = core::watch::decode_event(line);
    if (!event) {
        failed(not_understood(event.error()));
        return false;
    }
    auto& facts = event->facts;
    if (facts.type == core::watch::EventType::error && !watched_->may_quote(event->object))
        facts.failure.detail = std::to_string(facts.failure.status) + ": an error without a Status";
    report_.event(facts.type);
    const Applied applied = machine_.event_read(facts, now());
    if (applied == Applied::ended) {
        report_.failed(machine_);
        return false;
    }
    const auto unusable = apply(applied, event->object);
    if (unusable) failed(not_understood(*unusable));
    return !unusable;
}

std::optional<core::Error> Watcher::apply(Applied applied, std::string_view object) {
    switch (applied) {
        case Applied::put: return collecting_ ? watched_->collect(object) : watched_->put(object);
        case Applied::remove: collecting_ ? watched_->collect_removal(object) : watched_->remove(object); break;
        case Applied::replace:
            collecting_ = false;
            report_.listed(watched_->replace());
            break;
        case Applied::nothing:
        case Applied::ended: break;
    }
    return std::nullopt;
}

}  // namespace server::kube
