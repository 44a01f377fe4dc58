#include "server/http/transport.hpp"

#include <sys/socket.h>
#include <cerrno>

namespace server::http {

namespace {

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

class PlainTransport final : public Transport {
public:
    explicit PlainTransport(int socket) : socket_(socket) {}

    Progress handshake() override { return {.step = Progress::Step::done}; }
    HandshakeFailure handshake_failure() const override { return {}; }

    Progress read(std::span<char> room) override {
        const auto count = ::recv(socket_, room.data(), room.size(), 0);
        if (count > 0) return {.step = Progress::Step::done, .bytes = static_cast<std::size_t>(count)};
        if (count == 0) return {.step = Progress::Step::closed};
        return {.step = would_block() ? Progress::Step::want_read : Progress::Step::failed};
    }

    Progress write(std::string_view bytes) override {
        const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0) return {.step = Progress::Step::done, .bytes = static_cast<std::size_t>(count)};
        return {.step = would_block() ? Progress::Step::want_write : Progress::Step::failed};
    }

    void end_writing() override {}

private:
    const int socket_;
};

}  // namespace

std::unique_ptr<Transport> make_plain_transport(int socket) { return std::make_unique<PlainTransport>(socket); }

}  // namespace server::http
