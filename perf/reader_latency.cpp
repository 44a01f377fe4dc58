#include "perf/reader_latency.hpp"

#include <algorithm>
#include <cstddef>
#include <stop_token>
#include <thread>
#include <vector>

namespace perf {
namespace {

constexpr int turns = 20;
constexpr int reads_a_turn = 10'000;
constexpr std::chrono::milliseconds write_interval{1};

using Durations = std::vector<std::chrono::nanoseconds>;
using std::chrono::steady_clock;

/// One thread that writes while it is wanted.
class Writer {
public:
    explicit Writer(const std::function<void()>& write) : start_(steady_clock::now()) {
        thread_ = std::jthread([this, &write](const std::stop_token& stop) {
            for (auto due = start_; !stop.stop_requested(); due += write_interval) {
                std::this_thread::sleep_until(due);
                write();
                ++events_;
            }
        });
    }
    /// Events a second, from the start to now.
    [[nodiscard]] double stop() {
        thread_.request_stop();
        thread_.join();
        return events_ / std::chrono::duration<double>(steady_clock::now() - start_).count();
    }

private:
    steady_clock::time_point start_;
    double events_ = 0;
    std::jthread thread_;
};

void read_one_turn(const std::function<std::chrono::nanoseconds()>& read, Durations& durations) {
    for (int i = 0; i < reads_a_turn; ++i) {
        durations.push_back(read());
    }
}

double percentile(const Durations& sorted, double part) {
    return static_cast<double>(sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size()))].count());
}

Percentiles percentiles_of(Durations durations) {
    std::ranges::sort(durations);
    return {percentile(durations, 0.5), percentile(durations, 0.99), percentile(durations, 0.999)};
}

}  // namespace

Comparison compare_readers(const std::function<std::chrono::nanoseconds()>& read, const std::function<void()>& write) {
    Durations quiet;
    Durations busy;
    double events_per_s = 0;
    for (int turn = 0; turn < turns; ++turn) {
        read_one_turn(read, quiet);
        Writer writer(write);
        read_one_turn(read, busy);
        events_per_s += writer.stop() / turns;
    }
    return {percentiles_of(std::move(quiet)), percentiles_of(std::move(busy)), events_per_s};
}

}  // namespace perf
