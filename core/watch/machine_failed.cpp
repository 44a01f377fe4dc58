// What follows a failure.
#include "core/watch/machine.hpp"

#include <algorithm>
#include <utility>

namespace core::watch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int most_refused_watches = 5;
constexpr seconds longest_retry_after = std::chrono::hours(1);

Condition condition_of(int status) {
    switch (status) {
        case 0: return Condition::unreachable;
        case 401: return Condition::unauthorized;
        case 403: return Condition::forbidden;
        case 404: return Condition::not_found;
        case 410: return Condition::expired;
        case 429: return Condition::throttled;
        default: return Condition::failing;
    }
}

/// Answers that say nothing against this watch, only that it cannot be had now.
bool heals_by_waiting(int status) {
    const Condition condition = condition_of(status);
    return (condition != Condition::failing && condition != Condition::expired) || (status >= 502 && status <= 504);
}

/// How an API server, or a proxy before it, refuses parameters that it does not know.
bool is_unsupported(int status) {
    return status == 400 || status == 405 || status == 406 || status == 422 || status == 501;
}

milliseconds retry_after(const Failure& failure) {
    return std::clamp(failure.retry_after.value_or(seconds(0)), seconds(0), longest_retry_after);
}

}  // namespace

void Machine::failed(const Failure& failure, Instant now) {
    const Request request = std::exchange(request_, Request::none);
    if (request == Request::none) {
        return;
    }
    note(failure);
    if (failure.status == 429 && retry_after(failure).count() > 0) {
        backoff_.interrupted(now);
        not_before_ = now + retry_after(failure);
        return;
    }
    switch (request) {
        case Request::list: return list_failed(failure, now);
        case Request::initial_events: return collecting_failed(failure, now);
        default: return watch_failed(failure, now);
    }
}

void Machine::list_failed(const Failure& failure, Instant now) {
    const bool expired = failure.status == 410 && !failure.resource_version_too_large;
    if (failure.status == 429) {
        return back_off(failure, now);  // without losing the page
    }
    if (expired && !continue_token_.empty() && !unpaged_) {
        begin_collecting();
        unpaged_ = true;
        return;
    }
    begin_collecting();
    // 400 and 422: the version itself may be what is refused (the data has moved to another etcd).
    newest_ = newest_ || expired || failure.resource_version_too_large || failure.status == 400 ||
              failure.status == 422;
    back_off(failure, now);
}

void Machine::collecting_failed(const Failure& failure, Instant now) {
    if (is_unsupported(failure.status)) {
        settings_.initial_events = false;
        return;
    }
    newest_ = newest_ || failure.status == 410 || failure.resource_version_too_large;
    back_off(failure, now);
}

void Machine::watch_failed(const Failure& failure, Instant now) {
    const bool stood = event_seen_ || (opened_ && now - asked_at_ >= very_short);
    if (failure.status == 0 && stood) {
        return pause(now);
    }
    newest_ = newest_ || failure.resource_version_too_large;
    refused_watches_ += heals_by_waiting(failure.status) ? 0 : 1;
    if (failure.status == 410 || newest_ || refused_watches_ >= most_refused_watches) {
        begin_collecting();
    }
    back_off(failure, now);
}

void Machine::note(const Failure& failure) {
    condition_ = condition_of(failure.status);
    detail_ = failure.detail.empty() ? std::to_string(failure.status) : failure.detail;
}

void Machine::back_off(const Failure& failure, Instant now) {
    not_before_ = now + std::max(backoff_.failed(now), retry_after(failure));
}

void Machine::pause(Instant now) {
    backoff_.interrupted(now);
    not_before_ = now + backoff_.jittered(Backoff::first_delay);
}

}  // namespace core::watch
