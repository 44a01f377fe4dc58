#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace server::telemetry {

/// A part of the program and its version, for example `Boost`, `1.81.0`.
struct Component {
    std::string_view name;
    std::string version;
};

/// `0.1.0`: the version of the project.
[[nodiscard]] std::string_view version();

/// The compiler first, then the libraries, as they were at compile time.
[[nodiscard]] const std::vector<Component>& components();

/// `{"name":"profile-iam-webhook","version":"0.1.0","compiler":"...","libraries":{"boost":"1.81.0",...}}`: the body of
/// `GET /version` and the output of `version --output=json`, without a newline.
[[nodiscard]] std::string version_json();

}  // namespace server::telemetry
