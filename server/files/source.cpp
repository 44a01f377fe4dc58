#include "server/files/source.hpp"

#include "server/files/reloader.hpp"
#include "server/telemetry/log.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace server::files {
namespace {

using namespace std::chrono_literals;

// Polled: an inotify watch on a file never fires for the symlink swap of a mounted ConfigMap (measured, platform.md).
constexpr std::chrono::milliseconds poll_interval = 500ms;
constexpr std::chrono::milliseconds settle_interval = 100ms;

}  // namespace

class Source::Impl {
public:
    explicit Impl(Reloader reloader) : reloader_(std::move(reloader)) {}

    void start() {
        reloader_.read();
        thread_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
    }

private:
    void watch(const std::stop_token& stop) {
        Look look = Look::unchanged;
        while (!stops_within(stop, look == Look::changing ? settle_interval : poll_interval)) {
            try {
                look = reloader_.look();
            } catch (const std::exception& error) {
                // Out of memory in a reload must not end the webhook: the last good state serves on, the next look
                // reads again.
                telemetry::log(telemetry::LogLevel::error, "the Profile files could not be read",
                               {{"error", error.what()}});
                reloader_.forget_stamps();
            }
        }
    }

    bool stops_within(const std::stop_token& stop, std::chrono::milliseconds time) {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, time, [] { return false; });
        return stop.stop_requested();
    }

    Reloader reloader_;  ///< of the starting thread until thread_ runs, then of that
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;  ///< last: it ends before what it uses
};

Source::Source(std::filesystem::path path, std::string annotation_prefix,
               Published<core::profile::Directory>& directory, telemetry::Metrics& metrics,
               telemetry::Readiness& readiness)
    : impl_(std::make_unique<Impl>(
          Reloader(std::move(path), std::move(annotation_prefix), directory, metrics, readiness))) {}

Source::~Source() = default;

void Source::start() { impl_->start(); }

}  // namespace server::files
