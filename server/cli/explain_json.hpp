#pragma once

#include "core/mutation/explain.hpp"

#include <string>

namespace server::cli {

/// The answer of `/api/explain` and `explain -o json`: indented JSON without a newline at its end.
///
///     {"namespace": ..., "serviceAccount": ..., "mode": "inject|observe|off", "reason": "<reason word>",
///      "source": "profile|service_account|default", "roleArn": ..., "profile": ...,
///      "settings": {"audience": ..., "tokenExpirationSeconds": n, "stsRegionalEndpoints": b, "region": ...},
///      "facts": [{"about": ..., "text": ...}], "warnings": [...]}
///
/// What does not exist is left out, as Kubernetes does: `source`, `roleArn` and `settings` when there is no role,
/// `profile` when the namespace is nobody's, `audience` and `region` when they are not set.
[[nodiscard]] std::string encode_explanation(const core::mutation::Explanation& explanation);

}  // namespace server::cli
