#include "tests/certs/rotation/cluster.hpp"

#include <ranges>

namespace certs::rotation::testing {

std::vector<std::string> Cluster::bundles_within(Duration span) const {
    std::vector<std::string> bundles;
    for (const auto& [since, then] : std::views::reverse(history_)) {
        bundles.insert(bundles.end(), then.begin(), then.end());
        if (since <= now_ - span) break;
    }
    return bundles;
}

bool Cluster::write_secret(const Contents& contents, std::optional<long> version) {
    const bool is_expected = version ? secret_ && secret_->version == *version : !secret_;
    if (!is_expected) return false;
    // As it comes back from the API server.
    secret_ = {decode_contents(encode_data(contents), encode_annotations(contents)), ++version_};
    ++secret_writes;
    changed();
    return true;
}

bool Cluster::write_bundles(const std::vector<std::string>& bundles, long version) {
    if (!configuration_ || configuration_->version != version) return false;
    configuration_ = {bundles, ++version_};
    ++bundle_writes;
    changed();
    return true;
}

void Cluster::edit_secret(const std::function<void(Contents&)>& edit) {
    Contents contents = secret_ ? secret_->value : Contents{};
    edit(contents);
    secret_ = {decode_contents(encode_data(contents), encode_annotations(contents)), ++version_};
    changed();
}

void Cluster::edit_bundles(const std::function<void(std::vector<std::string>&)>& edit) {
    if (!configuration_) return;
    edit(configuration_->value);
    configuration_->version = ++version_;
    changed();
}

void Cluster::delete_secret() {
    secret_.reset();
    ++version_;
    changed();
}

void Cluster::delete_configuration() {
    configuration_.reset();
    ++version_;
    changed();
}

void Cluster::create_configuration(std::size_t webhooks, const std::string& bundle) {
    configuration_ = {std::vector<std::string>(webhooks, bundle), ++version_};
    changed();
}

void Cluster::run_until(TimePoint end, const std::function<void()>& look) {
    while (!agenda_.empty() && agenda_.begin()->first <= end) {
        auto next = agenda_.extract(agenda_.begin());
        now_ = next.key();
        next.mapped()();
        look();
    }
    now_ = end;
}

Duration Cluster::between(Duration least, Duration most) {
    return Duration(std::uniform_int_distribution<Duration::rep>(least.count(), most.count())(random_));
}

void Cluster::changed() {
    const auto bundles = configuration_ ? configuration_->value : std::vector<std::string>{};
    if (history_.empty() || history_.back().second != bundles) history_.emplace_back(now_, bundles);
    for (const auto& listener : listeners_) listener();
}

}  // namespace certs::rotation::testing
