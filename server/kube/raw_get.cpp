#include "server/kube/raw_get.hpp"

#include "server/telemetry/version.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <exception>
#include <utility>

namespace server::kube {
namespace {

using Answer = std::expected<Written, TransportFailure>;

constexpr std::size_t max_document_bytes = std::size_t{4} << 20U;

asio::awaitable<Answer> fetch(Client& client, Get request) {
    std::string document;
    auto answer = co_await client.get(std::move(request), nullptr, [&document](std::string_view piece) {
        document += piece;
        return document.size() <= max_document_bytes;
    });
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    co_return Written{.response = *std::move(answer), .object = std::move(document)};
}

asio::awaitable<void> fetch_all(Client& client, const std::vector<Get>& requests, std::vector<Answer>& answers) {
    for (const Get& request : requests) {
        answers.push_back(co_await fetch(client, request));
        if (!answers.back()) co_return;
    }
}

}  // namespace

std::vector<Answer> get_raw(Configuration configuration, const std::vector<std::string>& targets,
                            const std::string& accept, std::chrono::milliseconds limit) {
    std::vector<Get> requests;
    requests.reserve(targets.size());
    for (const std::string& target : targets)
        requests.push_back({.target = target,
                            .accept = accept,
                            .header_timeout = limit,
                            .idle_timeout = limit,
                            .total_timeout = limit});
    asio::io_context context{1};
    Client client(context.get_executor(), std::move(configuration),
                  "profile-iam-webhook/" + std::string(telemetry::version()));
    std::vector<Answer> answers;
    bool has_ended = false;
    asio::co_spawn(context, fetch_all(client, requests, answers), [&has_ended](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
        has_ended = true;
    });
    while (!has_ended && context.run_one() > 0) {  // every call has its deadline, so this ends
    }
    return answers;
}

}  // namespace server::kube
