#pragma once

#include "server/kube/resource.hpp"
#include "server/kube/store.hpp"
#include "server/kube/watch_report.hpp"
#include "server/kube/watched.hpp"

namespace server::kube {

/// All objects of one kind, into the Store.
class WatchedKind : public Watched {
public:
    /// `version` is where Profiles are read from, shared with the live reads; only the Profiles' watcher writes it. The
    /// references outlive it.
    WatchedKind(core::profile::ObjectKind kind, Store& store, ProfileVersion& version)
        : resource_(kind), store_(store), version_(version) {}

    [[nodiscard]] std::string target(const core::watch::List& list) const override;
    [[nodiscard]] std::string target(const core::watch::Watch& watch) const override;
    [[nodiscard]] const char* accept_list() const override;
    [[nodiscard]] const char* accept_object() const override;
    [[nodiscard]] std::chrono::milliseconds list_header_timeout() const override;
    [[nodiscard]] bool may_quote(std::string_view refusal) const override;
    bool turn_to_other_version() override;

    void begin() override;
    [[nodiscard]] std::optional<core::Error> collect(std::string_view json) override;
    void collect_removal(std::string_view json) override;
    std::size_t replace() override;
    [[nodiscard]] std::optional<core::Error> put(std::string_view json) override;
    void remove(std::string_view json) override;

private:
    Resource resource_;
    Store& store_;
    ProfileVersion& version_;
};

/// What its WatchReport says.
[[nodiscard]] WatchWords words_of(const Resource& resource);

}  // namespace server::kube
