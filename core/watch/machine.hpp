#pragma once

#include "core/watch/backoff.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace core::watch {

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
    int status = 0;                                        ///< HTTP status or the code of an ERROR event; 0: no answer
    std::optional<std::chrono::seconds> retry_after = {};  ///< of a 429 or 503
    bool resource_version_too_large = false;  ///< a Status with a cause of that reason, or of the like message
    std::string detail = {};                  ///< for a person
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
    expired,       ///< 410: the history does not reach back to what was seen; a list follows, nobody has to do anything
    failing,       ///< 5xx, or an answer that is no answer
};
inline constexpr int condition_count = static_cast<int>(Condition::failing) + 1;
[[nodiscard]] const char* to_string(Condition condition);

/// How to follow one resource.
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
/// * First `resourceVersion=0`; relists never older than what was seen, and then without pages, since a limit would
///   bypass the API server's cache; the newest (`""`) after ResourceVersionTooLarge, and after a list that was
///   answered 410, 400 or 422.
/// * 410 in three shapes (status, ERROR event, three very short watches without an event in a row) lists anew; on a
///   continue token one full list without pages, at once.
/// * 429 waits `Retry-After` and goes on where it was, in the middle of a list too. Every other failure backs off
///   (Backoff; `Retry-After` is a minimum) and then watches on at the last version seen, or begins the list again from
///   its first page. Five watches in a row that are answered with something that waiting does not heal (500, 400, a
///   line that cannot be read: not 401, 403, 404, 502, 503, 504) list anew.
/// * A watch that lived until its timeout is followed by the next at once; one that was cut earlier, in order or not,
///   by one after a jittered 0.8 s, which does not grow: the line did work, and whether the API server is still there
///   shows at the next request.
/// * Requests can never follow one another in a hot loop, whatever is reported: only a page follows a page at once,
///   and of those a list has at most 10,000.
class Machine {
public:
    explicit Machine(Settings settings);

    /// What to do now. After List or Watch the caller reports how it ended before it asks again (else it has given it
    /// up, which is a failure without an answer); after Wait, or earlier (then the rest of the wait is the answer), it
    /// just asks again.
    [[nodiscard]] Step next(Instant now);

    // The reports are about the step that was asked for last. Once that is over (a page or a failure was reported, or
    // an event was answered with `ended`), further ones are ignored, and events answered with `ended`.

    /// A page was read to its end; true: the collection is whole and replaces the store.
    [[nodiscard]] bool page_read(const Page& page, Instant now);
    /// One event of the watch.
    [[nodiscard]] Applied event_read(const EventFacts& event, Instant now);
    /// The API server ended the watch in order (its timeout), or the caller's timer did.
    void watch_ended(Instant now);
    /// The list or the watch failed: no 200, or a body that was cut or cannot be understood (status 200 then).
    void failed(const Failure& failure, Instant now);
    /// A watch was answered 200: the line stands.
    void watch_opened(Instant now);

    /// True from the first whole collection on: the store is good, if old.
    [[nodiscard]] bool synced() const { return synced_; }
    [[nodiscard]] Condition condition() const { return condition_; }
    /// For a person, of the last failure; empty when healthy.
    [[nodiscard]] const std::string& detail() const { return detail_; }

private:
    enum class Request { none, list, watch, initial_events };
    /// A watch without an event that ends before is very short (client-go).
    static constexpr std::chrono::seconds very_short{1};

    [[nodiscard]] List list() const;
    [[nodiscard]] Watch watch(Instant now, bool initial_events);
    [[nodiscard]] bool is_watching() const;
    [[nodiscard]] Applied collect(const EventFacts& event);
    void worked(Instant now);
    void collected(const std::string& resource_version);
    void begin_collecting();
    void list_failed(const Failure& failure, Instant now);
    void collecting_failed(const Failure& failure, Instant now);
    void watch_failed(const Failure& failure, Instant now);
    void note(const Failure& failure);
    void back_off(const Failure& failure, Instant now);
    void pause(Instant now);

    Settings settings_;
    Backoff backoff_;

    Request request_ = Request::none;  ///< in flight
    Instant asked_at_{};               ///< of the watch in flight
    std::chrono::seconds timeout_{};   ///< of the watch in flight
    bool opened_ = false;              ///< the watch in flight was answered 200
    bool event_seen_ = false;          ///< by the watch in flight
    Instant not_before_ = Instant::min();

    bool collecting_ = true;      ///< a list or initial events come next; else a watch
    std::string seen_;            ///< the last resource version; empty: none yet
    bool newest_ = false;         ///< `seen_` is not to be had: ask for the newest
    bool unpaged_ = false;        ///< a continue token expired: this list comes in one
    std::string continue_token_;  ///< of the list that is half read
    int pages_ = 0;               ///< of that list
    int short_watches_ = 0;       ///< in a row
    int refused_watches_ = 0;     ///< in a row
    int unfinished_streams_ = 0;  ///< initial events that ended in order before they were complete

    bool synced_ = false;
    Condition condition_ = Condition::starting;
    std::string detail_;
};

}  // namespace core::watch
