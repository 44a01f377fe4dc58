#pragma once

#include "server/http/refused.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

namespace server::http {

/// The header of one request; the views point into the block that was decoded.
///
/// Why not Beast's parser: that of Boost 1.81 accepts `Content-Length` twice or as `3, 3`, `Transfer-Encoding:
/// identity`, two `Host`s and folded headers (measured, platform.md). The raw block would have to be checked line by
/// line all the same, and then it is parsed.
struct Head {
    std::string_view method = {};
    std::string_view path = {};                        ///< the target up to `?`
    std::string_view query = {};                       ///< after `?`, not decoded
    std::optional<std::uint64_t> content_length = {};  ///< more digits than fit: the largest value
    std::string_view content_type = {};                ///< without parameters, trimmed; empty: none, or given twice
    bool has_host = false;
    bool expects_continue = false;
    bool asks_close = false;  ///< `Connection: close`
};

/// Finds the end of a header in bytes that arrive in pieces. Malformed line ends and control characters are found as
/// soon as they are there: whoever sends bare LFs never sends the blank line that one could wait for.
class HeadScanner {
public:
    enum class State { incomplete, complete, malformed };

    /// `bytes` is all that has arrived of this request so far; each byte is looked at once over all calls.
    /// The pieces in which it grows do not change the answer.
    State scan(std::string_view bytes);
    /// After `complete`: bytes of the block, its blank line included.
    [[nodiscard]] std::size_t length() const { return position_; }
    /// After `malformed`: what is wrong, for a person.
    [[nodiscard]] std::string_view fault() const { return fault_; }

private:
    State fail(std::string_view fault);

    std::size_t position_ = 0;
    std::size_t line_start_ = 0;
    std::string_view fault_;
};

/// Reads a complete block (blank line included). Refusals in this order, all of them close: syntax 400, any version but
/// HTTP/1.1 505, then the framing 400: any `Transfer-Encoding`, a repeated or malformed `Content-Length`, two `Host`.
[[nodiscard]] std::expected<Head, Refused> decode_head(std::string_view block);

}  // namespace server::http
