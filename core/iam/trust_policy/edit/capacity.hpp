#pragma once

#include "core/iam/trust_policy/edit/edit.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace core::iam::trust_policy::edit {

/// The quota for role trust policies that an account starts with, and what it can be raised to on request.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
inline constexpr std::array<std::size_t, 3> quotas = {2048, 4096, 8192};

/// The length of a document as IAM counts it against its quota: Unicode characters without the white space between JSON
/// tokens. The text must be JSON.
[[nodiscard]] std::size_t counted_size(std::string_view text);

/// How many more subjects like this one (names of the same length, of this provider and audience) fit into the
/// document, by adding them one by one as `with` does. 0 when it is full or over.
[[nodiscard]] std::size_t capacity(const Document& document, const Grant& example, std::size_t quota);

/// How many subjects like this one a document of its own holds.
[[nodiscard]] std::size_t capacity_of_new_document(const Grant& example, std::size_t quota);

}  // namespace core::iam::trust_policy::edit
