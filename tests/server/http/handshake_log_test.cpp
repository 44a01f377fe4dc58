#include "server/http/handshake_log.hpp"

#include <gtest/gtest.h>

namespace server::http {
namespace {

using enum telemetry::Handshake;

TEST(HandshakeLog, SaysEachKindAtMostOnceAMinute) {
    HandshakeLog log;
    const auto start = Clock::now();
    EXPECT_TRUE(log.is_due(server_certificate_refused, start));
    EXPECT_FALSE(log.is_due(server_certificate_refused, start));
    EXPECT_TRUE(log.is_due(client_certificate_missing, start)) << "kinds do not silence each other";
    EXPECT_FALSE(log.is_due(server_certificate_refused, start + HandshakeLog::silence - std::chrono::seconds(1)));
    EXPECT_TRUE(log.is_due(server_certificate_refused, start + HandshakeLog::silence));
    EXPECT_FALSE(log.is_due(server_certificate_refused, start + HandshakeLog::silence));
}

TEST(HandshakeLog, IsSilentAboutWhatNobodyCanMend) {
    HandshakeLog log;
    for (const auto kind : {done, timeout, plain_http, reset, other}) {
        EXPECT_TRUE(advice(kind).empty()) << telemetry::to_string(kind);
        EXPECT_FALSE(log.is_due(kind, Clock::now())) << telemetry::to_string(kind);
    }
    for (const auto kind : {protocol_version, no_shared_cipher, client_certificate_missing, client_certificate_expired,
                            client_certificate_unknown_ca, client_certificate_other, server_certificate_refused})
        EXPECT_FALSE(advice(kind).empty()) << telemetry::to_string(kind);
}

}  // namespace
}  // namespace server::http
