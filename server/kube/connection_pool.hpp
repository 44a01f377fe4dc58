#pragma once

#include "server/kube/connection.hpp"

#include <boost/asio/steady_timer.hpp>
#include <vector>

namespace server::kube {

/// Idle connections to one server, at most 8, each for a bounded time. Belongs to one executor's thread.
class ConnectionPool : public std::enable_shared_from_this<ConnectionPool> {
public:
    ConnectionPool(const asio::any_io_executor& executor, std::chrono::milliseconds lifetime);

    /// The one that was used last and was made with this context; null: there is none. Those that were made with
    /// another one (the client certificate or the CA has changed) or are dead are closed.
    [[nodiscard]] std::shared_ptr<Connection> take(const std::shared_ptr<ssl_ctx_st>& context);
    void give_back(std::shared_ptr<Connection> connection, std::shared_ptr<ssl_ctx_st> context);
    /// Closes all: one of them turned out to be half-open, and the others are as old.
    void clear();
    void close();

private:
    struct Idle {
        std::shared_ptr<Connection> connection;
        std::shared_ptr<ssl_ctx_st> context;
        Clock::time_point until;
    };
    void sweep();
    void arm();

    asio::steady_timer timer_;
    std::chrono::milliseconds lifetime_;
    std::vector<Idle> idle_;  ///< the one that was used last is the last
    bool is_closed_ = false;
};

}  // namespace server::kube
