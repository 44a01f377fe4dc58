#include "server/tls/self_signed_known.hpp"

#include <algorithm>

namespace server::tls {
namespace {

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool is_older_version(std::string_view a, std::string_view b) {
    if (!is_number(a) || !is_number(b)) return false;
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

void Known::look_at_bundles(certs::rotation::TimePoint now, Instant steady_now) {
    std::vector<std::string> bundles;
    if (configuration.object())
        for (const auto& webhook : configuration.object()->webhooks)
            if (is_ours(webhook, service_)) bundles.push_back(webhook.ca_bundle);
    if (bundles != bundles_) settled_since_ = steady_now;
    // A clock that was put back must not make them look new until it has caught up.
    if (bundles != bundles_) bundles_since_ = now;
    bundles_since_ = std::min(bundles_since_, now);
    bundles_ = std::move(bundles);
}

void Known::look_at_authorities(Instant steady_now) {
    std::string authorities;
    if (secret.object()) authorities = certs::rotation::decode_contents(secret.object()->data, {}).authorities_pem;
    if (authorities != authorities_) settled_since_ = steady_now;
    authorities_ = std::move(authorities);
}

void Known::serves(certs::KeyPair pair, Instant now) {
    if (pair != served_) settled_since_ = now;
    served_ = std::move(pair);
}

certs::rotation::Situation Known::situation(const certs::rotation::Settings& settings, certs::rotation::TimePoint now,
                                            Instant steady_now) {
    look_at_bundles(now, steady_now);
    look_at_authorities(steady_now);
    certs::rotation::Situation situation;
    if (secret.object()) {
        situation.secret = certs::rotation::decode_contents(secret.object()->data, secret.object()->annotations);
        if (is_whole(*situation.secret, settings, now)) remembered_ = situation.secret;
    }
    situation.remembered = remembered_;
    situation.bundles = bundles_;
    situation.bundles_since = bundles_since_;
    situation.served = served_;
    situation.now = now;
    return situation;
}

}  // namespace server::tls
