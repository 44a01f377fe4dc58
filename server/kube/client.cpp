#include "server/kube/client.hpp"

#include "server/kube/client_call.hpp"

#include <utility>

namespace server::kube {

const char* to_string(TransportFailure::Kind kind) {
    switch (kind) {
        case TransportFailure::Kind::credentials: return "credentials";
        case TransportFailure::Kind::connect: return "connect";
        case TransportFailure::Kind::tls: return "tls";
        case TransportFailure::Kind::timeout: return "timeout";
        case TransportFailure::Kind::broken: return "broken";
        case TransportFailure::Kind::stopped: return "stopped";
    }
    return "unknown";
}

const char* to_string(Method method) {
    switch (method) {
        case Method::post: return "POST";
        case Method::patch: return "PATCH";
        case Method::remove: return "DELETE";
    }
    return "unknown";
}

class Client::Impl : public ClientParts {
public:
    using ClientParts::ClientParts;
};

Client::Client(const asio::any_io_executor& executor, Configuration configuration, std::string user_agent,
               const Timing& timing)
    : impl_(std::make_shared<Impl>(executor, std::move(configuration), std::move(user_agent), timing)) {}

/// The requests that run keep what they need, and end in their own time.
Client::~Client() {
    impl_->pool->close();
    impl_->credentials->stop();
}

asio::awaitable<std::expected<Response, TransportFailure>> Client::get(Get request, std::function<void()> opened,
                                                                       std::function<bool(std::string_view)> sink) {
    return run_get(impl_, std::move(request), std::move(opened), std::move(sink));
}

asio::awaitable<std::expected<Written, TransportFailure>> Client::write(Write request) {
    return run_write(impl_, std::move(request));
}

const std::string& Client::server() const { return impl_->server; }

}  // namespace server::kube
