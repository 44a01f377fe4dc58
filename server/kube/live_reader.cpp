#include "server/kube/live_reader.hpp"

#include "core/watch/event.hpp"
#include "server/kube/decode.hpp"
#include "server/kube/watcher.hpp"
#include "server/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <utility>

namespace server::kube {
namespace {

using core::profile::ObjectKey;
using core::profile::ObjectKind;
using telemetry::LiveReadResult;

// A read that takes longer has no reader any more (product.md: at most 1 s in all).
constexpr std::chrono::milliseconds read_timeout{1'000};

const std::string& namespace_of(const ObjectKey& key) {
    return key.kind == ObjectKind::service_account ? key.namespace_name : key.name;
}

live::Read unknown(const ObjectKey& key) { return {.key = key, .known = false, .object = {}}; }
live::Read absent(const ObjectKey& key) { return {.key = key, .known = true, .object = {}}; }

/// A missing object is told by a Status; a resource that is not served at all by plain text.
bool says_not_found(const Response& response) {
    return response.status == 404 && response.error_body.contains("\"Status\"") &&
           response.error_body.contains("\"NotFound\"");
}

}  // namespace

/// One call of `fetch`.
struct LiveReader::Waiter {
    Waiter(const asio::any_io_executor& executor, Done callback, std::size_t keys)
        : timer(executor), done(std::move(callback)), open(keys) {
        results.reserve(keys);
    }

    /// Takes one result; after the last one, or the deadline, nothing more is heard.
    void take(const live::Read& result) {
        if (!done) return;
        results.push_back(result);
        if (--open == 0) finish();
    }
    void finish() {
        timer.cancel();
        std::exchange(done, nullptr)(std::move(results));
    }

    asio::steady_timer timer;
    Done done;
    std::size_t open;
    std::vector<live::Read> results;
};

/// One GET, and who waits for it.
struct LiveReader::Reading {
    explicit Reading(ObjectKey object) : key(std::move(object)) {}

    ObjectKey key;
    bool started = false;
    std::vector<std::shared_ptr<Waiter>> waiters;        ///< came before it started
    std::vector<std::shared_ptr<Waiter>> later_waiters;  ///< came while it was under way
};

LiveReader::LiveReader(asio::any_io_executor executor, Client& client, const ProfileVersion& version,
                       std::string annotation_prefix, telemetry::ClusterMetrics& metrics)
    : executor_(std::move(executor)),
      client_(client),
      version_(version),
      annotation_prefix_(std::move(annotation_prefix)),
      metrics_(metrics) {}

LiveReader::~LiveReader() = default;

void LiveReader::fetch(std::vector<ObjectKey> keys, std::chrono::steady_clock::time_point deadline, Done done) {
    asio::post(executor_, [this, keys = std::move(keys), deadline, done = std::move(done)]() mutable {
        begin(keys, deadline, std::move(done));
    });
}

void LiveReader::begin(const std::vector<ObjectKey>& keys, Clock::time_point deadline, Done done) {
    if (keys.empty()) return done({});
    const auto waiter = std::make_shared<Waiter>(executor_, std::move(done), keys.size());
    waiter->timer.expires_at(deadline);
    waiter->timer.async_wait([this, waiter, keys](const boost::system::error_code& cancelled) {
        if (cancelled || !waiter->done) return;
        for (const auto& key : keys) {
            if (std::ranges::find(waiter->results, key, &live::Read::key) != waiter->results.end()) continue;
            metrics_.live_read(LiveReadResult::timeout);
            waiter->results.push_back(unknown(key));
        }
        waiter->finish();
    });
    for (const auto& key : keys) ask(waiter, key);
}

void LiveReader::ask(const std::shared_ptr<Waiter>& waiter, const ObjectKey& key) {
    if (const auto same = readings_.find(key); same != readings_.end()) {
        metrics_.live_read(LiveReadResult::shared);
        auto& reading = *same->second;
        (reading.started ? reading.later_waiters : reading.waiters).push_back(waiter);
        return;
    }
    switch (admit(key)) {
        case Admitted::remembered: return waiter->take(absent(key));
        case Admitted::refused: return waiter->take(unknown(key));
        case Admitted::read: break;
    }
    auto reading = std::make_shared<Reading>(key);
    reading->waiters.push_back(waiter);
    enqueue(reading);
}

LiveReader::Admitted LiveReader::admit(const ObjectKey& key) {
    const auto now = Clock::now();
    if (budget_.take(namespace_of(key), now)) return Admitted::read;
    const bool remembered = absent_.contains(key, now);
    metrics_.live_read(remembered ? LiveReadResult::remembered : LiveReadResult::over_budget);
    return remembered ? Admitted::remembered : Admitted::refused;
}

void LiveReader::enqueue(const std::shared_ptr<Reading>& reading) {
    readings_.insert_or_assign(reading->key, reading);
    queue_.push_back(reading);
    start_waiting();
}

void LiveReader::start_waiting() {
    while (running_ < most_reads_at_once && !queue_.empty()) {
        auto reading = std::move(queue_.front());
        queue_.pop_front();
        ++running_;
        reading->started = true;
        asio::co_spawn(executor_, read(std::move(reading)), asio::detached);
    }
}

asio::awaitable<void> LiveReader::read(std::shared_ptr<Reading> reading) {
    live::Read result = unknown(reading->key);
    try {
        result = co_await get(reading->key);
    } catch (const std::exception& error) {
        // Out of memory, or a mistake of ours: those who wait get their answer, and the reads go on.
        telemetry::log(telemetry::LogLevel::error, "an internal error in a live read", {{"error", error.what()}});
    }
    --running_;
    finish(*reading, result);
    start_waiting();
}

asio::awaitable<live::Read> LiveReader::get(ObjectKey key) {
    const Resource resource(key.kind);
    std::string body;
    bool too_large = false;
    auto answer = co_await client_.get({.target = Resource::target(key, version_),
                                        .accept = resource.accept_object(),
                                        .header_timeout = read_timeout,
                                        .idle_timeout = read_timeout,
                                        .total_timeout = read_timeout},
                                       {}, [&](std::string_view piece) {
                                           too_large = body.size() + piece.size() > max_object_bytes;
                                           if (!too_large) body += piece;
                                           return !too_large;
                                       });
    live::Read result = unknown(key);
    std::string trouble;
    if (!answer) {
        trouble = std::string(to_string(answer.error().kind)) + ": " + answer.error().detail;
    } else if (says_not_found(*answer)) {
        result.known = true;
    } else if (answer->status != 200) {
        trouble = core::watch::decode_failure(answer->status, answer->error_body).detail;
    } else if (auto object = decode_object(key.kind, body, annotation_prefix_); !object) {
        trouble = object.error().detail;
    } else if (key_of(*object) == key) {
        result.known = true;
        result.object = *std::move(object);
    }
    metrics_.live_read(!result.known ? LiveReadResult::failed
                                     : (result.object ? LiveReadResult::found : LiveReadResult::absent));
    if (!trouble.empty()) {
        telemetry::log(
            telemetry::LogLevel::warning,
            "an object that a review needs could not be read; the review is answered 503 or by the cache",
            {{"resource", resource.name()}, {"namespace", key.namespace_name}, {"name", key.name}, {"error", trouble}});
    }
    co_return result;
}

void LiveReader::finish(Reading& reading, const live::Read& result) {
    readings_.erase(reading.key);
    if (result.known && !result.object) absent_.remember(reading.key, Clock::now());
    for (const auto& waiter : reading.waiters) waiter->take(result);
    if (reading.later_waiters.empty()) return;
    if (result.known && !result.object) return read_again(reading, result);
    for (const auto& waiter : reading.later_waiters) waiter->take(result);
}

/// Nothing was found, but these came after the read had begun.
void LiveReader::read_again(Reading& reading, const live::Read& result) {
    if (!budget_.take(namespace_of(reading.key), Clock::now())) {
        for (const auto& waiter : reading.later_waiters) waiter->take(result);
        return;
    }
    auto next = std::make_shared<Reading>(reading.key);
    next->waiters = std::move(reading.later_waiters);
    enqueue(next);
}

}  // namespace server::kube
