#include "server/tls/self_signed_fetch.hpp"

#include "core/watch/event.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace server::tls {
namespace {

constexpr std::chrono::seconds limit{5};
constexpr std::size_t max_bytes = std::size_t{4} << 20U;  // etcd takes 1.5 MiB

Unread unread(const kube::Response& response) {
    return {.kind = std::to_string(response.status),
            .detail = core::watch::decode_failure(response.status, response.error_body).detail,
            .retry_after = response.retry_after.value_or(std::chrono::seconds{})};
}

}  // namespace

kube::asio::awaitable<std::expected<std::optional<core::registration::Secret>, Unread>> fetch_secret(
    kube::Client& client, const SelfSignedOptions& options) {
    std::string json;
    const auto answer = co_await client.get(
        {.target = "/api/v1/namespaces/" + options.secret_namespace + "/secrets/" + options.secret_name,
         .header_timeout = limit,
         .idle_timeout = limit,
         .total_timeout = limit},
        nullptr, [&json](std::string_view piece) {
            json += piece;
            return json.size() <= max_bytes;
        });
    if (!answer) co_return std::unexpected(Unread{to_string(answer.error().kind), answer.error().detail, {}});
    if (answer->status == 404) co_return std::nullopt;
    if (answer->status != 200) co_return std::unexpected(unread(*answer));
    auto secret = core::registration::decode_secret(json);
    if (!secret) co_return std::unexpected(Unread{"decode", secret.error().detail, {}});
    co_return std::move(*secret);
}

}  // namespace server::tls
