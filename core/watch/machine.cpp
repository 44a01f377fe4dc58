#include "core/watch/machine.hpp"

namespace core::watch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds shortest_timeout = std::chrono::minutes(5);  // random up to twice that, as client-go
constexpr int most_short_watches = 3;
constexpr int most_unfinished_streams = 3;
constexpr int most_pages = 10'000;  // 5 million objects

}  // namespace

const char* to_string(Condition condition) {
    switch (condition) {
        case Condition::starting: return "starting";
        case Condition::healthy: return "healthy";
        case Condition::unreachable: return "unreachable";
        case Condition::unauthorized: return "unauthorized";
        case Condition::forbidden: return "forbidden";
        case Condition::not_found: return "not_found";
        case Condition::throttled: return "throttled";
        case Condition::expired: return "expired";
        case Condition::failing: return "failing";
    }
    return "unknown";
}

Machine::Machine(Settings settings) : settings_(settings), backoff_(settings.seed) {}

Step Machine::next(Instant now) {
    if (request_ != Request::none) {
        failed({.status = 0, .detail = "the request was given up"}, now);
    }
    if (now < not_before_) {
        return Wait{std::chrono::ceil<milliseconds>(not_before_ - now)};
    }
    if (!collecting_) {
        return watch(now, false);
    }
    if (settings_.initial_events) {
        return watch(now, true);
    }
    request_ = Request::list;
    return list();
}

List Machine::list() const {
    if (!continue_token_.empty()) {
        return {.resource_version = {}, .continue_token = continue_token_, .limit = settings_.page_size};
    }
    // With a limit, a resource version means exactly that one; without, not older than that one (and from the cache).
    const bool in_pages = (newest_ || seen_.empty()) && !unpaged_;
    return {.resource_version = newest_         ? std::string()
                                : seen_.empty() ? std::string("0")
                                                : seen_,
            .continue_token = {},
            .limit = in_pages ? settings_.page_size : 0};
}

Watch Machine::watch(Instant now, bool initial_events) {
    request_ = initial_events ? Request::initial_events : Request::watch;
    asked_at_ = now;  // before the answer: some proxies hold the header back until the first event
    opened_ = false;
    event_seen_ = false;
    timeout_ = std::chrono::floor<seconds>(backoff_.jittered(shortest_timeout));
    const bool any = initial_events && newest_;
    return {.resource_version = any ? std::string() : seen_, .timeout = timeout_, .initial_events = initial_events};
}

bool Machine::is_watching() const { return request_ == Request::watch || request_ == Request::initial_events; }

bool Machine::page_read(const Page& page, Instant now) {
    if (request_ != Request::list) {
        return false;
    }
    const bool endless = !page.continue_token.empty() &&
                         (page.continue_token == continue_token_ || pages_ >= most_pages);
    if (endless || (page.continue_token.empty() && page.resource_version.empty())) {
        Failure failure;
        failure.status = 200;
        failure.detail = endless ? "the list has no end" : "the list has no resource version";
        failed(failure, now);
        return false;
    }
    request_ = Request::none;
    worked(now);
    if (!page.continue_token.empty()) {
        continue_token_ = page.continue_token;
        ++pages_;
        return false;
    }
    collected(page.resource_version);
    return true;
}

Applied Machine::event_read(const EventFacts& event, Instant now) {
    if (!is_watching()) {
        return Applied::ended;
    }
    if (event.type == EventType::error) {
        failed(event.failure, now);
        return Applied::ended;
    }
    worked(now);
    event_seen_ = true;
    if (request_ == Request::initial_events) {
        return collect(event);
    }
    short_watches_ = 0;
    refused_watches_ = 0;
    if (!event.resource_version.empty()) {
        seen_ = event.resource_version;
    }
    if (event.type == EventType::bookmark) {
        return Applied::nothing;
    }
    return event.type == EventType::deleted ? Applied::remove : Applied::put;
}

/// Initial events come in the order of their names: until the bookmark, no version says how much was seen.
Applied Machine::collect(const EventFacts& event) {
    if (event.type != EventType::bookmark) {
        return event.type == EventType::deleted ? Applied::remove : Applied::put;
    }
    if (!event.initial_events_end || event.resource_version.empty()) {
        return Applied::nothing;
    }
    request_ = Request::watch;  // the same line goes on as a watch
    collected(event.resource_version);
    return Applied::replace;
}

void Machine::watch_ended(Instant now) {
    if (!is_watching()) {
        return;
    }
    const Instant lived = now - asked_at_;
    const bool was_short = lived < very_short && !event_seen_;
    if (request_ == Request::initial_events) {
        Failure failure;
        failure.status = 200;
        failure.detail = "the initial events ended before they were complete";
        // Some server or proxy may never send the bookmark: a list makes progress.
        settings_.initial_events = ++unfinished_streams_ < most_unfinished_streams;
        return failed(failure, now);
    }
    if (was_short) {
        Failure failure;
        failure.status = 200;
        failure.detail = "the watch ended at once and without an event";
        if (++short_watches_ >= most_short_watches) {
            begin_collecting();
        }
        request_ = Request::none;
        note(failure);
        return back_off(failure, now);
    }
    request_ = Request::none;
    short_watches_ = 0;
    refused_watches_ = 0;
    // The API server ends all watches at once when it goes: before the timeout, wait for a moment of one's own.
    if (lived + very_short < timeout_) {
        pause(now);
    }
}

void Machine::watch_opened(Instant now) {
    if (is_watching()) {
        opened_ = true;
        worked(now);
    }
}

void Machine::worked(Instant now) {
    backoff_.succeeded(now);
    condition_ = Condition::healthy;
    detail_.clear();
}

void Machine::collected(const std::string& resource_version) {
    seen_ = resource_version;
    synced_ = true;
    begin_collecting();
    collecting_ = false;
    newest_ = false;
    unpaged_ = false;
    unfinished_streams_ = 0;
}

void Machine::begin_collecting() {
    collecting_ = true;
    continue_token_.clear();
    pages_ = 0;
    short_watches_ = 0;
    refused_watches_ = 0;
}

}  // namespace core::watch
