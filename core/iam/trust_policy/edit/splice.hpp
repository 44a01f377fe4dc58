#pragma once

#include "core/json/node.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace core::iam::trust_policy::edit {

/// Bytes `begin`..`end` of a text give way to another text. With begin == end it is an insertion.
struct Splice {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string text{};
};

/// The text with all splices carried out; they must lie within it and not overlap. Every other byte stays.
[[nodiscard]] std::string spliced(std::string_view text, std::vector<Splice> splices);

/// What takes elements out of an array of which some stay: the last ones go together with the comma before them, others
/// with the comma and the white space behind them. So what an append put there goes, and nothing else.
/// `is_gone` has one entry for each element.
[[nodiscard]] std::vector<Splice> removal(const json::Node& array, const std::vector<bool>& is_gone);

}  // namespace core::iam::trust_policy::edit
