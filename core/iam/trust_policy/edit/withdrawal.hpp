#pragma once

#include "core/iam/trust_policy/edit/edit.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace core::iam::trust_policy::edit {

/// A document with one subject less.
struct Withdrawal {
    std::string text;
    std::vector<std::size_t> shrunk;  ///< numbers of the statements that list other subjects still
    std::vector<std::size_t> gone;    ///< numbers of those that went with their last subject; all in the old text
};

/// Takes the subject out of every list from which it can go without anybody else losing anything: plain lists of Allow
/// statements which name the provider, and for which the audience (when there is one) is the only one. A statement
/// whose list becomes empty goes as a whole; that takes nothing from others, because it asked every caller for a
/// subject of that list.
[[nodiscard]] Withdrawal withdraw(const Document& document, const Grant& grant);

}  // namespace core::iam::trust_policy::edit
