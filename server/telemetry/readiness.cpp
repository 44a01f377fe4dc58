#include "server/telemetry/readiness.hpp"

#include <algorithm>
#include <utility>

namespace server::telemetry {

void Readiness::not_ready(std::string_view check, std::string why) {
    if (why.empty()) why = "not ready";
    const std::scoped_lock lock(mutex_);
    checks_.insert_or_assign(std::string(check), State{.ready = false, .words = std::move(why)});
}

void Readiness::ready(std::string_view check, std::string remark) {
    const std::scoped_lock lock(mutex_);
    checks_.insert_or_assign(std::string(check), State{.ready = true, .words = std::move(remark)});
}

bool Readiness::is_ready() const {
    const std::scoped_lock lock(mutex_);
    return std::ranges::all_of(checks_, [](const auto& check) { return check.second.ready; });
}

std::string Readiness::verbose() const {
    const std::scoped_lock lock(mutex_);
    std::string out;
    bool all_ready = true;
    for (const auto& [check, state] : checks_) {
        out += state.ready ? "[+]" : "[-]";
        out += check;
        out += state.ready ? " ok" : " failed";
        if (!state.words.empty()) out += ": " + state.words;
        out += '\n';
        all_ready = all_ready && state.ready;
    }
    return out + (all_ready ? "readyz check passed\n" : "readyz check failed\n");
}

std::string Readiness::first_failure() const {
    const std::scoped_lock lock(mutex_);
    const auto failure = std::ranges::find_if(checks_, [](const auto& check) { return !check.second.ready; });
    return failure == checks_.end() ? std::string() : failure->first + ": " + failure->second.words;
}

}  // namespace server::telemetry
