#include "server/kube/blocking_client.hpp"

#include "server/telemetry/version.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

namespace server::kube {
namespace {

using Answer = std::expected<Written, TransportFailure>;

constexpr std::size_t max_object_bytes = std::size_t{4} << 20U;  // etcd takes 1.5 MiB

asio::awaitable<Answer> fetch(Client& client, std::string target, std::chrono::milliseconds limit) {
    std::string object;
    auto answer = co_await client.get(
        {.target = std::move(target), .header_timeout = limit, .idle_timeout = limit, .total_timeout = limit}, nullptr,
        [&object](std::string_view piece) {
            object += piece;
            return object.size() <= max_object_bytes;
        });
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    co_return Written{.response = *std::move(answer), .object = std::move(object)};
}

}  // namespace

class BlockingClient::Impl {
public:
    explicit Impl(Configuration configuration)
        : client_(context_.get_executor(), std::move(configuration),
                  "profile-iam-webhook/" + std::string(telemetry::version())) {}

    Client& client() { return client_; }

    /// Every call has its deadline, so this ends.
    Answer run(asio::awaitable<Answer> call) {
        std::optional<Answer> ended;
        asio::co_spawn(context_, std::move(call), [&ended](const std::exception_ptr& error, Answer answer) {
            if (error) std::rethrow_exception(error);
            ended = std::move(answer);
        });
        context_.restart();
        while (!ended && context_.run_one() > 0) {
        }
        return ended ? *std::move(ended)
                     : std::unexpected(TransportFailure{.kind = TransportFailure::Kind::broken, .detail = "not begun"});
    }

private:
    asio::io_context context_{1};
    Client client_;
};

BlockingClient::BlockingClient(Configuration configuration) : impl_(std::make_unique<Impl>(std::move(configuration))) {}
BlockingClient::~BlockingClient() = default;

Answer BlockingClient::get(const std::string& target, std::chrono::milliseconds limit) {
    return impl_->run(fetch(impl_->client(), target, limit));
}

Answer BlockingClient::write(const Write& request) { return impl_->run(impl_->client().write(request)); }

const std::string& BlockingClient::server() const { return impl_->client().server(); }

}  // namespace server::kube
