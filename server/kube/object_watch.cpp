#include "server/kube/object_watch.hpp"

#include "server/kube/watched_object.hpp"
#include "server/kube/watcher.hpp"

#include <utility>

namespace server::kube {

class ObjectWatch::Impl : public Watcher {
public:
    using Watcher::Watcher;
};

ObjectWatch::ObjectWatch(const ObjectAddress& address, core::watch::Settings settings, Client& client,
                         telemetry::ClusterMetrics& metrics,
                         std::function<void(std::optional<std::string_view>)> changed)
    : impl_(std::make_unique<Impl>(
          std::make_unique<WatchedObject>(address, std::move(changed)), settings, client,
          WatchReport(words_of(address), client.server(), metrics.watch(address.resource), nullptr))) {}

ObjectWatch::~ObjectWatch() = default;

asio::awaitable<void> ObjectWatch::run() { return impl_->run(); }

const std::string& ObjectWatch::failure() const { return impl_->report().failure(); }

}  // namespace server::kube
