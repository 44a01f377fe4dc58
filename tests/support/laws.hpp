#pragma once

#include <nlohmann/json.hpp>

namespace tests {

/// The answer repeats apiVersion and uid; patch and patchType come together; a reason is there; warnings have at most
/// 120 code points.
void expect_echo(const nlohmann::json& review, const nlohmann::json& answer);

/// Everything that was there is there still and equal, but what `operations` replace and nulls that they make into
/// arrays.
void expect_only_additions(const nlohmann::json& before, const nlohmann::json& after, const nlohmann::json& operations);

/// Only `add` to env, volumeMounts and volumes, and `replace` of a variable's value.
void expect_pod_operations(const nlohmann::json& operations);

/// No variable, mount path or volume name stands twice in its list that did not before.
void expect_no_new_repetitions(const nlohmann::json& before, const nlohmann::json& after);

}  // namespace tests
