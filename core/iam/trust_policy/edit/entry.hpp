#pragma once

#include "core/iam/trust_policy/edit/edit.hpp"

#include <string>
#include <string_view>

// How a statement that lets a subject in comes to do so.
namespace core::iam::trust_policy::edit {

/// A token of the grant's subject for that audience. A pattern is tried as one name that it matches.
[[nodiscard]] evaluation::Claims claims_of(const Grant& grant, std::string_view audience);

/// What is too wide about an Allow statement that lets the grant's subject in, so that it will be mended some day, and
/// not with this subject in mind: `it names no subject`. Empty for a statement that names the subject, or a pattern of
/// names within its namespace.
[[nodiscard]] std::string openness(const Statement& statement, const Grant& grant);

/// Why the subject is let in by an Allow statement from which `without` did not take it.
[[nodiscard]] std::string why_it_stays(const Statement& statement, const Grant& grant);

/// `statement 3 (line 20)`.
[[nodiscard]] std::string name_of(const Document& document, std::size_t statement_number);

/// The statement of that number.
[[nodiscard]] const Statement* find_statement(const Document& document, std::size_t number);

}  // namespace core::iam::trust_policy::edit
