#pragma once

#include "certs/chain.hpp"
#include "certs/rotation/rotation.hpp"
#include "server/telemetry/metrics.hpp"
#include "server/telemetry/readiness.hpp"
#include "server/tls/self_signed.hpp"
#include "tests/server/tls/self_signed_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace server::tls::testing {

using namespace std::chrono_literals;
using std::chrono::days;

/// One `serve` as far as its certificate goes.
struct Replica {
    telemetry::Metrics metrics;
    telemetry::Readiness readiness;
    std::unique_ptr<SelfSigned> source;

    [[nodiscard]] std::string leaf() const {
        const auto pair = source->pair({});
        return pair ? pair->certificate_pem : "";
    }
    [[nodiscard]] std::string why_none() const {
        const auto pair = source->pair({});
        return pair ? "" : pair.error().detail;
    }
    [[nodiscard]] bool counts(const std::string& line) const { return metrics.serialize().contains(line + "\n"); }
};

/// An API server with our configuration and without a Secret, replicas with short pauses, and a clock that can be
/// moved.
class SelfSignedTest : public ::testing::Test {
protected:
    SelfSignedTest() {
        api.edit(configurations, [](Json& object) { object = fresh_configuration(); });
        options.cluster = api.cluster();
        options.secret_namespace = service.namespace_name;
        options.secret_name = "profile-iam-webhook-tls";
        options.service = service;
        options.webhook_configuration = "profile-iam-webhook";
        options.rotation.dns_names = {service.name + "." + service.namespace_name + ".svc"};
        options.rotation.bundle_settling = 0s;
        options.now = [this] { return std::chrono::system_clock::now() + ahead.load(); };
        options.timing = {.tick = 20ms,
                          .ready_before_raise = 50ms,
                          .leaf_switching = 0ms,
                          .after_failure = {.first = 20ms, .longest = 100ms, .calm = 1s},
                          .configuration_writes = {.burst = 1'000, .per_second = 1},
                          .reminder = 1h};
    }

    Replica& start() {
        replicas.push_back(std::make_unique<Replica>());
        Replica& replica = *replicas.back();
        replica.source = std::make_unique<SelfSigned>(options, replica.metrics, replica.readiness);
        return replica;
    }
    /// One that serves, with the caBundle filled.
    Replica& start_and_settle() {
        Replica& replica = start();
        EXPECT_TRUE(eventually([&] { return serves_secret(replica) && are_bundles_right(); }));
        return replica;
    }
    template <typename Condition>
    [[nodiscard]] static bool eventually(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + 30s;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > end) return false;
            std::this_thread::sleep_for(2ms);
        }
        return true;
    }

    [[nodiscard]] Json secret() const { return api.object(secrets); }
    [[nodiscard]] Json configuration() const { return api.object(configurations); }
    [[nodiscard]] std::string secret_data(const std::string& key) const { return data(secret(), key); }
    [[nodiscard]] bool serves_secret(const Replica& replica) const {
        const auto leaf = replica.leaf();
        return !leaf.empty() && leaf == secret_data("tls.crt");
    }
    [[nodiscard]] bool are_bundles_right() const {
        const auto ca = secret_data("ca.crt");
        return !ca.empty() && bundles(configuration()) == std::vector<std::string>{ca, ca};
    }
    [[nodiscard]] std::string policy_of_pods() const { return configuration()["webhooks"][0]["failurePolicy"]; }
    void set_data(const std::string& key, const std::string& base64) {
        api.edit(secrets, [&](Json& object) { object["data"][key] = base64; });
    }
    /// Returns after a replica has looked at everything at least once, from the beginning to the end: what it mends the
    /// second time it begins after that.
    void let_look() {
        const Json before = secret()["data"];
        for (int i = 0; i < 2; ++i) {
            set_data("tls.key", "");
            ASSERT_TRUE(eventually([&] { return secret()["data"] == before; }));
        }
    }
    void annotate(const std::string& name, const std::string& value) {
        api.edit(secrets, [&](Json& object) { object["metadata"]["annotations"][name] = value; });
    }
    [[nodiscard]] static std::size_t authorities_in(const std::string& pem) {
        std::size_t count = 0;
        for (auto at = pem.find("-----BEGIN"); at != std::string::npos; at = pem.find("-----BEGIN", at + 1)) ++count;
        return count;
    }

    std::atomic<std::chrono::system_clock::duration> ahead{0s};
    Api api;
    SelfSignedOptions options;
    std::vector<std::unique_ptr<Replica>> replicas;
};

}  // namespace server::tls::testing
