#include "server/http/server_impl.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

namespace server::http {

namespace {

constexpr std::size_t closing_allowance = 64;  // connections told to make room that may still be open

PeerAddress address_of(const asio::ip::tcp::endpoint& peer) {
    const auto address = peer.address();
    return address.is_v6() ? address.to_v6().to_bytes()
                           : asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()).to_bytes();
}

}  // namespace

void Server::Impl::serve(Site site, Listener& listener, Places& places) {
    const auto most = (site == Site::webhook ? limits_.max_connections : health_connections) + closing_allowance;
    auto* const chosen = site == Site::webhook ? nullptr : &control_;
    const auto loop = std::make_shared<Loop*>(chosen);
    Listener::Taker taker{
        .next_context = [this, site, loop]() -> asio::io_context& {
            if (site == Site::webhook) *loop = &least_loaded();
            return (*loop)->context();
        },
        .accepted = [this, site, loop, &places](
                        auto socket, const auto& peer) { accepted(site, **loop, places, std::move(socket), peer); },
        .crowded = [&places, most] { return places.open() >= most; },
    };
    // Not detached: the control loop's `run` does not return before it has ended, and `end` closes the listener.
    asio::co_spawn(control_.context(), listener.run(std::move(taker)), [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
    });
}

Loop& Server::Impl::least_loaded() {
    return **std::ranges::min_element(workers_, {}, [](const auto& loop) { return loop->connections(); });
}

void Server::Impl::accepted(Site site, Loop& loop, Places& places, asio::ip::tcp::socket socket,
                            const asio::ip::tcp::endpoint& peer) {
    auto context = site == Site::webhook ? services_.tls.current() : nullptr;
    if (site == Site::webhook && context == nullptr) return;  // no certificate yet: closed
    auto place = places.take(address_of(peer), Clock::now());
    if (place == nullptr) return;  // no room: closed
    const int handle = socket.native_handle();
    auto transport = context ? make_tls_transport(handle, std::move(context)) : make_plain_transport(handle);
    auto session =
        std::make_shared<Session>(site, Stream(std::move(socket), std::move(transport)), common_, loop.gate(), place);
    place->give_up = [&loop, weak = std::weak_ptr(session)] {
        asio::post(loop.context(), [weak] {
            if (const auto taken = weak.lock()) taken->interrupt(Session::Interrupt::made_room);
        });
    };
    loop.adopt(std::move(session));
}

}  // namespace server::http
