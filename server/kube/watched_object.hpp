#pragma once

#include "server/kube/decode.hpp"
#include "server/kube/object_watch.hpp"
#include "server/kube/watch_report.hpp"
#include "server/kube/watched.hpp"

#include <functional>
#include <utility>

namespace server::kube {

/// One object. Of its body nothing is kept: only which state of it was handed on last.
class WatchedObject : public Watched {
public:
    using Changed = std::function<void(std::optional<std::string_view>)>;

    WatchedObject(ObjectAddress address, Changed changed)
        : address_(std::move(address)), changed_(std::move(changed)) {}

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
    struct State {
        std::string uid;
        std::string resource_version;

        friend bool operator==(const State&, const State&) = default;
    };
    struct Found {
        State state;
        std::string json;
    };

    void tell(std::optional<State> state, std::optional<std::string_view> json);

    ObjectAddress address_;
    Changed changed_;
    std::optional<Found> found_;  ///< of the collection that is being read
    bool is_known_ = false;
    std::optional<State> known_;  ///< none: there is no such object
};

/// What its WatchReport says.
[[nodiscard]] WatchWords words_of(const ObjectAddress& address);

}  // namespace server::kube
