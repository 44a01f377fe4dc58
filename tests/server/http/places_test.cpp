#include "server/http/places.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace server::http {
namespace {

using namespace std::chrono_literals;

constexpr PeerAddress ada{1};
constexpr PeerAddress bob{2};

/// Connections that end when they are told to, as the real ones do.
class Crowd {
public:
    Crowd(std::size_t max, std::size_t max_per_address) : places_(max, max_per_address) {}

    /// The index of the new connection, or -1: turned away. Each comes a second after the last one.
    int connect(const PeerAddress& address) {
        auto place = places_.take(address, now());
        if (!place) return -1;
        const auto index = connections_.size();
        place->give_up = [this, index] { ended_.push_back(static_cast<int>(index)); };
        connections_.push_back(std::move(place));
        return static_cast<int>(index);
    }
    void disconnect(int index) { connections_.at(static_cast<std::size_t>(index)).reset(); }
    Place& place(int index) { return *connections_.at(static_cast<std::size_t>(index)); }
    Clock::time_point now() { return Clock::time_point(1h + seconds_++ * 1s); }
    const std::vector<int>& ended() const { return ended_; }
    std::size_t open() const { return places_.open(); }

private:
    Places places_;
    std::vector<std::shared_ptr<Place>> connections_;
    std::vector<int> ended_;
    int seconds_ = 0;
};

TEST(Places, TheLongestIdleMakesRoom) {
    Crowd crowd(2, 2);
    crowd.connect(ada);
    crowd.connect(bob);
    EXPECT_EQ(crowd.connect(ada), 2);
    EXPECT_EQ(crowd.ended(), std::vector{0});
}

TEST(Places, IdleTimeCountsFromTheLastAnswer) {
    Crowd crowd(2, 2);
    crowd.connect(ada);
    crowd.connect(bob);
    EXPECT_TRUE(crowd.place(0).begin_request());
    crowd.place(0).end_request(crowd.now());
    EXPECT_EQ(crowd.connect(ada), 2);
    EXPECT_EQ(crowd.ended(), std::vector{1});
}

TEST(Places, WhoHasARequestStays) {
    Crowd crowd(2, 2);
    crowd.connect(ada);
    crowd.connect(bob);
    EXPECT_TRUE(crowd.place(0).begin_request());
    EXPECT_EQ(crowd.connect(ada), 2);
    EXPECT_EQ(crowd.ended(), std::vector{1});
    EXPECT_TRUE(crowd.place(2).begin_request());
    EXPECT_EQ(crowd.connect(ada), -1);
}

TEST(Places, AtItsLimitAnAddressMakesRoomItself) {
    Crowd crowd(10, 2);
    crowd.connect(bob);
    crowd.connect(ada);
    crowd.connect(ada);
    EXPECT_EQ(crowd.connect(ada), 3);
    EXPECT_EQ(crowd.ended(), std::vector{1});  // bob's is older, but not ada's
    EXPECT_TRUE(crowd.place(2).begin_request());
    EXPECT_TRUE(crowd.place(3).begin_request());
    EXPECT_EQ(crowd.connect(ada), -1);
    EXPECT_EQ(crowd.connect(bob), 4);
}

TEST(Places, ATakenPlaceBeginsNoRequest) {
    Crowd crowd(1, 1);
    crowd.connect(ada);
    crowd.connect(bob);
    EXPECT_FALSE(crowd.place(0).begin_request());
}

TEST(Places, AreFreeAfterTheEnd) {
    Crowd crowd(1, 1);
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(crowd.connect(ada), i);
        crowd.disconnect(i);
    }
    EXPECT_TRUE(crowd.ended().empty());
    EXPECT_EQ(crowd.open(), 0U);
}

TEST(Places, OneThatWasToldToGoIsOpenUntilItGoes) {
    Crowd crowd(1, 1);
    crowd.connect(ada);
    crowd.connect(ada);
    EXPECT_EQ(crowd.open(), 2U);
    crowd.disconnect(0);
    EXPECT_EQ(crowd.open(), 1U);
    EXPECT_EQ(crowd.connect(ada), 2);  // its end did not free the place twice
    EXPECT_EQ(crowd.ended(), (std::vector{0, 1}));
}

TEST(Places, ARequestAndAnEvictionNeverBothWin) {
    for (int round = 0; round < 200; ++round) {
        Places places(1, 1);
        auto place = places.take(ada, Clock::now());
        std::atomic<int> evicted = 0;
        place->give_up = [&] { ++evicted; };
        bool began = false;
        std::jthread worker([&] { began = place->begin_request(); });
        const auto newcomer = places.take(bob, Clock::now());
        worker.join();
        EXPECT_EQ(began, newcomer == nullptr);
        EXPECT_EQ(evicted, newcomer == nullptr ? 0 : 1);
    }
}

}  // namespace
}  // namespace server::http
