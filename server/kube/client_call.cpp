#include "server/kube/client_call.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace server::kube {
namespace {

using Answer = std::expected<Response, TransportFailure>;
using Kind = TransportFailure::Kind;
using State = AnswerReader::State;

/// Before a kept connection is given up for a fresh one; a list may take its API server longer to begin than a read.
constexpr std::chrono::seconds most_patience{10};
constexpr std::size_t max_written_bytes = std::size_t{4} << 20U;  // etcd takes 1.5 MiB

/// What goes over the wire. Without a content type there is no body.
struct Request : Get {
    const char* method = "GET";
    std::string content_type = {};
    std::string body = {};
};

class Call {
public:
    Call(std::shared_ptr<ClientParts> parts, Request request, std::function<void()> opened,
         std::function<bool(std::string_view)> sink)
        : parts_(std::move(parts)),
          request_(std::move(request)),
          opened_(std::move(opened)),
          sink_(std::move(sink)),
          deadline_(parts_->executor) {}

    asio::awaitable<Answer> run() {
        expect_within(request_.header_timeout);
        auto identity = co_await parts_->credentials->fetch(deadline_);
        if (!identity) co_return fail(std::move(identity.error()));
        identity_ = std::move(*identity);
        auto answer = co_await exchange();
        if (!answer) {
            if (answer.error().kind == Kind::tls) parts_->credentials->check_files_soon();
            co_return fail(std::move(answer.error()));
        }
        if (answer->status == 401) parts_->credentials->refuse(*identity_);
        co_return answer;
    }

private:
    /// On a connection that was used before, if there is one; on a fresh one when that turns out to be dead, or says
    /// nothing for a third of the time: whoever sits behind a line that was lost without a word (a load balancer was
    /// replaced) would wait in vain, once for each connection that was kept.
    asio::awaitable<Answer> exchange() {
        if (request_.keeps_connection) {
            if (auto used = parts_->pool->take(identity_->context)) {
                first_byte_.emplace(parts_->executor);
                first_byte_->set(Clock::now() + std::min<Clock::duration>(request_.header_timeout / 3, most_patience));
                auto answer = co_await talk(std::move(used));
                if (first_byte_ && first_byte_->is_over()) parts_->pool->clear();
                first_byte_.reset();
                if (answer || reader_->has_begun() || deadline_.is_over()) co_return answer;
            }
        }
        phase_ = "connecting";
        Peer peer = parts_->peer;
        peer.context = identity_->context;
        auto fresh = co_await open_connection(peer, deadline_, phase_);
        if (!fresh) co_return std::unexpected(std::move(fresh.error()));
        co_return co_await talk(std::move(*fresh));
    }

    asio::awaitable<Answer> talk(std::shared_ptr<Connection> connection) {
        phase_ = "waiting for the answer";
        reader_.emplace(opened_, sink_);
        const auto close = [weak = std::weak_ptr(connection)] {
            if (const auto held = weak.lock()) held->close();
        };
        deadline_.guard(close);
        if (first_byte_) first_byte_->guard(close);
        auto sent = co_await connection->write(text());
        // Also when not all of it could be sent: a server that refuses answers, and closes, before it has read a large
        // body to its end.
        const auto ended = co_await read_answer(*connection);
        deadline_.guard(nullptr);
        if (!sent && (!ended || *ended == State::broken)) co_return std::unexpected(std::move(sent.error()));
        if (!ended) co_return std::unexpected(ended.error());
        if (*ended == State::broken)
            co_return std::unexpected(TransportFailure{.kind = Kind::broken, .detail = reader_->why()});
        if (*ended == State::stopped)
            co_return std::unexpected(TransportFailure{.kind = Kind::stopped, .detail = "the reader has enough"});
        if (*ended == State::complete && reader_->keeps_connection() && request_.keeps_connection)
            parts_->pool->give_back(std::move(connection), identity_->context);
        co_return std::move(reader_->response());
    }

    asio::awaitable<std::expected<State, TransportFailure>> read_answer(Connection& connection) {
        std::array<char, std::size_t{16} << 10U> room{};
        for (;;) {
            const auto size = co_await connection.read(room);
            if (!size) co_return std::unexpected(size.error());
            if (*size > 0) first_byte_.reset();
            if (deadline_.is_over()) co_return State::broken;  // the timeout is what will be told
            const auto state = *size > 0 ? reader_->feed({room.data(), *size}) : reader_->end();
            if (state != State::more) co_return state;
            if (!reader_->has_header()) continue;
            phase_ = "reading the body";
            expect_within(request_.idle_timeout);
        }
    }

    [[nodiscard]] std::string text() const {
        std::string text = std::string(request_.method) + " " + parts_->base_path + request_.target +
                           " HTTP/1.1\r\nHost: " + parts_->authority + "\r\nUser-Agent: " + parts_->user_agent +
                           "\r\nAccept: " + request_.accept + "\r\n";
        if (!identity_->token.empty()) text += "Authorization: Bearer " + identity_->token + "\r\n";
        if (!request_.keeps_connection) text += "Connection: close\r\n";
        if (!request_.content_type.empty())
            text += "Content-Type: " + request_.content_type +
                    "\r\nContent-Length: " + std::to_string(request_.body.size()) + "\r\n";
        return text + "\r\n" + request_.body;
    }

    void expect_within(std::chrono::milliseconds limit) {
        const auto when = Clock::now() + limit;
        const bool has_end = request_.total_timeout.count() > 0;
        deadline_.set(has_end ? std::min(when, start_ + request_.total_timeout) : when);
    }

    /// Names the server; what failed because the deadline was over is told as that.
    [[nodiscard]] Answer fail(TransportFailure failure) const {
        if (failure.kind != Kind::stopped && deadline_.is_over()) {
            failure.kind = Kind::timeout;
            const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_);
            failure.detail = "timed out after " + std::to_string(waited.count()) + " ms, " + phase_;
        }
        failure.detail = parts_->server + ": " + failure.detail;
        return std::unexpected(std::move(failure));
    }

    std::shared_ptr<ClientParts> parts_;
    Request request_;
    std::function<void()> opened_;
    std::function<bool(std::string_view)> sink_;
    Clock::time_point start_ = Clock::now();
    Deadline deadline_;
    std::optional<Deadline> first_byte_;  ///< while a connection that was used before has said nothing
    const char* phase_ = "waiting for credentials";
    std::shared_ptr<const Identity> identity_;
    std::optional<AnswerReader> reader_;
};

}  // namespace

ClientParts::ClientParts(asio::any_io_executor given, Configuration configuration, std::string agent,
                         const Timing& timing)
    : executor(std::move(given)),
      user_agent(std::move(agent)),
      base_path(configuration.base_path),
      peer{.host = configuration.host,
           .port = configuration.port,
           .server_name = configuration.tls_server_name.empty() ? configuration.host : configuration.tls_server_name,
           .context = nullptr},
      pool(std::make_shared<ConnectionPool>(executor, timing.idle_connection)) {
    const bool is_v6 = peer.host.find(':') != std::string::npos;
    const auto name = is_v6 ? "[" + peer.host + "]" : peer.host;
    const bool is_default = peer.port == (configuration.tls ? 443 : 80);
    authority = is_default ? name : name + ":" + std::to_string(peer.port);
    server = (configuration.tls ? "https://" : "http://") + name + ":" + std::to_string(peer.port);
    credentials = std::make_shared<Credentials>(executor, std::move(configuration), timing);
}

asio::awaitable<Answer> run_get(std::shared_ptr<ClientParts> parts, Get request, std::function<void()> opened,
                                std::function<bool(std::string_view)> sink) {
    Call call(std::move(parts), {std::move(request)}, std::move(opened), std::move(sink));
    co_return co_await call.run();
}

asio::awaitable<std::expected<Written, TransportFailure>> run_write(std::shared_ptr<ClientParts> parts, Write request) {
    std::string object;
    const std::string server = parts->server;
    const auto limit = request.total_timeout;
    const auto method = request.method;
    Call call(std::move(parts),
              {{.target = std::move(request.target),
                .header_timeout = limit,
                .idle_timeout = limit,
                .total_timeout = limit,
                .keeps_connection = false},
               to_string(method),
               std::move(request.content_type),
               std::move(request.body)},
              nullptr, [&object](std::string_view piece) {
                  if (object.size() + piece.size() > max_written_bytes) return false;
                  object += piece;
                  return true;
              });
    auto answer = co_await call.run();
    if (answer) co_return Written{.response = std::move(*answer), .object = std::move(object)};
    if (answer.error().kind == Kind::stopped)
        answer = std::unexpected(TransportFailure{
            .kind = Kind::broken,
            .detail = server + ": the answer to a " + to_string(method) + " is larger than 4 MiB; it was done"});
    co_return std::unexpected(std::move(answer.error()));
}

}  // namespace server::kube
