#pragma once

#include "core/json/node.hpp"

#include <compare>
#include <cstddef>
#include <string>
#include <vector>

namespace core::iam::trust_policy {

/// What is wrong at a byte of a document; becomes a Finding of severity error once the document is there.
struct Mistake {
    std::size_t offset = 0;
    std::string code{};
    std::string what{};
    std::string remedy{};

    friend auto operator<=>(const Mistake&, const Mistake&) = default;  ///< in the order of the text
};

/// Appends a mistake (duplicate_key) for each key that stands in its object already, anywhere in the tree; under
/// `Condition` operators and condition keys are compared without regard to case, as IAM does.
void find_duplicate_keys(const std::string& text, const json::Node& root, std::vector<Mistake>& mistakes);

}  // namespace core::iam::trust_policy
