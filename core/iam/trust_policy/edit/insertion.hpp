#pragma once

#include "core/iam/trust_policy/edit/edit.hpp"

#include <cstddef>
#include <string>

namespace core::iam::trust_policy::edit {

/// A document with one subject more.
struct Insertion {
    std::string text;
    std::size_t statement_number = 1;  ///< in the new text
    bool is_new_statement = false;
};

/// Puts the subject where `with` puts it, whether or not the document lets it in already: behind the others of the
/// first editable statement, else into a statement of its own behind the others. A single subject, or a single
/// statement, that is no list becomes one with the new element first, joined by the comma that the document does not
/// use (layout.hpp): by that `without` knows to turn it back.
[[nodiscard]] Insertion insert(const Document& document, const Grant& grant);

}  // namespace core::iam::trust_policy::edit
