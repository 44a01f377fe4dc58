#include "server/kube/source.hpp"

#include "server/kube/live_reader.hpp"
#include "server/kube/watched_kind.hpp"
#include "server/kube/watcher.hpp"
#include "server/telemetry/log.hpp"
#include "server/telemetry/version.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <random>
#include <thread>
#include <utility>

namespace server::kube {
namespace {

using core::profile::Directory;
using core::profile::ObjectKind;

std::string user_agent() { return "profile-iam-webhook/" + std::string(telemetry::version()); }

core::watch::Settings settings() {
    std::random_device device;  // replicas that lose the API server together must not return together
    core::watch::Settings settings;
    settings.seed = (std::uint64_t{device()} << 32U) | device();
    return settings;
}

}  // namespace

class Source::Impl {
public:
    Impl(Configuration configuration, const std::string& annotation_prefix, Published<Directory>& directory,
         telemetry::Metrics& metrics, telemetry::Readiness& readiness)
        : client_(context_.get_executor(), std::move(configuration), user_agent()),
          reader_(context_.get_executor(), client_, version_, annotation_prefix, metrics.cluster()),
          store_(annotation_prefix, directory, metrics,
                 [this](const core::profile::ObjectKey& key) { reader_.forget_absent(key); }),
          watchers_{watcher(ObjectKind::profile, metrics, readiness),
                    watcher(ObjectKind::name_space, metrics, readiness),
                    watcher(ObjectKind::service_account, metrics, readiness)} {}

    ~Impl() { context_.stop(); }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void start() {
        for (auto& watcher : watchers_) {
            // It ends with its context, and catches what it meets.
            asio::co_spawn(context_, watcher.run(), asio::detached);
        }
        thread_ = std::jthread([this] { context_.run(); });
    }

    live::Reads& live_reads() { return reader_; }

private:
    Watcher watcher(ObjectKind kind, telemetry::Metrics& metrics, telemetry::Readiness& readiness) {
        return {std::make_unique<WatchedKind>(kind, store_, version_), settings(), client_,
                WatchReport(words_of(Resource(kind)), client_.server(), metrics.cluster().watch(kind), &readiness)};
    }

    asio::io_context context_{1};
    ProfileVersion version_ = ProfileVersion::v1;
    Client client_;
    LiveReader reader_;
    Store store_;
    std::array<Watcher, 3> watchers_;
    std::jthread thread_;  ///< last: it ends before what it uses
};

Source::Source(Configuration configuration, const std::string& annotation_prefix, Published<Directory>& directory,
               telemetry::Metrics& metrics, telemetry::Readiness& readiness)
    : impl_(std::make_unique<Impl>(std::move(configuration), annotation_prefix, directory, metrics, readiness)) {}

Source::~Source() = default;

void Source::start() { impl_->start(); }

live::Reads& Source::live_reads() { return impl_->live_reads(); }

}  // namespace server::kube
