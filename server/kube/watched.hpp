#pragma once

#include "core/error.hpp"
#include "core/watch/machine.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace server::kube {

/// What a Watcher follows: where it is asked for, and who takes what comes. One thread.
class Watched {
public:
    Watched() = default;
    virtual ~Watched() = default;
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    /// Path and query.
    [[nodiscard]] virtual std::string target(const core::watch::List& list) const = 0;
    [[nodiscard]] virtual std::string target(const core::watch::Watch& watch) const = 0;
    [[nodiscard]] virtual const char* accept_list() const = 0;
    [[nodiscard]] virtual const char* accept_object() const = 0;
    /// How long the API server may take to begin its answer to a list.
    [[nodiscard]] virtual std::chrono::milliseconds list_header_timeout() const = 0;
    /// False: of this body of a refusal nothing may come into a log line; it might be an object with a secret.
    [[nodiscard]] virtual bool may_quote(std::string_view refusal) const = 0;
    /// After a 404: asks for another version of the API from now on. False: there is none.
    virtual bool turn_to_other_version() = 0;

    /// A new collection; one that was begun and not finished is dropped.
    virtual void begin() = 0;
    /// One object of the collection, as JSON. An error makes the whole answer worthless: it is asked for again.
    [[nodiscard]] virtual std::optional<core::Error> collect(std::string_view json) = 0;
    virtual void collect_removal(std::string_view json) = 0;
    /// The collection is whole: what it lacks was deleted. Returns how many objects it has.
    virtual std::size_t replace() = 0;

    /// One event; an error as of `collect`.
    [[nodiscard]] virtual std::optional<core::Error> put(std::string_view json) = 0;
    virtual void remove(std::string_view json) = 0;
};

}  // namespace server::kube
