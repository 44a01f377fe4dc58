#pragma once

#include "core/oidc/discovery.hpp"
#include "core/oidc/key_set.hpp"

namespace core::oidc {

/// The two documents of an issuer.
struct Documents {
    Discovery discovery;
    KeySet key_set;

    friend bool operator==(const Documents&, const Documents&) = default;
};

}  // namespace core::oidc
