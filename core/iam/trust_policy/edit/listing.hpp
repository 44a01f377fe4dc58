#pragma once

#include "core/iam/trust_policy/edit/edit.hpp"

#include <string>
#include <string_view>

// Where a document lists subjects in a way that can be edited without changing anything for others.
namespace core::iam::trust_policy::edit {

/// Whether the condition is about that claim of the provider's tokens: `sub`, `aud`. Under whatever operator.
[[nodiscard]] bool is_about(const Condition& condition, const OidcProvider& provider, std::string_view claim);

/// Whether the operator is StringEquals or StringLike, without prefix and suffix (in any case): the condition holds
/// only for tokens that have the claim, with one of the values.
[[nodiscard]] bool is_plain(const Condition& condition);

/// Whether the operator is StringLike itself, in any case: its values may hold wildcards.
[[nodiscard]] bool is_string_like(const Condition& condition);

/// Whether the plain condition holds for this value of the claim and no other.
[[nodiscard]] bool is_exactly(const Condition& condition, std::string_view value);

/// Whether the statement lists subjects of this provider in that condition.
[[nodiscard]] bool is_subject_list(const Condition& condition, const OidcProvider& provider);

/// Whether one of the values is that text.
[[nodiscard]] bool has_value(const Condition& condition, std::string_view value);

/// Whether tokens of this provider alone can fulfil a condition on its claims: `Principal` names the provider, and
/// neither everybody nor the same issuer registered in another account.
[[nodiscard]] bool is_alone_with_its_issuer(const Statement& statement, const OidcProvider& provider);

/// Whether the statement holds for exactly this audience of the provider's tokens.
[[nodiscard]] bool is_for_audience(const Statement& statement, const OidcProvider& provider, std::string_view audience);

/// The list of an editable statement: to append the grant's subject to it lets in that subject for that audience and
/// changes nothing else. nullptr for every other statement. (edit.hpp, `with`)
[[nodiscard]] const Condition* editable_list(const Statement& statement, const Grant& grant);

/// `system:serviceaccount:<namespace>:`.
[[nodiscard]] std::string namespace_prefix(const Subject& subject);

}  // namespace core::iam::trust_policy::edit
