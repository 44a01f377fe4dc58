#pragma once

#include "core/json/decoder.hpp"
#include "core/profile/profile.hpp"

namespace core::profile {

/// Reads the `spec` of an AwsIamForServiceAccount plugin entry off the decoder; never fails: what it cannot use makes
/// the plugin invalid or gives a warning.
///
/// Keys match as Go's encoding/json matches them for Kubeflow's controller: ASCII case-insensitive, applied in byte
/// order of the keys, so the last of those that match wins; `null` leaves what an earlier one set.
[[nodiscard]] Plugin decode_plugin_spec(json::Decoder& decoder);

}  // namespace core::profile
