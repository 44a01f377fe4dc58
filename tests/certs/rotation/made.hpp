#pragma once

#include "certs/rotation/authorities.hpp"
#include "certs/rotation/rotation.hpp"

#include <string>
#include <vector>

namespace certs::rotation::testing {

inline const Settings settings{.common_name = "webhook",
                               .dns_names = {"webhook.system.svc", "webhook.system.svc.cluster.local"}};

inline Contents carried_out(Change change, const Situation& situation) {
    return carry_out({.change = change, .why = {}, .look_again = {}}, situation, settings).value();
}

/// A fresh Secret, made then.
inline Contents fresh(TimePoint when) {
    Situation nothing;
    nothing.now = when;
    return carried_out(Change::create, nothing);
}

/// One replica that serves what the Secret holds, trusted by three webhooks for an hour.
inline Situation situation_of(const Contents& secret, TimePoint when) {
    Situation situation;
    situation.secret = secret;
    situation.bundles.assign(3, secret.authorities_pem);
    situation.bundles_since = when - std::chrono::hours(1);
    situation.served = {secret.certificate_pem, secret.key_pem};
    situation.now = when;
    return situation;
}

/// The CAs of ca.crt.
inline std::vector<std::string> authorities(const Contents& contents) {
    std::vector<std::string> pems;
    for (const auto& authority : read_authorities(contents.authorities_pem, "ca.crt").value())
        pems.push_back(authority.pem);
    return pems;
}

}  // namespace certs::rotation::testing
