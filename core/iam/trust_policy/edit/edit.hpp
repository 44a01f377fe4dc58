#pragma once

#include "core/iam/oidc_provider.hpp"
#include "core/iam/subject.hpp"
#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/evaluation/evaluate.hpp"

#include <cstddef>
#include <expected>
#include <optional>
#include <string>

namespace core::iam::trust_policy::edit {

/// The audience that the AWS SDKs and the EKS webhook ask tokens for.
inline constexpr const char* sts_audience = "sts.amazonaws.com";

/// One who may assume the role: tokens of this provider, for this subject and this audience.
struct Grant {
    OidcProvider provider;
    Subject subject;
    std::string audience = sts_audience;  ///< for `without`, empty means any audience
};

/// What became of a document.
struct Edit {
    std::string text;  ///< the whole document; the old text when nothing had to be changed
    bool changed = false;
    std::optional<std::size_t> statement_number{};  ///< the statement that lists the subject now, or listed it
    /// After `with`: the subject is let in. After `without`: it is not let in. False when another statement of the
    /// document stands in the way (a Deny, an open statement, a pattern), which is never rewritten; `obstacle` says
    /// which.
    bool reached = true;
    std::string obstacle{};
    /// One line for a person: what was done, or why nothing had to be (`statement 2 lets it in already`).
    std::string summary{};
};

/// The document with this one let in beside all others: whoever could assume the role before still can, and nobody else
/// but the grant. The subject joins the statement that has exactly this provider, audience and a list of subjects, and
/// nothing besides; when there is none, a statement is added. A document that lets the subject in already through its
/// name or a pattern within its namespace is not changed; one that does so through an open statement (no subject, or a
/// wildcard in the namespace) is: that statement is a mistake that somebody will mend. Touches only the bytes that it
/// must: indentation, order, line ends and unknown members stay.
[[nodiscard]] Edit with(const Document& document, const Grant& grant);

/// The document without this one: nobody else loses or gains anything. Takes the subject out of every list that names
/// it for this provider (and audience); with its last subject a statement goes, so that the condition never goes alone.
/// `without(with(d, g), g)` is d, byte for byte, when g was not listed in d.
[[nodiscard]] Edit without(const Document& document, const Grant& grant);

}  // namespace core::iam::trust_policy::edit
