#pragma once

#include "core/watch/machine.hpp"

#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace watch_tests {

using namespace core::watch;

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    std::size_t below(std::size_t bound) { return engine_() % bound; }
    bool chance(std::size_t percent) { return below(100) < percent; }

private:
    std::mt19937_64 engine_;
};

/// The objects of one moment: name -> JSON.
using Objects = std::map<std::string, std::string>;

/// What comes back for a request; `body` is a list, a Status, or the first bytes of a watch.
struct Answer {
    int status = 200;
    std::optional<std::chrono::seconds> retry_after;
    std::string body;
    bool is_cut = false;  ///< the connection breaks after the body
};

/// A watch that is open.
struct Stream {
    std::size_t seen = 0;  ///< version up to which everything was sent
    bool sends_initial_events = false;
    Instant until{};
    bool ends_at_once = false;
    int restores = 0;  ///< of etcd, before it was opened
};

/// The next bytes of a watch.
struct Chunk {
    std::string bytes;
    enum class End { no, in_order, cut } end = End::no;
};

/// An API server over an etcd, as far as list and watch can tell: a history of versions, the oldest compacted away; a
/// cache that may lag behind; pages; every failure that platform.md names. Until `calm`, it misbehaves at random.
class ApiServer {
public:
    explicit ApiServer(std::uint64_t seed);

    /// Time passes: objects change, history is compacted, etcd is restored.
    void live(Instant duration);
    Answer list(const List& request);
    /// 200: `stream` is open.
    Answer watch(const Watch& request, Instant now, Stream& stream);
    /// Moves `now` to the moment when the bytes come.
    Chunk read(Stream& stream, Instant& now);
    /// No more changes and no more failures.
    void be_calm() { calm_ = true; }

    [[nodiscard]] std::size_t version() const { return history_.size() - 1; }
    [[nodiscard]] const Objects& at(std::size_t version) const { return history_[version].objects; }
    [[nodiscard]] const Objects& objects() const { return history_.back().objects; }
    /// True once since the last call: the newest may be older than what was seen before.
    bool take_restored() { return std::exchange(restored_, false); }
    /// A version was refused as expired or too large by a list, or as too large by a watch.
    bool refused_a_version = false;
    bool supports_initial_events = false;

private:
    struct Version {
        Objects objects;
        std::string event;  ///< the line that led here
    };

    void change();
    void restore();
    std::optional<Answer> misbehave();
    Answer gone(const std::string& message);
    Answer too_large();
    Answer page(const Objects& objects, std::size_t version, const std::string& from, int limit);
    void send_initial_events(Stream& stream, std::string& out) const;
    void add_misbehaviour(Stream& stream, Chunk& chunk);

    Random random_;
    std::vector<Version> history_;
    std::size_t oldest_ = 0;  ///< version that still can be watched from
    bool pages_from_cache_ = false;
    bool calm_ = false;
    bool restored_ = false;
    int restores_ = 0;
    bool frozen_ = false;  ///< restored and not found out: no changes, for equal versions would mean different things
    std::size_t names_ = 12;
};

}  // namespace watch_tests
