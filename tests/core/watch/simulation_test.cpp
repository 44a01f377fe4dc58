// The machine and the readers against an API server that does everything that API servers do, over bytes: whatever
// happens, the store is at every moment what the server had at that version, and in the end what it has.
#include "core/watch/event.hpp"
#include "core/watch/readers.hpp"
#include "tests/core/watch/api_server.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace watch_tests {
namespace {

using namespace std::chrono_literals;

/// What server/kube does with a machine, over a server in memory and a clock that is a number.
class Client {
public:
    Client(ApiServer& server, std::uint64_t seed)
        : server_(server),
          random_(seed),
          machine_({.initial_events = random_.chance(40),
                    .page_size = 1 + static_cast<int>(random_.below(6)),
                    .seed = seed}) {}

    void step() {
        const bool was_synced = machine_.synced();
        const Step step = machine_.next(now_);
        if (const auto* wait = std::get_if<Wait>(&step)) {
            EXPECT_GT(wait->delay, 0ms);
            EXPECT_LE(wait->delay, 61s);
            server_.live(wait->delay);
            now_ += wait->delay;
        } else if (const auto* list = std::get_if<List>(&step)) {
            do_list(*list);
        } else {
            do_watch(std::get<Watch>(step));
        }
        EXPECT_TRUE(machine_.synced() || !was_synced);
        EXPECT_FALSE(HasFailure() && ++failures_ > 3) << "enough";
    }

    [[nodiscard]] bool is_current() const {
        return machine_.synced() && store_ == server_.objects() && seen_ == server_.version() &&
               machine_.condition() == Condition::healthy;
    }
    [[nodiscard]] Instant now() const { return now_; }
    [[nodiscard]] bool synced() const { return machine_.synced(); }
    [[nodiscard]] std::size_t relists() const { return relists_; }
    [[nodiscard]] std::size_t events() const { return events_; }
    [[nodiscard]] std::string state() const {
        return "seen " + std::to_string(seen_) + " of " + std::to_string(server_.version()) + ", " +
               to_string(machine_.condition()) + " " + machine_.detail();
    }

private:
    static bool HasFailure() { return testing::Test::HasFailure(); }

    void do_list(const List& list) {
        if (list.continue_token.empty()) {
            record_request();
            collection_.clear();
            check_version(list.resource_version);
        }
        const Answer answer = server_.list(list);
        if (answer.status != 200) {
            return fail(answer);
        }
        ItemReader reader(100'000);
        bool good = true;
        in_pieces(answer.body, [&](std::string_view piece) {
            good = good && !reader.feed(piece, [&](std::string_view item) { put(collection_, item); });
            return good;
        });
        const auto rest = reader.rest();
        const auto page = rest ? decode_page(*rest) : core::Result<Page>(std::unexpected(rest.error()));
        if (!page) {
            Failure failure;
            failure.status = answer.is_cut ? 0 : 200;
            failure.detail = page.error().detail;
            return machine_.failed(failure, now_);
        }
        if (machine_.page_read(*page, now_)) {
            replace(std::stoul(page->resource_version));
        }
    }

    void do_watch(const Watch& watch) {
        record_request();
        if (watch.initial_events) {
            collection_.clear();
            collecting_ = true;
        } else {
            EXPECT_EQ(watch.resource_version, std::to_string(seen_));
            collecting_ = false;
        }
        Stream stream;
        const Answer answer = server_.watch(watch, now_, stream);
        if (answer.status != 200) {
            return fail(answer);
        }
        machine_.watch_opened(now_);
        LineReader reader(100'000);
        bool goes_on = feed(reader, answer.body);
        while (goes_on && !answer.is_cut) {
            const Chunk chunk = server_.read(stream, now_);
            goes_on = feed(reader, chunk.bytes);
            if (goes_on && chunk.end != Chunk::End::no) {
                const bool in_order = chunk.end == Chunk::End::in_order && reader.is_between_lines();
                return in_order ? machine_.watch_ended(now_) : machine_.failed({.status = 0, .detail = "cut"}, now_);
            }
            if (is_current() && random_.chance(30)) {
                break;  // what the caller's timer does, or the end of the test
            }
        }
        if (goes_on) {
            machine_.watch_ended(now_);
        }
    }

    bool feed(LineReader& reader, const std::string& bytes) {
        bool goes_on = true;
        in_pieces(bytes, [&](std::string_view piece) {
            const auto error = reader.feed(piece, [&](std::string_view line) { return goes_on = take(line); });
            EXPECT_FALSE(error);
            return goes_on;
        });
        return goes_on;
    }

    bool take(std::string_view line) {
        const auto event = decode_event(line);
        if (!event) {
            machine_.failed({.status = 200, .detail = event.error().detail}, now_);
            return false;
        }
        ++events_;
        Objects& target = collecting_ ? collection_ : store_;
        switch (machine_.event_read(event->facts, now_)) {
            case Applied::put: put(target, event->object); break;
            case Applied::remove: target.erase(name_of(event->object)); break;
            case Applied::nothing: break;
            case Applied::ended: return false;
            case Applied::replace:
                collecting_ = false;
                replace(std::stoul(event->facts.resource_version));
                return true;
        }
        if (!collecting_) {
            EXPECT_GE(std::stoul(event->facts.resource_version), seen_);
            seen_ = std::stoul(event->facts.resource_version);
            check_store();
        }
        return true;
    }

    void replace(std::size_t version) {
        EXPECT_TRUE(version >= seen_ || server_.take_restored()) << version << " after " << seen_;
        (void)server_.take_restored();
        server_.refused_a_version = false;
        store_ = std::move(collection_);
        collection_.clear();
        seen_ = version;
        ++relists_;
        check_store();
    }

    void check_store() const {
        ASSERT_LE(seen_, server_.version());
        EXPECT_EQ(store_, server_.at(seen_)) << "at version " << seen_;
    }

    /// Never older than what was seen, and the newest only when what was seen is not to be had.
    void check_version(const std::string& version) const {
        if (version.empty()) {
            EXPECT_TRUE(server_.refused_a_version);
        } else {
            EXPECT_EQ(version, machine_.synced() ? std::to_string(seen_) : "0");
        }
    }

    void fail(const Answer& answer) {
        Failure failure = answer.status == 0 ? Failure{.status = 0, .detail = "refused"}
                                             : decode_failure(answer.status, answer.body);
        failure.retry_after = answer.retry_after ? answer.retry_after : failure.retry_after;
        machine_.failed(failure, now_);
    }

    /// A list, the same in one, a watch, and once the fallback from initial events: then there must be a wait.
    void record_request() {
        requests_.push_back(now_);
        if (requests_.size() > 4) {
            EXPECT_GE(now_ - requests_[requests_.size() - 5], 800ms) << "hot";
        }
    }

    static std::string name_of(std::string_view object) {
        return nlohmann::json::parse(object).at("metadata").at("name").get<std::string>();
    }
    static void put(Objects& objects, std::string_view object) { objects[name_of(object)] = object; }

    template <typename Take>
    void in_pieces(std::string_view bytes, Take&& take) {
        const std::size_t largest = 1 + random_.below(random_.chance(50) ? 20 : 2000);
        while (!bytes.empty()) {
            const std::string piece(bytes.substr(0, 1 + random_.below(largest)));
            bytes.remove_prefix(piece.size());
            if (!take(piece)) {
                return;
            }
        }
    }

    ApiServer& server_;
    Random random_;
    Machine machine_;
    Instant now_ = 1h;
    Objects store_;
    Objects collection_;
    bool collecting_ = false;
    std::size_t seen_ = 0;
    std::size_t relists_ = 0;
    std::size_t events_ = 0;
    int failures_ = 0;
    std::vector<Instant> requests_;
};

TEST(WatchSimulation, TheStoreIsWhatTheServerHas) {
    std::size_t relists = 0;
    std::size_t events = 0;
    for (std::uint64_t seed = 0; seed < 200 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ApiServer server(seed);
        Client client(server, seed + 1000);
        for (int i = 0; i < 80 && !testing::Test::HasFailure(); ++i) {
            client.step();
        }
        server.be_calm();
        const Instant calm_since = client.now();
        for (int i = 0; i < 30 && !client.is_current() && !testing::Test::HasFailure(); ++i) {
            client.step();
        }
        EXPECT_TRUE(client.is_current()) << client.state();
        EXPECT_LT(client.now() - calm_since, 20min);
        relists += client.relists();
        events += client.events();
    }
    // Something did happen.
    EXPECT_GT(relists, 1000U);
    EXPECT_GT(events, 10'000U);
    RecordProperty("relists", std::to_string(relists));
    RecordProperty("events", std::to_string(events));
}

}  // namespace
}  // namespace watch_tests
