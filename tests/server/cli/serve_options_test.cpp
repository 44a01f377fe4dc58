#include "server/cli/serve_options.hpp"

#include "server/cli/flags_policy.hpp"
#include "tests/server/cli/flags_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace server::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using namespace std::chrono_literals;

ServeOptions options_of(const Situation& situation) {
    Flags flags;
    add_policy_flags(flags);
    add_serve_flags(flags);
    resolve(flags, situation);
    return serve_options(flags);
}

std::string complaint(const std::vector<std::string>& arguments) {
    return complaint_of([&] { (void)options_of({arguments, {}}); });
}

TEST(ServeOptions, DefaultsAreThoseOfTheirTypes) {
    const auto got = options_of({});
    const ServeOptions expected;
    EXPECT_EQ(got.addresses.port, expected.addresses.port);
    EXPECT_EQ(got.addresses.metrics_port, expected.addresses.metrics_port);
    EXPECT_EQ(got.addresses.bind_address, "");
    EXPECT_GE(got.addresses.workers, 1U);
    EXPECT_EQ(got.limits.max_connections, expected.limits.max_connections);
    EXPECT_EQ(got.limits.max_connections_per_address, expected.limits.max_connections_per_address);
    EXPECT_EQ(got.limits.max_in_flight, expected.limits.max_in_flight);
    EXPECT_EQ(got.limits.max_body_memory, expected.limits.max_body_memory);
    EXPECT_EQ(got.limits.max_body_size, expected.limits.max_body_size);
    EXPECT_EQ(got.limits.max_connection_age, expected.limits.max_connection_age);
    EXPECT_EQ(got.limits.shutdown_delay, expected.limits.shutdown_delay);
    EXPECT_EQ(got.limits.shutdown_timeout, expected.limits.shutdown_timeout);
    EXPECT_EQ(got.tls_min_version, expected.tls_min_version);
    EXPECT_THAT(got.tls_cipher_suites, IsEmpty());
    EXPECT_EQ(got.log_level, expected.log_level);
}

TEST(ServeOptions, EveryFlagReachesItsMember) {
    const auto got = options_of({{"--port=1",
                                  "--bind-address=127.0.0.1",
                                  "--metrics-port=2",
                                  "--tls-cert=c.pem",
                                  "--tls-key=k.pem",
                                  "--tls-min-version=1.3",
                                  "--tls-cipher-suites=TLS_CHACHA20_POLY1305_SHA256,TLS_AES_128_GCM_SHA256",
                                  "--client-ca=clients.pem",
                                  "--service=kubeflow/hook",
                                  "--webhook-configuration=other",
                                  "--development-ca-file=ca.pem",
                                  "--workers=3",
                                  "--max-connections=4",
                                  "--max-connections-per-address=5",
                                  "--max-in-flight=6",
                                  "--max-body-memory=9MiB",
                                  "--max-body-size=8MiB",
                                  "--max-connection-age=1m",
                                  "--shutdown-delay=2s",
                                  "--shutdown-timeout=3s",
                                  "--log-level=warning",
                                  "--log-format=text",
                                  "--profiles=examples",
                                  "--mode=observe"},
                                 {}});
    EXPECT_EQ(got.addresses.port, 1);
    EXPECT_EQ(got.addresses.bind_address, "127.0.0.1");
    EXPECT_EQ(got.addresses.metrics_port, 2);
    EXPECT_EQ(got.addresses.workers, 3U);
    EXPECT_EQ(got.tls_cert, "c.pem");
    EXPECT_EQ(got.tls_key, "k.pem");
    EXPECT_EQ(got.tls_min_version, "1.3");
    EXPECT_THAT(got.tls_cipher_suites, ElementsAre("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"));
    EXPECT_EQ(got.development_ca_file, "ca.pem");
    EXPECT_EQ(got.client_ca, "clients.pem");
    EXPECT_EQ(got.service, (ObjectName{"kubeflow", "hook"}));
    EXPECT_EQ(service_dns_name(got), "hook.kubeflow.svc");
    EXPECT_EQ(got.webhook_configuration, "other");
    EXPECT_EQ(got.limits.max_connections, 4U);
    EXPECT_EQ(got.limits.max_connections_per_address, 5U);
    EXPECT_EQ(got.limits.max_in_flight, 6U);
    EXPECT_EQ(got.limits.max_body_memory, std::size_t{9} << 20U);
    EXPECT_EQ(got.limits.max_body_size, std::size_t{8} << 20U);
    EXPECT_EQ(got.limits.max_connection_age, 60s);
    EXPECT_EQ(got.limits.shutdown_delay, 2s);
    EXPECT_EQ(got.limits.shutdown_timeout, 3s);
    EXPECT_EQ(got.log_level, telemetry::LogLevel::warning);
    EXPECT_EQ(got.log_format, telemetry::LogFormat::text);
    EXPECT_EQ(got.profiles, "examples");
    EXPECT_EQ(got.policy.mode, core::mutation::Mode::observe);
    EXPECT_EQ(options_of({{"--log-format=json", "--log-level=debug"}, {}}).log_format, telemetry::LogFormat::json);
    EXPECT_EQ(options_of({{"--log-level=debug"}, {}}).log_level, telemetry::LogLevel::debug);
    EXPECT_EQ(options_of({{"--log-level=error"}, {}}).log_level, telemetry::LogLevel::error);
}

TEST(ServeOptions, ValuesThatMakeNoSenseAreRefused) {
    for (const char* bad : {"--port=65536",
                            "--port=-1",
                            "--metrics-port=x",
                            "--bind-address=localhost",
                            "--bind-address=1.2.3",
                            "--workers=0",
                            "--tls-min-version=1.1",
                            "--tls-cipher-suites=,",
                            "--tls-cipher-suites=A",
                            "--self-signed-secret=a",
                            "--self-signed-secret=a/",
                            "--self-signed-secret=/a",
                            "--self-signed-secret=a/B",
                            "--service=a",
                            "--service=a/b/c",
                            "--service=a/b.c",
                            "--webhook-configuration=",
                            "--max-connections=0",
                            "--max-in-flight=0",
                            "--max-body-size=0",
                            "--max-body-memory=-1",
                            "--max-connection-age=0",
                            "--max-connection-age=-5s",
                            "--shutdown-delay=2h",
                            "--shutdown-timeout=0",
                            "--log-level=trace",
                            "--log-format=yaml"}) {
        const std::string flag(bad, std::string(bad).find('='));
        EXPECT_THAT(complaint({bad}), StartsWith(flag + " (command line): ")) << bad;
    }
    for (const char* good : {"--port=0", "--bind-address=::1", "--bind-address=fe80::1%lo", "--shutdown-delay=0"}) {
        EXPECT_EQ(complaint({good}), "accepted") << good;
    }
}

TEST(ServeOptions, TheServiceOfASelfManagedCertificateIsInTheNamespaceOfItsSecret) {
    const auto got = options_of({{"--self-signed-secret=system/a.secret"}, {}});
    EXPECT_EQ(got.self_signed_secret, (ObjectName{"system", "a.secret"}));
    EXPECT_EQ(service_dns_name(got), "profile-iam-webhook.system.svc");
    EXPECT_EQ(service_dns_name(options_of({{"--self-signed-secret=a/b", "--service=c/d"}, {}})), "d.c.svc");
    EXPECT_EQ(service_dns_name(options_of({})), "") << "the name is not checked";
}

TEST(ServeOptions, ThereIsOneSourceOfCertificates) {
    EXPECT_EQ(complaint({"--self-signed-secret=a/b", "--tls-cert=c", "--tls-key=k"}),
              "--self-signed-secret (command line): makes the certificate itself: leave --tls-cert out");
    EXPECT_EQ(complaint({"--self-signed-secret=a/b", "--development-ca-file=c"}),
              "--self-signed-secret (command line): makes the certificate itself: leave --development-ca-file out");
    EXPECT_THAT(complaint({"--self-signed-secret=a/b", "--tls-key=k"}), StartsWith("--tls-key (command line)"));
    EXPECT_EQ(complaint({"--self-signed-secret=a/b"}), "accepted");
}

TEST(ServeOptions, CipherSuitesThatNobodyHasAreRefusedByName) {
    EXPECT_EQ(complaint({"--tls-cipher-suites=TLS_WRONG"}),
              "--tls-cipher-suites (command line): unknown cipher suite `TLS_WRONG`");
    EXPECT_THAT(complaint({"--tls-cipher-suites=RC4-MD5"}), StartsWith("--tls-cipher-suites (command line): "));
    EXPECT_THAT(complaint({"--tls-min-version=1.3", "--tls-cipher-suites=ECDHE-ECDSA-AES128-GCM-SHA256"}),
                StartsWith("--tls-cipher-suites (command line): "));
}

TEST(ServeOptions, FlagsThatContradictEachOtherAreRefused) {
    EXPECT_EQ(complaint({"--tls-cert=c"}), "--tls-cert (command line): needs --tls-key");
    EXPECT_EQ(complaint({"--tls-key=c"}), "--tls-key (command line): needs --tls-cert");
    EXPECT_THAT(complaint({"--port=8080"}), StartsWith("--port (command line)"));
    EXPECT_THAT(complaint({"--metrics-port=8443"}), StartsWith("--metrics-port (command line)"));
    EXPECT_EQ(complaint({"--port=0", "--metrics-port=0"}), "accepted");
    EXPECT_THAT(complaint({"--max-body-memory=6MiB"}), HasSubstr("must hold one body"));
    EXPECT_THAT(complaint({"--max-body-size=65MiB"}), StartsWith("--max-body-size (command line)"));
    EXPECT_THAT(complaint({"--shutdown-delay=31s"}), StartsWith("--shutdown-delay (command line)"));
    EXPECT_THAT(complaint({"--shutdown-timeout=1s"}), StartsWith("--shutdown-timeout (command line)"));
}

}  // namespace
}  // namespace server::cli
