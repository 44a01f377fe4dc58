#pragma once

#include "server/kube/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/certs/support.hpp"
#include "tests/server/kube/scripted_server.hpp"

namespace server::kube::testing {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Kind = TransportFailure::Kind;

/// The CA of the scripted servers, and leaves for any name; keys are made once.
struct Authority {
    certs::KeyPair ca = certs::issue_ca(request({})).value();

    static certs::Request request(std::vector<std::string> names, std::vector<std::string> addresses = {},
                                  std::chrono::hours age = {}) {
        certs::Request made;
        made.common_name = "test";
        made.dns_names = std::move(names);
        made.ip_addresses = std::move(addresses);
        made.lifetime_days = 30;
        made.now = std::chrono::system_clock::now() - age;
        return made;
    }
    [[nodiscard]] std::shared_ptr<ssl_ctx_st> context(const certs::Request& request) const {
        return certs::server_context(certs::issue_leaf(request, ca).value(), {}).value();
    }
};

inline const Authority& authority() {
    static const Authority made;
    return made;
}

/// For `localhost`, 127.0.0.1 and ::1.
inline std::shared_ptr<ssl_ctx_st> server_tls() {
    static const auto made = authority().context(Authority::request({"localhost"}, {"127.0.0.1", "::1"}));
    return made;
}

/// What came of a GET.
struct Got {
    std::expected<Response, TransportFailure> answer = std::unexpected(TransportFailure{});
    std::string body;
    int opened = 0;
    bool is_done = false;

    [[nodiscard]] int status() const { return answer ? answer->status : 0; }
    /// `timeout: https://...`; empty when there is an answer.
    [[nodiscard]] std::string failure() const {
        return answer ? "" : std::string(to_string(answer.error().kind)) + ": " + answer.error().detail;
    }
};

/// A client and its io_context, which runs only while a GET is waited for.
class ClientTest : public ::testing::Test {
protected:
    static Configuration to(const ScriptedServer& server) {
        Configuration configuration;
        configuration.host = "127.0.0.1";
        configuration.port = server.port();
        configuration.ca.data = authority().ca.certificate_pem;
        configuration.token.data = "secret-token";
        configuration.description = "test";
        return configuration;
    }
    static Configuration plain(const ScriptedServer& server) {
        auto configuration = to(server);
        configuration.tls = false;
        return configuration;
    }

    void connect(Configuration configuration, const Timing& timing = {}) {
        client.emplace(context.get_executor(), std::move(configuration), "profile-iam-webhook/test", timing);
    }
    std::shared_ptr<Got> start(Get request = {.target = "/x"}) {
        auto got = std::make_shared<Got>();
        asio::co_spawn(context,
                       client->get(
                           std::move(request), [got] { ++got->opened; },
                           [got](std::string_view piece) {
                               got->body += piece;
                               return true;
                           }),
                       [got](const std::exception_ptr& error, std::expected<Response, TransportFailure> answer) {
                           if (error) std::rethrow_exception(error);
                           got->answer = std::move(answer);
                           got->is_done = true;
                       });
        return got;
    }
    template <typename Condition>
    void run_until(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        context.restart();
        while (!condition() && std::chrono::steady_clock::now() < end) context.run_one_for(100ms);
        ASSERT_TRUE(condition()) << "waited in vain";
    }
    Got get(Get request = {.target = "/x"}) {
        const auto got = start(std::move(request));
        run_until([got] { return got->is_done; });
        return *got;
    }

    asio::io_context context{1};
    std::optional<Client> client;
};

}  // namespace server::kube::testing
