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

// A list of a large cluster may take the API server a while to begin; a silence in its middle may not be long.
constexpr std::chrono::milliseconds list_header_timeout = 60s;
constexpr std::chrono::milliseconds list_idle_timeout = 30s;
constexpr std::chrono::seconds list_patience{10};  // then the log says what is being waited for
// An API server answers a watch at once, before the first event.
constexpr std::chrono::milliseconds watch_header_timeout = 30s;
// Longer silence than the watch may last means a half-open line (platform.md, "List and watch").
constexpr std::chrono::milliseconds half_open_after = 5s;

core::watch::Instant now() { return std::chrono::steady_clock::now().time_since_epoch(); }

Failure failure_of(const TransportFailure& failure) {
    return {.status = 0,
            .retry_after = {},
            .resource_version_too_large = false,
            .detail = std::string(to_string(failure.kind)) + ": " + failure.detail};
}

/// Nothing when the answer is 200 and was read to its end.
std::optional<Failure> failure_of(const std::expected<Response, TransportFailure>& answer) {
    if (!answer) return failure_of(answer.error());
    if (answer->status == 200) return std::nullopt;
    Failure failure = core::watch::decode_failure(answer->status, answer->error_body);
    if (answer->retry_after) failure.retry_after = answer->retry_after;
    return failure;
}

/// A 200 whose body cannot be understood.
Failure failure_of(const core::Error& error) {
    return {.status = 200, .retry_after = {}, .resource_version_too_large = false, .detail = error.detail};
}

}  // namespace

Watcher::Watcher(core::profile::ObjectKind kind, core::watch::Settings settings, Client& client, Store& store,
                 ProfileVersion& version, WatchReport report)
    : resource_(kind),
      machine_(settings),
      client_(client),
      store_(store),
      version_(version),
      report_(std::move(report)) {}

asio::awaitable<void> Watcher::run() {
    while (true) {
        std::string mistake;
        try {
            co_await carry_out(machine_.next(now()));
        } catch (const std::exception& error) {
            mistake = error.what();  // out of memory, or ours: the last good state stays, and it is tried again
        }
        if (!mistake.empty())
            failed(failure_of(core::Error{core::ErrorCode::wrong_shape, "internal error: " + mistake}));
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

/// `v1` first; where that is not served, `v1beta1`, and the other way round: a cluster may be upgraded under us.
void Watcher::other_version() {
    if (resource_.kind() != core::profile::ObjectKind::profile) return;
    version_ = version_ == ProfileVersion::v1 ? ProfileVersion::v1beta1 : ProfileVersion::v1;
}

asio::awaitable<void> Watcher::list(const core::watch::List& step) {
    if (step.continue_token.empty()) store_.begin(resource_.kind());
    auto failure = co_await read_list(step);
    if (failure && failure->status == 404 && resource_.kind() == core::profile::ObjectKind::profile) {
        other_version();
        if (step.continue_token.empty()) failure = co_await read_list(step);
        if (failure && failure->status == 404) other_version();  // neither is served: begin with the same one again
    }
    if (failure) failed(*failure);
}

asio::awaitable<std::optional<Failure>> Watcher::read_list(const core::watch::List& step) {
    core::watch::ItemReader reader(max_object_bytes);
    std::optional<core::Error> broken;
    const std::function<void(std::string_view)> collect = [&](std::string_view item) {
        store_.collect(resource_.kind(), item);
    };
    asio::steady_timer patience(co_await asio::this_coro::executor, list_patience);
    patience.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled) report_.waits_long(list_patience);
    });
    auto answer = co_await client_.get(
        {.target = resource_.target(step, version_),
         .accept = resource_.accept_list(),
         .header_timeout = list_header_timeout,
         .idle_timeout = list_idle_timeout},
        [&patience] { patience.cancel(); },
        [&](std::string_view piece) {
            broken = reader.feed(piece, collect);
            return !broken;
        });
    if (broken) co_return failure_of(*broken);
    if (auto failure = failure_of(answer)) co_return failure;
    const auto rest = reader.rest();
    if (!rest) co_return failure_of(rest.error());
    const auto page = core::watch::decode_page(*rest);
    if (!page) co_return failure_of(page.error());
    if (machine_.page_read(*page, now())) report_.listed(store_.replace(resource_.kind()));
    report_.worked();
    co_return std::nullopt;
}

asio::awaitable<void> Watcher::watch(const core::watch::Watch& step) {
    core::watch::LineReader lines(max_object_bytes);
    collecting_ = step.initial_events;
    if (collecting_) store_.begin(resource_.kind());
    bool over = false;
    std::optional<core::Error> broken;
    const std::function<bool(std::string_view)> take = [&](std::string_view line) {
        over = !take_line(line);
        return !over;
    };
    auto answer = co_await client_.get(
        {.target = resource_.target(step, version_),
         .accept = resource_.accept_object(),
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
    if (broken) co_return failed(failure_of(*broken));
    if (auto failure = failure_of(answer)) {
        if (failure->status == 404) other_version();
        co_return failed(*failure);
    }
    if (!lines.is_between_lines()) {
        co_return failed({.status = 0, .detail = "the watch ended in the middle of a line"});
    }
    machine_.watch_ended(now());
}

/// False: nothing more is wanted of this watch, and the machine knows.
bool Watcher::take_line(std::string_view line) {
    const auto event = core::watch::decode_event(line);
    if (!event) {
        failed(failure_of(event.error()));
        return false;
    }
    report_.event(event->facts.type);
    const Applied applied = machine_.event_read(event->facts, now());
    if (applied == Applied::ended) {
        report_.failed(machine_);
        return false;
    }
    apply(applied, event->object);
    return true;
}

void Watcher::apply(Applied applied, std::string_view object) {
    const auto kind = resource_.kind();
    switch (applied) {
        case Applied::put: return collecting_ ? store_.collect(kind, object) : store_.put(kind, object);
        case Applied::remove: return collecting_ ? store_.collect_removal(kind, object) : store_.remove(kind, object);
        case Applied::replace: collecting_ = false; return report_.listed(store_.replace(kind));
        case Applied::nothing:
        case Applied::ended: break;
    }
}

}  // namespace server::kube
