#pragma once

#include "core/mutate.hpp"
#include "core/mutation/policy.hpp"
#include "core/profile/directory.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace tests {

/// A library as the independent reader of what core writes, and as the independent carrier out of JSON patches.
using Json = nlohmann::json;

/// The JSON Patch of a reply with status 200; an empty array when it has none.
[[nodiscard]] Json patch_of(const core::Reply& reply);

/// The request body with the object after the patch, as the API server would send it a second time. A patch that does
/// not apply throws.
[[nodiscard]] std::string apply_to_request(std::string_view request, const core::Reply& reply);

/// Compares a reply with an `expect.json` (see tests/testdata/admission/README.md).
void expect_reply(const core::Reply& reply, const Json& expect);

/// The laws that hold for every review: the patch applies; Pods get only `add` and the one `replace`; a second pass
/// yields no patch; nothing outside the added pointers changes; no name twice in an env, no two mounts at one path, no
/// two volumes of one name that were not there before; uid and version echoed; patch and patchType together; warnings
/// of at most 120 code points; the same arguments give the same answer.
void expect_laws(std::string_view request, const core::profile::Directory& directory,
                 const core::mutation::Policy& policy);

}  // namespace tests
