#include "server/kube/connection_pool.hpp"

#include <utility>

namespace server::kube {

namespace {

constexpr std::size_t max_idle = 8;  // two watches and a few live reads are all that there ever is

}  // namespace

ConnectionPool::ConnectionPool(const asio::any_io_executor& executor, std::chrono::milliseconds lifetime)
    : timer_(executor), lifetime_(lifetime) {}

std::shared_ptr<Connection> ConnectionPool::take(const std::shared_ptr<ssl_ctx_st>& context) {
    std::erase_if(idle_, [&](const Idle& each) { return each.context != context || each.connection->is_stale(); });
    if (idle_.empty()) return nullptr;
    auto connection = std::move(idle_.back().connection);
    idle_.pop_back();
    return connection;
}

void ConnectionPool::give_back(std::shared_ptr<Connection> connection, std::shared_ptr<ssl_ctx_st> context) {
    if (is_closed_) return;
    if (idle_.size() == max_idle) idle_.erase(idle_.begin());
    idle_.push_back({std::move(connection), std::move(context), Clock::now() + lifetime_});
    if (idle_.size() == 1) arm();
}

void ConnectionPool::clear() { idle_.clear(); }

void ConnectionPool::close() {
    is_closed_ = true;
    idle_.clear();
    timer_.cancel();
}

void ConnectionPool::arm() {
    if (idle_.empty()) return;
    timer_.expires_at(idle_.front().until);
    timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        if (const auto self = weak.lock(); self && !error) self->sweep();
    });
}

void ConnectionPool::sweep() {
    const auto now = Clock::now();
    std::erase_if(idle_, [now](const Idle& each) { return each.until <= now; });
    if (!idle_.empty()) arm();
}

}  // namespace server::kube
