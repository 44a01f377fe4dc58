#include "server/http/handshake_gate.hpp"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace server::http {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

class HandshakeGateTest : public testing::Test {
protected:
    HandshakeGate::Visitor& arrive() {
        visitors.push_back(std::make_unique<HandshakeGate::Visitor>(gate, context.get_executor()));
        enter(*visitors.back());
        return *visitors.back();
    }
    void enter(HandshakeGate::Visitor& visitor) {
        asio::co_spawn(context, visitor.enter(), asio::detached);
        settle();
    }
    void leave(HandshakeGate::Visitor& visitor) {
        std::erase_if(visitors, [&](const auto& each) { return each.get() == &visitor; });
        settle();
    }
    /// Runs what is ready; nothing is waited for.
    void settle() {
        context.restart();
        context.poll();
    }

    asio::io_context context;
    HandshakeGate gate{2};
    std::vector<std::unique_ptr<HandshakeGate::Visitor>> visitors;
    Clock::time_point start = Clock::now();
};

TEST_F(HandshakeGateTest, LetsInAsManyAsThereAreAndTheRestInTheirOrder) {
    auto& first = arrive();
    auto& second = arrive();
    auto& third = arrive();
    auto& fourth = arrive();
    EXPECT_TRUE(first.inside() && second.inside());
    EXPECT_FALSE(third.inside() || fourth.inside());
    leave(second);
    EXPECT_TRUE(third.inside());
    EXPECT_FALSE(fourth.inside());
}

TEST_F(HandshakeGateTest, ASilentPeerLosesThePlaceToOneThatWaits) {
    auto& silent = arrive();
    auto& working = arrive();
    silent.waits_for_peer(start);
    auto& newcomer = arrive();
    gate.sweep(start + HandshakeGate::patience);
    EXPECT_TRUE(silent.inside());
    gate.sweep(start + HandshakeGate::patience + 1ms);
    EXPECT_FALSE(silent.inside());
    EXPECT_TRUE(working.inside());
    EXPECT_TRUE(newcomer.inside());
    enter(silent);  // its peer goes on
    EXPECT_FALSE(silent.inside());
    leave(working);
    EXPECT_TRUE(silent.inside());
}

TEST_F(HandshakeGateTest, ASilentPeerKeepsThePlaceWhileNobodyWaits) {
    auto& silent = arrive();
    silent.waits_for_peer(start);
    gate.sweep(start + 1h);
    EXPECT_TRUE(silent.inside());
}

TEST_F(HandshakeGateTest, OneThatWaitsMayGiveUp) {
    auto& first = arrive();
    arrive();
    auto& third = arrive();
    auto& fourth = arrive();
    third.wake();
    settle();
    leave(third);
    leave(first);
    EXPECT_TRUE(fourth.inside());
}

}  // namespace
}  // namespace server::http
