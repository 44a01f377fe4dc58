#pragma once

#include "core/check/finding.hpp"
#include "server/cli/diff.hpp"

#include <string>
#include <vector>

namespace server::cli {

/// What `check` prints for a person: `ok   `, `warn ` or `fail `, what was looked at, what was found; what to do on a
/// line of its own below. What comes from a cluster stays on its line, and does nothing to a terminal.
[[nodiscard]] std::string render_findings(const std::vector<core::check::Finding>& findings, const Paint& paint);

/// `--output=json`: `{"result":"fail","findings":[{"level":"fail","about":"role","text":"...","advice":"..."}]}`,
/// `result` the worst level; `advice` only where there is one. Without a newline at the end.
[[nodiscard]] std::string encode_findings(const std::vector<core::check::Finding>& findings);

/// The worst of them; ok when there are none.
[[nodiscard]] core::check::Level worst(const std::vector<core::check::Finding>& findings);

}  // namespace server::cli
