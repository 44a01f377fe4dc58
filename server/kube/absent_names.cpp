#include "server/kube/absent_names.hpp"

namespace server::kube {

void AbsentNames::remember(const core::profile::ObjectKey& key, Instant now) {
    if (until_.size() >= most) std::erase_if(until_, [now](const auto& entry) { return entry.second <= now; });
    if (until_.size() >= most) return;
    until_.insert_or_assign(key, now + lifetime);
}

bool AbsentNames::contains(const core::profile::ObjectKey& key, Instant now) const {
    const auto found = until_.find(key);
    return found != until_.end() && now < found->second;
}

void AbsentNames::forget(const core::profile::ObjectKey& key) {
    if (until_.empty()) return;  // as it is nearly always, and a list of a large cluster comes here
    if (!key.name.empty()) {
        until_.erase(key);
        return;
    }
    std::erase_if(until_, [&](const auto& entry) { return entry.first.kind == key.kind; });
}

}  // namespace server::kube
