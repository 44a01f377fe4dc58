#include "server/kube/list_directory.hpp"

#include "server/kube/source.hpp"
#include "server/kube/watch_report.hpp"

#include <exception>
#include <sstream>
#include <thread>
#include <utility>

namespace server::kube {
namespace {

constexpr std::chrono::milliseconds look_interval{10};

/// The first thing that has failed, from the words of WatchReport; empty: nothing has. A person waits for this, who
/// would rather read why than see it tried again.
std::string failure_of(const telemetry::Readiness& readiness) {
    std::istringstream lines(readiness.verbose());
    for (std::string line; std::getline(lines, line);) {
        if (const auto at = line.find(cannot_be_listed); at != std::string::npos)
            return line.substr(line.find(": ") + 2);
    }
    return {};
}

}  // namespace

std::expected<core::profile::Directory, std::string> list_directory(Configuration configuration,
                                                                    const std::string& annotation_prefix,
                                                                    std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    Published<core::profile::Directory> directory;
    telemetry::Metrics metrics;
    telemetry::Readiness readiness;
    std::string failure;
    try {
        Source source(std::move(configuration), annotation_prefix, directory, metrics, readiness);
        source.start();
        while (directory.current() == nullptr && failure.empty() && std::chrono::steady_clock::now() < end) {
            failure = failure_of(readiness);
            std::this_thread::sleep_for(look_interval);
        }
    } catch (const std::exception& error) {
        return std::unexpected(std::string(error.what()));
    }
    const auto listed = directory.current();
    if (listed == nullptr) return std::unexpected(failure.empty() ? readiness.first_failure() : failure);
    return listed->as_complete();
}

}  // namespace server::kube
