#include "server/telemetry/readiness.hpp"

#include <algorithm>
#include <utility>

namespace server::telemetry {

void Readiness::not_ready(std::string_view check, std::string why) {
    if (why.empty()) why = "not ready";  // an empty reason would mean ready
    const std::scoped_lock lock(mutex_);
    checks_.insert_or_assign(std::string(check), std::move(why));
}

void Readiness::ready(std::string_view check) {
    const std::scoped_lock lock(mutex_);
    checks_.insert_or_assign(std::string(check), std::string());
}

bool Readiness::is_ready() const {
    const std::scoped_lock lock(mutex_);
    return std::ranges::all_of(checks_, [](const auto& check) { return check.second.empty(); });
}

std::string Readiness::verbose() const {
    const std::scoped_lock lock(mutex_);
    std::string out;
    bool all_ready = true;
    for (const auto& [check, why] : checks_) {
        out += why.empty() ? "[+]" : "[-]";
        out += check;
        out += why.empty() ? " ok" : " failed: " + why;
        out += '\n';
        all_ready = all_ready && why.empty();
    }
    return out + (all_ready ? "readyz check passed\n" : "readyz check failed\n");
}

std::string Readiness::first_failure() const {
    const std::scoped_lock lock(mutex_);
    const auto failure = std::ranges::find_if(checks_, [](const auto& check) { return !check.second.empty(); });
    return failure == checks_.end() ? std::string() : failure->first + ": " + failure->second;
}

}  // namespace server::telemetry
