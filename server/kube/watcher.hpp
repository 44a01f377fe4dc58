#pragma once

#include "core/watch/event.hpp"
#include "core/watch/machine.hpp"
#include "server/kube/client.hpp"
#include "server/kube/resource.hpp"
#include "server/kube/store.hpp"
#include "server/kube/watch_report.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <optional>
#include <string_view>

namespace server::kube {

/// An object larger than this is refused: etcd takes 1.5 MiB, --max-request-bytes may raise that; the event round it
/// is little more.
inline constexpr std::size_t max_object_bytes = std::size_t{32} << 20U;

/// Keeps the store equal to one resource of the cluster: carries out the steps of the list/watch machine. One thread.
class Watcher {
public:
    /// `version` is where Profiles are read from, shared with the live reads; only the Profiles' watcher writes it.
    Watcher(core::profile::ObjectKind kind, core::watch::Settings settings, Client& client, Store& store,
            ProfileVersion& version, WatchReport report);

    /// Lives until it is destroyed with its executor.
    asio::awaitable<void> run();

private:
    asio::awaitable<void> carry_out(core::watch::Step step);
    asio::awaitable<void> list(const core::watch::List& step);
    asio::awaitable<std::optional<core::watch::Failure>> read_list(const core::watch::List& step);
    asio::awaitable<void> watch(const core::watch::Watch& step);
    bool take_line(std::string_view line);
    void apply(core::watch::Applied applied, std::string_view object);
    void failed(const core::watch::Failure& failure);
    void other_version();

    Resource resource_;
    core::watch::Machine machine_;
    Client& client_;
    Store& store_;
    ProfileVersion& version_;
    WatchReport report_;
    bool collecting_ = false;  ///< the watch is still in its initial events
};

}  // namespace server::kube
