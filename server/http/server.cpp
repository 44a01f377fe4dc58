#include "server/http/server.hpp"

#include "server/http/server_impl.hpp"

namespace server::http {

Server::Server(const Addresses& addresses, const Limits& limits, Services services)
    : impl_(std::make_unique<Impl>(addresses, limits, services)) {}
Server::~Server() = default;

std::uint16_t Server::port() const { return impl_->port(); }
std::uint16_t Server::metrics_port() const { return impl_->metrics_port(); }
bool Server::run() { return impl_->run(); }
void Server::drain() { impl_->drain(); }
void Server::stop() { impl_->stop(); }

}  // namespace server::http
