#pragma once

#include "server/kube/absent_names.hpp"
#include "server/kube/client.hpp"
#include "server/kube/object_key_hash.hpp"
#include "server/kube/read_budget.hpp"
#include "server/kube/resource.hpp"
#include "server/live/reads.hpp"
#include "server/telemetry/cluster_metrics.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace server::kube {

/// Reads single objects for reviews that wait for them (product.md, "What is not known is fetched").
///
/// Identical reads are one: who comes while one is under way gets what it finds. Only when it finds nothing do those
/// who came after its start cause one more, theirs together: the object may have been made in between, and their review
/// may be the one that follows.
///
/// Everything but `fetch` is called on the executor's thread.
class LiveReader final : public live::Reads {
public:
    /// At once; more wait for their turn, and run into their deadlines when the API server is that slow.
    static constexpr std::size_t most_reads_at_once = 32;

    LiveReader(asio::any_io_executor executor, Client& client, const ProfileVersion& version,
               std::string annotation_prefix, telemetry::ClusterMetrics& metrics);
    ~LiveReader() override;

    void fetch(std::vector<core::profile::ObjectKey> keys, std::chrono::steady_clock::time_point deadline,
               Done done) override;

    /// An event or a list has named the object: it is not known to be absent any more.
    void forget_absent(const core::profile::ObjectKey& key) { absent_.forget(key); }

private:
    struct Waiter;
    struct Reading;
    using Clock = std::chrono::steady_clock;
    enum class Admitted { read, remembered, refused };

    void begin(const std::vector<core::profile::ObjectKey>& keys, Clock::time_point deadline, Done done);
    void ask(const std::shared_ptr<Waiter>& waiter, const core::profile::ObjectKey& key);
    Admitted admit(const core::profile::ObjectKey& key);
    void enqueue(const std::shared_ptr<Reading>& reading);
    void start_waiting();
    asio::awaitable<void> read(std::shared_ptr<Reading> reading);
    asio::awaitable<live::Read> get(core::profile::ObjectKey key);
    void finish(Reading& reading, const live::Read& result);
    void read_again(Reading& reading, const live::Read& result);

    asio::any_io_executor executor_;
    Client& client_;
    const ProfileVersion& version_;
    std::string annotation_prefix_;
    telemetry::ClusterMetrics& metrics_;
    ReadBudget budget_;
    AbsentNames absent_;
    std::unordered_map<core::profile::ObjectKey, std::shared_ptr<Reading>, ObjectKeyHash> readings_;
    std::deque<std::shared_ptr<Reading>> queue_;  ///< of those, the ones that wait for their turn
    std::size_t running_ = 0;
};

}  // namespace server::kube
