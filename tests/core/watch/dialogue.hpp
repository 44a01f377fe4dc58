#pragma once

#include "core/watch/machine.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>
#include <string>
#include <utility>

namespace core::watch {

inline std::ostream& operator<<(std::ostream& out, const List& list) {
    return out << "List{version \"" << list.resource_version << "\", continue \"" << list.continue_token << "\", limit "
               << list.limit << "}";
}
inline std::ostream& operator<<(std::ostream& out, const Watch& watch) {
    return out << "Watch{version \"" << watch.resource_version << "\", " << watch.timeout.count() << " s"
               << (watch.initial_events ? ", initial events}" : "}");
}
inline std::ostream& operator<<(std::ostream& out, const Wait& wait) {
    return out << "Wait{" << wait.delay.count() << " ms}";
}
inline std::ostream& operator<<(std::ostream& out, const Step& step) {
    std::visit([&out](const auto& one) { out << one; }, step);
    return out;
}
inline std::ostream& operator<<(std::ostream& out, Applied applied) {
    constexpr const char* names[] = {"put", "remove", "nothing", "replace", "ended"};
    return out << names[static_cast<int>(applied)];
}
inline std::ostream& operator<<(std::ostream& out, Condition condition) { return out << to_string(condition); }

}  // namespace core::watch

namespace watch_tests {

using namespace core::watch;
using namespace std::chrono_literals;

inline Step list(std::string version, int limit) { return List{std::move(version), "", limit}; }
inline Step page(std::string token, int limit = 500) { return List{"", std::move(token), limit}; }
/// A Watch as Dialogue::asks gives it: without its random timeout.
inline Step watch(std::string version, bool initial_events = false) {
    return Watch{std::move(version), {}, initial_events};
}

inline Failure failure(int status, std::optional<std::chrono::seconds> retry_after = {}) {
    Failure failure;
    failure.status = status;
    failure.retry_after = retry_after;
    failure.detail = std::to_string(status) + ": as the test says";
    return failure;
}
inline Failure too_large(int status) {
    Failure result = failure(status);
    result.resource_version_too_large = true;
    return result;
}

/// A machine and its clock.
struct Dialogue {
    explicit Dialogue(Settings settings = {}) : machine(settings) {}

    /// The next step, the timeout of a watch checked and set to zero.
    Step asks() {
        Step step = machine.next(now);
        if (auto* const watch = std::get_if<Watch>(&step)) {
            EXPECT_GE(watch->timeout, 300s);
            EXPECT_LE(watch->timeout, 600s);
            watch->timeout = {};
        }
        return step;
    }
    /// Expects a Wait from `least` to below twice that, and lets it pass.
    void waits(std::chrono::milliseconds least) {
        const auto delay = waits();
        EXPECT_GE(delay, least);
        EXPECT_LT(delay, 2 * least + 1ms);
    }
    /// Expects a Wait and lets it pass.
    std::chrono::milliseconds waits() {
        const Step step = machine.next(now);
        const auto* const wait = std::get_if<Wait>(&step);
        EXPECT_NE(wait, nullptr) << "no Wait but " << testing::PrintToString(step);
        const auto delay = wait != nullptr ? wait->delay : 0ms;
        now += delay;
        return delay;
    }

    bool reads_page(std::string version, std::string token = {}) {
        return machine.page_read({std::move(version), std::move(token)}, now);
    }
    Applied reads(EventType type, std::string version) { return reads(type, std::move(version), false); }
    Applied reads_end_of_initial_events(std::string version) {
        return reads(EventType::bookmark, std::move(version), true);
    }
    Applied reads_error(const Failure& error) {
        EventFacts event;
        event.failure = error;
        return machine.event_read(event, now);
    }
    void opens() { machine.watch_opened(now); }
    void ends() { machine.watch_ended(now); }
    void fails(const Failure& reason) { machine.failed(reason, now); }

    /// Lists up to `version` and asks for the watch.
    void follows(const std::string& version) {
        (void)asks();
        EXPECT_TRUE(reads_page(version));
        EXPECT_EQ(asks(), watch(version));
    }

    Machine machine;
    Instant now = 1h;

private:
    Applied reads(EventType type, std::string version, bool initial_events_end) {
        EventFacts event;
        event.type = type;
        event.resource_version = std::move(version);
        event.initial_events_end = initial_events_end;
        return machine.event_read(event, now);
    }
};

}  // namespace watch_tests
