#pragma once

#include "core/watch/event.hpp"
#include "core/watch/machine.hpp"
#include "server/kube/client.hpp"
#include "server/kube/watch_report.hpp"
#include "server/kube/watched.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace server::kube {

/// An object larger than this is refused: etcd takes 1.5 MiB, --max-request-bytes may raise that; the event round it
/// is little more.
inline constexpr std::size_t max_object_bytes = std::size_t{32} << 20U;

/// Keeps what is known equal to what the cluster has: carries out the steps of the list/watch machine. One thread.
class Watcher {
public:
    Watcher(std::unique_ptr<Watched> watched, core::watch::Settings settings, Client& client, WatchReport report);

    /// Lives until it is destroyed with its executor.
    asio::awaitable<void> run();

    [[nodiscard]] const WatchReport& report() const { return report_; }

private:
    asio::awaitable<void> carry_out(core::watch::Step step);
    asio::awaitable<void> list(const core::watch::List& step);
    asio::awaitable<std::optional<core::watch::Failure>> read_list(const core::watch::List& step);
    asio::awaitable<void> watch(const core::watch::Watch& step);
    bool take_line(std::string_view line);
    [[nodiscard]] std::optional<core::Error> apply(core::watch::Applied applied, std::string_view object);
    [[nodiscard]] std::optional<core::watch::Failure> failure_of(
        const std::expected<Response, TransportFailure>& answer) const;
    void failed(const core::watch::Failure& failure);

    std::unique_ptr<Watched> watched_;
    core::watch::Machine machine_;
    Client& client_;
    WatchReport report_;
    bool collecting_ = false;  ///< the watch is still in its initial events
};

}  // namespace server::kube
