#include "server/tls/self_signed_write.hpp"

#include "core/watch/event.hpp"

#include <array>
#include <cctype>
#include <random>
#include <utility>

#include <unistd.h>

namespace server::tls {
namespace {

using telemetry::WriteResult;

constexpr std::size_t max_host_name = 80;  // a field manager has at most 128 characters

WriteResult result_of(int status) {
    if (status == 200 || status == 201) return WriteResult::done;
    if (status == 409) return WriteResult::conflict;
    return status == 403 ? WriteResult::forbidden : WriteResult::failed;
}

/// An API server may quote what it objects to. What quotes PEM, as it is or in base64, is withheld.
std::string words_of(const kube::Response& response) {
    for (const char* pem : {"-----BEGIN", "LS0tLS1CRUdJTi"})
        if (response.error_body.contains(pem))
            return "the API server's words quote the Secret, so they are not repeated here";
    return core::watch::decode_failure(response.status, response.error_body).detail;
}

Written judge(const kube::Response& response) {
    Written written;
    written.result = result_of(response.status);
    if (written.result == WriteResult::done) return written;
    written.kind = std::to_string(response.status);
    written.detail = words_of(response);
    written.retry_after = response.retry_after.value_or(std::chrono::seconds{});
    return written;
}

}  // namespace

kube::asio::awaitable<Written> write(kube::Client& client, kube::Write change) {
    auto answered = co_await client.write(std::move(change));
    if (!answered) {
        Written written;
        written.kind = to_string(answered.error().kind);
        written.detail = written.kind + ": " + answered.error().detail;
        co_return written;
    }
    Written written = judge(answered->response);
    written.object = std::move(answered->object);
    co_return written;
}

std::string own_field_manager() {
    std::array<char, max_host_name + 1> name{};
    std::string host = gethostname(name.data(), max_host_name) == 0 ? name.data() : "";
    for (char& c : host)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.') c = '-';
    std::random_device device;
    return std::string(common_field_manager) + "-" + host + "-" + std::to_string(device());
}

}  // namespace server::tls
