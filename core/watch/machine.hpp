#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <variant>

namespace core::watch {

/// A moment of whatever monotonic clock the caller uses; core has none of its own.
using Instant = std::chrono::nanoseconds;

/// GET the collection. The parameters are what stands in the URL; empty ones are left out.
struct List {
    std::string resource_version;  ///< `0`: any state that the API server's cache has; empty: the newest, from etcd
    std::string continue_token;  ///< of the page before; empty: this is the first page, whatever was collected is void
    int limit = 0;               ///< objects a page; 0: all in one

    friend bool operator==(const List&, const List&) = default;
};

/// GET the collection with `watch=1&allowWatchBookmarks=true`.
struct Watch {
    std::string resource_version;
    std::chrono::seconds timeout{};  ///< `timeoutSeconds`; whoever hears nothing for 5 s longer has a half-open line
    /// `sendInitialEvents=true&resourceVersionMatch=NotOlderThan`: the objects come as ADDED events first, into a new
    /// collection, and Applied::replace says that it is whole.
    bool initial_events = false;

    friend bool operator==(const Watch&, const Watch&) = default;
};

/// Do nothing for so long.
struct Wait {
    std::chrono::milliseconds delay{};

    friend bool operator==(const Wait&, const Wait&) = default;
};

using Step = std::variant<List, Watch, Wait>;

/// What went wrong with a request: no connection, no complete answer, or an answer that is not 200.
struct Failure {
    int status = 0;                                   ///< HTTP status or the code of an ERROR event; 0: no answer
    std::optional<std::chrono::seconds> retry_after;  ///< of a 429 or 503
    bool resource_version_too_large = false;          ///< a Status with a cause of that reason, or of the like message
    std::string detail;                               ///< for a person
};

/// The end of one page of a list.
struct Page {
    std::string resource_version;
    std::string continue_token;  ///< empty: the last page
};

/// What an event says: decode_event (event.hpp) makes it.
enum class EventType { added, modified, deleted, bookmark, error };
struct EventFacts {
    EventType type = EventType::error;
    std::string resource_version;     ///< of the object; for `error` empty
    bool initial_events_end = false;  ///< a bookmark with annotation `k8s.io/initial-events-end: "true"`
    Failure failure;                  ///< of `error`
};

/// What the event means for the store.
enum class Applied {
    put,      ///< into the store, or during initial events into the new collection
    remove,   ///< from the same
    nothing,  ///< a bookmark
    replace,  ///< the new collection is whole: it replaces the store at once, what it lacks was deleted
    ended,    ///< the stream is worthless from here on: close it, and ask for the next step
};

/// Why a resource is not current, for readiness, metric label and log.
enum class Condition {
    starting,      ///< nothing asked yet
    healthy,       ///< the last request worked
    unreachable,   ///< no connection, or no complete answer
    unauthorized,  ///< 401: the credentials are not accepted
    forbidden,     ///< 403: RBAC
    not_found,     ///< 404: the API server has no such resource (the CRD is not installed)
    throttled,     ///< 429
    failing,       ///< 5xx, or an answer that is no answer
};
inline constexpr int condition_count = static_cast<int>(Condition::failing) + 1;
[[nodiscard]] const char* to_string(Condition condition);

struct Settings {
    /// Try a watch with initial events first (WatchList, Kubernetes 1.32 and newer by default); 422, 400 or an
    /// unsupported answer falls back to list and never tries again.
    bool initial_events = false;
    int page_size = 500;
    std::uint64_t seed = 0;  ///< of the jitter: replicas that lose the API server together must not return together
};

/// The list/watch protocol of one resource: a machine over values without socket, clock or thread. The caller asks for
/// the next step, does exactly that, and reports how it went with one of the other calls; whatever was collected by
/// pages or initial events is the caller's. Facts and numbers: platform.md "List and watch" (client-go's reflector).
///
/// * First `resourceVersion=0`; relists never older than what was seen; after ResourceVersionTooLarge the newest.
/// * 410 in three shapes (status, ERROR event, several very short watches without an event) lists anew; on a continue
///   token one full list without pages.
/// * 429 waits `Retry-After` and goes on where it was. 401, 403, 404, 5xx and no answer back off: 0.8 s doubling to
///   30 s, with jitter 1.0 (so up to twice that), reset after 2 min of health; then watch on where it was.
class Machine {
public:
    explicit Machine(Settings settings);

    /// What to do now. After List or Watch the caller reports before it asks again.
    [[nodiscard]] Step next(Instant now);

    /// A page was read to its end; true: the collection is whole and replaces the store.
    [[nodiscard]] bool page_read(const Page& page, Instant now);
    /// One event of the watch.
    [[nodiscard]] Applied event_read(const EventFacts& event, Instant now);
    /// The API server ended the watch in order (its timeout), or the caller's timer did.
    void watch_ended(Instant now);
    /// The list or the watch failed.
    void failed(const Failure& failure, Instant now);
    /// A watch was answered 200: the line stands.
    void watch_opened(Instant now);

    /// True from the first whole collection on: the store is good, if old.
    [[nodiscard]] bool synced() const;
    [[nodiscard]] Condition condition() const;
    /// For a person, of the last failure; empty when healthy.
    [[nodiscard]] const std::string& detail() const;

private:
    Settings settings_;
    // (the rest is the implementer's)
};

}  // namespace core::watch
