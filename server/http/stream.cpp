#include "server/http/stream.hpp"

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace server::http {

using asio::ip::tcp;
using Step = Progress::Step;

asio::awaitable<bool> Stream::wait(Step want) {
    turns_ = 0;
    if (interrupted_) co_return false;
    boost::system::error_code error;
    const auto direction = want == Step::want_write ? tcp::socket::wait_write : tcp::socket::wait_read;
    co_await socket_.async_wait(direction, asio::redirect_error(asio::use_awaitable, error));
    co_return !error && !interrupted_;
}

/// A peer that always has bytes ready would keep its thread for itself: after so many reads the others come first.
asio::awaitable<void> Stream::take_turns() {
    constexpr int reads_in_a_row = 16;
    if (++turns_ < reads_in_a_row) co_return;
    turns_ = 0;
    co_await asio::post(socket_.get_executor(), asio::use_awaitable);
}

asio::awaitable<Progress> Stream::read(std::span<char> room) {
    co_await take_turns();
    while (!interrupted_) {
        const auto progress = transport_->read(room);
        if (progress.step != Step::want_read && progress.step != Step::want_write) co_return progress;
        if (!co_await wait(progress.step)) break;
    }
    co_return Progress{.step = Step::failed};
}

asio::awaitable<bool> Stream::write(std::string_view bytes) {
    while (!bytes.empty()) {
        if (interrupted_) co_return false;
        const auto progress = transport_->write(bytes);
        if (progress.step == Step::done) {
            bytes.remove_prefix(progress.bytes);
        } else if (progress.step == Step::closed || progress.step == Step::failed || !co_await wait(progress.step)) {
            co_return false;
        }
    }
    co_return true;
}

void Stream::end_writing() {
    transport_->end_writing();
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> Stream::discard(std::size_t max_bytes) {
    std::array<char, 16384> scratch{};
    for (std::size_t total = 0; total < max_bytes && !interrupted_;) {
        boost::system::error_code error;
        total += socket_.receive(asio::buffer(scratch), 0, error);
        if (error == asio::error::would_block) {
            if (!co_await wait(Step::want_read)) co_return;
        } else if (error) {
            co_return;
        } else {
            co_await take_turns();
        }
    }
}

void Stream::write_raw(std::string_view bytes) {
    boost::system::error_code ignored;
    socket_.send(asio::buffer(bytes.data(), bytes.size()), 0, ignored);
}

void Stream::interrupt() {
    interrupted_ = true;
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

}  // namespace server::http
