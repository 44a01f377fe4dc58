#pragma once

#include <cstddef>
#include <string>

namespace perf {

/// An AdmissionReview of about `size` bytes for the CREATE of a Pod of ServiceAccount `default-editor` in namespace
/// `team-a`, compact and in the order in which kube-apiserver writes it: one container for each 3 KB or so, with
/// environment, mounts, probes and the managedFields that make up half of a real Pod. The same size gives the same
/// bytes.
[[nodiscard]] std::string pod_review(std::size_t size);

}  // namespace perf
