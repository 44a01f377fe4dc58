#pragma once

#include "certs/certificate.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_st;

namespace server::kube::testing {

/// One accepted connection, as a script sees it. Every wait ends with the server.
class Visitor {
public:
    Visitor(int socket, ssl_ctx_st* context);
    ~Visitor();
    Visitor(const Visitor&) = delete;
    Visitor& operator=(const Visitor&) = delete;

    /// False: it failed, or there is no TLS to speak.
    bool handshake();
    /// Up to the empty line; empty: the connection ended before.
    std::string read_request();
    /// So many bytes of its body; fewer: the connection ended before.
    std::string read_body(std::size_t size);
    void send(std::string_view bytes);
    /// Each byte in a record (and a segment) of its own.
    void send_byte_by_byte(std::string_view bytes);
    /// Ends our side in order: close_notify and FIN.
    void end();
    /// RST: what is on its way is lost.
    void reset() const;
    /// Reads until the other side is gone; before the handshake without answering it.
    void wait_for_end();
    /// The name that the client sent as SNI; empty: none.
    [[nodiscard]] std::string server_name() const;

    [[nodiscard]] bool is_encrypted() const { return connection_ != nullptr; }
    [[nodiscard]] int socket() const { return socket_; }

private:
    long read(char* room, std::size_t size);

    int socket_;
    ssl_st* connection_ = nullptr;
};

using Script = std::function<void(Visitor&)>;

/// Listens on loopback. The n-th connection is served by the n-th script, each in a thread of its own; those that come
/// after the last are closed at once.
class ScriptedServer {
public:
    /// `context` null: no TLS. `address`: `127.0.0.1` or `::1`.
    ScriptedServer(std::shared_ptr<ssl_ctx_st> context, std::vector<Script> scripts,
                   const std::string& address = "127.0.0.1");
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::size_t connections() const;

private:
    void accept_all();

    std::shared_ptr<ssl_ctx_st> context_;
    std::vector<Script> scripts_;
    int listener_;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    bool stopping_ = false;
    std::vector<int> open_;
    std::size_t accepted_ = 0;
    std::vector<std::jthread> visits_;
    std::jthread acceptor_;
};

/// `HTTP/1.1 200 OK` with a Content-Length, and more header lines if given (each with its CRLF).
[[nodiscard]] std::string answer(std::string_view body, std::string_view status = "200 OK", std::string_view more = "");
/// Handshake, then one request after the other, answered with these texts in their order; then waits for the end.
[[nodiscard]] Script answering(std::vector<std::string> answers,
                               std::shared_ptr<std::vector<std::string>> requests = {});

}  // namespace server::kube::testing
