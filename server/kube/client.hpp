#pragma once

#include "server/kube/configuration.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server::kube {

namespace asio = boost::asio;

/// One GET. All limits are the caller's, so that a watch, a list and a live read can share the client.
struct Get {
    std::string target;  ///< path and query; the cluster's base path is put before it
    std::string accept = "application/json";
    std::chrono::milliseconds header_timeout{10'000};  ///< from the call to the complete header: credentials, connect
                                                       ///< and handshake included
    std::chrono::milliseconds idle_timeout{30'000};    ///< longest silence in the body
    std::chrono::milliseconds total_timeout{0};        ///< for everything; 0: none
    bool keeps_connection = true;                      ///< false: a connection of its own, closed afterwards (a watch)
};

/// What changes something.
enum class Method { post, patch, remove };
/// `POST`, `PATCH`, `DELETE`.
[[nodiscard]] const char* to_string(Method method);

/// One POST, PATCH or DELETE, on a connection of its own and sent once: whoever may not repeat it does not have it
/// repeated.
struct Write {
    Method method = Method::patch;
    std::string target;             ///< path and query; the cluster's base path is put before it
    std::string content_type = {};  ///< of the body: `application/json`; of a PATCH `application/merge-patch+json`,
                                    ///< `application/json-patch+json`, `application/apply-patch+yaml`
    std::string body = {};          ///< of a DELETE: its DeleteOptions (a precondition stands in there)
    std::chrono::milliseconds total_timeout{10'000};  ///< for everything
};

/// Why there is no complete answer.
struct TransportFailure {
    enum class Kind {
        credentials,  ///< token file unreadable, exec plugin failed
        connect,      ///< name not resolved, refused, unreachable, connect timeout
        tls,          ///< handshake or verification
        timeout,      ///< header, idle or total
        broken,       ///< closed in the middle, not HTTP, header or chunk over its bound
        stopped,      ///< the sink returned false
    };
    Kind kind = Kind::broken;
    std::string detail;  ///< for a person: address, and what to do where that is known
};
[[nodiscard]] const char* to_string(TransportFailure::Kind kind);

/// A complete answer; the body of a 200 or 201 went to the sink.
struct Response {
    int status = 0;
    std::optional<std::chrono::seconds> retry_after;  ///< an integer `Retry-After`, at most an hour
    std::vector<std::string> warnings;                ///< the texts of its `Warning` headers (RFC 7234, 5.5)
    std::string error_body;                           ///< of anything but 200 and 201: at most its first 64 KiB
};

/// A complete answer to a Write: `response.status` 200 or 201 with the object as it is now (of a DELETE: as it was, or
/// a Status), or what the API server said against it in `response.error_body`. A DELETE that has begun (202) is in
/// neither.
struct Written {
    Response response;
    std::string object;  ///< JSON, at most 4 MiB; empty unless 200 or 201
};

/// Clocks inside the client that no caller sets for a single GET; tests shorten them.
struct Timing {
    std::chrono::milliseconds reread{60'000};           ///< files are read again at most so often (platform.md)
    std::chrono::milliseconds idle_connection{60'000};  ///< kept so long for the next GET
    std::chrono::milliseconds plugin_limit{60'000};     ///< an exec plugin that takes longer is killed
    std::chrono::milliseconds plugin_pause{1'000};      ///< between a plugin's failure and its next run
    std::chrono::system_clock::time_point (*wall_clock)() = std::chrono::system_clock::now;  ///< for expiry
};

/// HTTP/1.1 to one API server, with keep-alive: idle connections are used again (a GET whose used connection turns out
/// to be dead before the first byte of an answer is sent once more on a fresh one). Belongs to one executor's thread.
/// TCP keep-alive and TCP_USER_TIMEOUT find a dead line in about 30 s. Redirects are not followed.
///
/// May be destroyed while a request runs, which then ends in its own time; before the io_context.
class Client {
public:
    /// Throws std::runtime_error when the configuration's certificates cannot be read.
    Client(const asio::any_io_executor& executor, Configuration configuration, std::string user_agent,
           const Timing& timing = {});
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// `opened` is called once when a 200 header is complete, `sink` with each piece of its body (already un-chunked);
    /// false stops reading and closes the connection. Concurrent calls are fine: each has a connection of its own. A
    /// 401 makes the credentials forget what they have cached (the file is read, the plugin run again by the next GET).
    /// What `opened` or `sink` throws comes out of the coroutine.
    asio::awaitable<std::expected<Response, TransportFailure>> get(Get request, std::function<void()> opened,
                                                                   std::function<bool(std::string_view)> sink);

    /// With the same credentials, checks and failures. A failure that is not `credentials`, `connect` or `tls` does not
    /// say that nothing was changed: the request may have arrived.
    asio::awaitable<std::expected<Written, TransportFailure>> write(Write request);

    /// `https://10.0.0.1:443`, for logs.
    [[nodiscard]] const std::string& server() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;  ///< shared with the requests that run
};

}  // namespace server::kube
