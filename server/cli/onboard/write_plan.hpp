#pragma once

#include "core/onboard/plan.hpp"

#include <string>

namespace server::cli::onboard {

/// Writes all files of the plan below `folder` and says which. Unless `force`, refuses when one exists with other
/// bytes; all are on the disk before the first one is put in place, scripts last. Throws std::runtime_error (or
/// std::filesystem::filesystem_error) that names the files and the reason.
void write_plan(const core::onboard::Plan& plan, const std::string& folder, bool force);

}  // namespace server::cli::onboard
