#pragma once

#include "core/error.hpp"
#include "core/watch/machine.hpp"

#include <string>
#include <string_view>

namespace core::watch {

/// One line of a watch: `{"type":"ADDED","object":{...}}`.
struct Event {
    EventFacts facts;
    std::string_view object;  ///< its JSON, a view into the line; for `error` the Status
};

/// Reads one line of a watch. Errors: broken_json, too_deep, wrong_shape (no type, no object, an unknown type, an
/// object without metadata.resourceVersion).
[[nodiscard]] Result<Event> decode_event(std::string_view line);

/// Reads a `v1` Status (an error body, or the object of an ERROR event) as far as it goes; bytes that are no Status
/// give a Failure with that status and the beginning of the text, cleaned for a log line.
[[nodiscard]] Failure decode_failure(int http_status, std::string_view body);

/// `metadata.resourceVersion` and `metadata.continue` of a list whose `items` were cut out (ItemReader::rest).
[[nodiscard]] Result<Page> decode_page(std::string_view list_without_items);

}  // namespace core::watch
