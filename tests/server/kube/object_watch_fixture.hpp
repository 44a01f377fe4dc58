#pragma once

#include "server/kube/object_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "server/telemetry/metrics.hpp"
#include "tests/server/kube/api_stand_in.hpp"

namespace server::kube::testing {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

inline const ObjectAddress secret{
    .collection = "/api/v1/namespaces/profile-iam-system/secrets", .name = "tls", .resource = "secrets"};
inline const ObjectAddress configuration{
    .collection = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
    .name = "profile-iam-webhook",
    .resource = "mutatingwebhookconfigurations"};
inline constexpr const char* private_key = "cHJpdmF0ZSBrZXk=";

inline std::string secret_json(const std::string& version, const std::string& name = "tls") {
    return R"({"kind":"Secret","apiVersion":"v1","metadata":{"namespace":"profile-iam-system","name":")" + name +
           R"(","uid":"u-1","resourceVersion":")" + version + R"("},"data":{"tls.key":")" + private_key + R"("}})";
}

/// As an item of a list comes: without kind and apiVersion.
inline std::string secret_item(const std::string& version) {
    auto json = secret_json(version);
    return json.erase(1, std::string_view(R"("kind":"Secret","apiVersion":"v1",)").size());
}

inline std::string error_event(int code, const std::string& reason) {
    return R"({"type":"ERROR","object":)" + status_json(code, reason, "too old") + "}\n";
}

/// Everything runs on one io_context, only while something is waited for.
class ObjectWatching : public ::testing::Test {
protected:
    /// Lists `items` and then keeps watches open.
    static ApiStandIn::Answers has(const std::vector<std::string>& items, const std::string& version = "10") {
        return [=](const std::string& target) -> ApiStandIn::Answer {
            if (target.contains("watch=1")) return {.stays_open = true};
            return {.body = list_of(version, items)};
        };
    }
    void TearDown() override {
        watch.reset();
        client.reset();
    }
    void start(ApiStandIn::Answers answers, const ObjectAddress& address = secret,
               const core::watch::Settings& settings = {}) {
        api.answer_with(std::move(answers));
        start_at(api.port(), address, settings);
    }
    void start_at(std::uint16_t port, const ObjectAddress& address = secret,
                  const core::watch::Settings& settings = {}) {
        Configuration to;
        to.tls = false;
        to.host = "127.0.0.1";
        to.port = port;
        to.description = "test";
        client.emplace(context.get_executor(), to, "test");
        watch.emplace(address, settings, *client, metrics.cluster(), [this](std::optional<std::string_view> json) {
            told.emplace_back(json ? std::string(*json) : "none");
        });
        asio::co_spawn(context, watch->run(), asio::detached);
    }
    template <typename Condition>
    void run_until(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (!condition() && std::chrono::steady_clock::now() < end) context.run_one_for(100ms);
        ASSERT_TRUE(condition()) << "waited in vain; " << watch->failure();
    }
    void run_until_watching() {
        run_until([&] { return api.open_watches("") == 1 && watch->failure().empty(); });
    }
    [[nodiscard]] bool counts(const std::string& series) const {
        return metrics.serialize().contains("profile_iam_webhook_" + series + " 1\n");
    }
    /// When this has come, everything that was sent before it has.
    void send_bookmark(const std::string& version) {
        const auto before = bookmarks();
        api.send("", event_of("BOOKMARK", R"({"kind":"Secret","metadata":{"resourceVersion":")" + version + R"("}})"));
        run_until([&] { return bookmarks() != before; });
    }
    [[nodiscard]] std::string bookmarks() const {
        const std::string text = metrics.serialize();
        const auto at = text.find(R"(watch_events_total{resource="secrets",type="bookmark"})");
        return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
    }

    asio::io_context context{1};
    telemetry::Metrics metrics;
    ApiStandIn api{context, nullptr};
    std::vector<std::string> told;  ///< what `changed` got
    std::optional<Client> client;
    std::optional<ObjectWatch> watch;
};

}  // namespace server::kube::testing
