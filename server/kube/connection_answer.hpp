#pragma once

#include "server/kube/client.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace server::kube {

/// Reads one HTTP/1.1 answer out of the bytes of a connection, however they are cut; no socket in here. Answers 1xx are
/// skipped (RFC 9110, 15.2).
class AnswerReader {
public:
    enum class State {
        more,      ///< feed it the next bytes
        complete,  ///< `response` is whole
        cut,       ///< `response` is whole, but the error body goes on: the connection is of no use any more
        stopped,   ///< the sink said so
        broken,    ///< not HTTP/1.1, or a bound was passed: `why`
    };
    static constexpr std::size_t max_header_bytes = std::size_t{64} << 10U;
    static constexpr std::size_t max_error_body_bytes = std::size_t{64} << 10U;

    AnswerReader(std::function<void()> opened, std::function<bool(std::string_view)> sink);
    ~AnswerReader();
    AnswerReader(const AnswerReader&) = delete;
    AnswerReader& operator=(const AnswerReader&) = delete;

    /// `bytes` is not empty.
    [[nodiscard]] State feed(std::string_view bytes);
    /// The peer has ended its side.
    [[nodiscard]] State end();

    /// From the first byte on.
    [[nodiscard]] bool has_begun() const;
    [[nodiscard]] bool has_header() const;
    /// After `complete`: the connection may carry another request.
    [[nodiscard]] bool keeps_connection() const;
    [[nodiscard]] const std::string& why() const;
    [[nodiscard]] Response& response();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// The text of a `Warning` header with code 299, as API servers send it (`299 - "text"`), unescaped; empty: it is none
/// (RFC 7234, 5.5; https://kubernetes.io/blog/2020/09/03/warnings/).
[[nodiscard]] std::string decode_warning(std::string_view value);

/// An integer `Retry-After`, at most an hour (RFC 9110, 10.2.3); a date, as no API server sends it, is none.
[[nodiscard]] std::optional<std::chrono::seconds> decode_retry_after(std::string_view value);

}  // namespace server::kube
