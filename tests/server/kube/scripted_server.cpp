#include "tests/server/kube/scripted_server.hpp"

#include <array>
#include <csignal>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace server::kube::testing {

Visitor::Visitor(int socket, ssl_ctx_st* context) : socket_(socket) {
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (context == nullptr) return;
    connection_ = SSL_new(context);
    SSL_set_fd(connection_, socket_);
}

Visitor::~Visitor() { SSL_free(connection_); }

bool Visitor::handshake() { return connection_ != nullptr && SSL_accept(connection_) == 1; }

long Visitor::read(char* room, std::size_t size) {
    return connection_ != nullptr ? SSL_read(connection_, room, static_cast<int>(size))
                                  : ::recv(socket_, room, size, 0);
}

std::string Visitor::read_request() {
    std::string all;
    char byte = 0;
    while (!all.ends_with("\r\n\r\n")) {
        if (read(&byte, 1) <= 0) return {};
        all += byte;
    }
    return all;
}

std::string Visitor::read_body(std::size_t size) {
    std::string all(size, '\0');
    std::size_t have = 0;
    while (have < size) {
        const long more = read(&all[have], size - have);
        if (more <= 0) break;
        have += static_cast<std::size_t>(more);
    }
    all.resize(have);
    return all;
}

void Visitor::send(std::string_view bytes) {
    if (bytes.empty()) return;
    if (connection_ != nullptr)
        SSL_write(connection_, bytes.data(), static_cast<int>(bytes.size()));
    else
        ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void Visitor::send_byte_by_byte(std::string_view bytes) {
    for (const char& byte : bytes) send({&byte, 1});
}

void Visitor::end() {
    if (connection_ != nullptr) SSL_shutdown(connection_);
    ::shutdown(socket_, SHUT_WR);
}

void Visitor::reset() const {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void Visitor::wait_for_end() {
    std::array<char, 4096> room{};
    const bool is_encrypted = connection_ != nullptr && SSL_is_init_finished(connection_) == 1;
    while ((is_encrypted ? read(room.data(), room.size()) : ::recv(socket_, room.data(), room.size(), 0)) > 0) {
    }
}

std::string Visitor::server_name() const {
    const char* name = SSL_get_servername(connection_, TLSEXT_NAMETYPE_host_name);
    return name != nullptr ? name : "";
}

ScriptedServer::ScriptedServer(std::shared_ptr<ssl_ctx_st> context, std::vector<Script> scripts,
                               const std::string& address)
    : context_(std::move(context)), scripts_(std::move(scripts)) {
    std::signal(SIGPIPE, SIG_IGN);  // as serve does; OpenSSL writes without MSG_NOSIGNAL
    const bool is_v6 = address.find(':') != std::string::npos;
    listener_ = ::socket(is_v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_storage bound{};
    socklen_t size = is_v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
    bound.ss_family = is_v6 ? AF_INET6 : AF_INET;
    if (is_v6)
        ::inet_pton(AF_INET6, address.c_str(), &reinterpret_cast<sockaddr_in6*>(&bound)->sin6_addr);
    else
        ::inet_pton(AF_INET, address.c_str(), &reinterpret_cast<sockaddr_in*>(&bound)->sin_addr);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&bound), size) != 0 || ::listen(listener_, 16) != 0)
        throw std::runtime_error("cannot listen on " + address);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&bound), &size);
    port_ = ntohs(reinterpret_cast<sockaddr_in*>(&bound)->sin_port);  // at the same place for both families
    acceptor_ = std::jthread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        ::shutdown(listener_, SHUT_RDWR);
        for (const int each : open_) ::shutdown(each, SHUT_RDWR);
    }
    acceptor_.join();
    visits_.clear();
    ::close(listener_);
}

std::size_t ScriptedServer::connections() const {
    const std::scoped_lock lock(mutex_);
    return accepted_;
}

void ScriptedServer::accept_all() {
    for (;;) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        const std::scoped_lock lock(mutex_);
        if (stopping_ || accepted_ >= scripts_.size()) {
            ::close(socket);
            ++accepted_;
            continue;
        }
        open_.push_back(socket);
        visits_.emplace_back([this, socket, script = scripts_[accepted_]] {
            {
                Visitor visitor(socket, context_.get());
                script(visitor);
            }
            const std::scoped_lock held(mutex_);
            std::erase(open_, socket);
            ::close(socket);
        });
        ++accepted_;
    }
}

std::string answer(std::string_view body, std::string_view status, std::string_view more) {
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(more) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

Script answering(std::vector<std::string> answers, std::shared_ptr<std::vector<std::string>> requests) {
    return [answers = std::move(answers), requests = std::move(requests)](Visitor& visitor) {
        // Of a failed one the alert has to arrive: closing now would send RST after it.
        if (!visitor.handshake() && visitor.is_encrypted()) return visitor.wait_for_end();
        for (const auto& each : answers) {
            const auto request = visitor.read_request();
            if (request.empty()) return;
            if (requests) requests->push_back(request);
            visitor.send(each);
        }
        visitor.wait_for_end();
    };
}

}  // namespace server::kube::testing
