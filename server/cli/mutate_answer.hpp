#pragma once

#include "core/mutate.hpp"
#include "server/cli/apply_patch.hpp"

#include <string>
#include <vector>

namespace server::cli {

/// What one reply of core::mutate means for the object that was asked about.
struct Answer {
    bool allowed = false;  ///< false: the API server would refuse the object, or could
    std::string message;   ///< why not, as the API server shows it
    std::vector<std::string> warnings;
    std::vector<PatchOperation> patch;
};

/// Reads a reply as kube-apiserver does. A body that is no AdmissionReview or Status, or a patch that is none, is an
/// error of ours: std::logic_error.
[[nodiscard]] Answer decode_answer(const core::Reply& reply);

}  // namespace server::cli
