#pragma once

#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/lint/operator.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::iam::trust_policy::lint {

/// One who issues web identity tokens, as a statement names him.
struct Issuer {
    const Principal* principal = nullptr;
    std::string name;  ///< what stands before `:sub` in condition keys; of a broken ARN, what was probably meant
    bool is_built_in = false;  ///< Amazon Cognito, Login with Amazon, Facebook, Google: they need no provider
    bool is_cluster =
        false;  ///< none of the public services that have subjects of their own forms (GitHub, GitLab, ...)
};

/// A condition on what a web identity token says.
struct ClaimCondition {
    const Condition* condition = nullptr;
    evaluation::ConditionOperator op;      ///< of an operator that IAM does not know: as if it were StringEquals
    std::string issuer;                    ///< before the last colon of the key, as written
    std::string claim;                     ///< behind it, in lower case: `sub`, `aud`
    const Issuer* of_statement = nullptr;  ///< the statement's issuer of that name; nullptr: it has none such
    bool is_cluster = false;               ///< Issuer::is_cluster of the issuer in the key
    bool is_unexpanded = false;            ///< the key holds a placeholder: whose it is cannot be known
    bool can_lack_key = false;             ///< a token without the key fulfils it

    /// Whether the issuer of the key is known to be none of the statement's.
    [[nodiscard]] bool is_of_another() const { return of_statement == nullptr && !is_unexpanded; }
    /// Whether no token fulfils it, because it wants a key that a token of the statement's issuers does not have.
    [[nodiscard]] bool is_never_true() const { return is_of_another() && !can_lack_key; }
};

/// A statement as the rules about web identity look at it.
struct StatementView {
    const Statement* statement = nullptr;
    std::vector<Issuer> issuers;
    std::vector<ClaimCondition> claims;
    bool lets_tokens_in = false;  ///< Allow, for sts:AssumeRoleWithWebIdentity, and names issuers

    /// The conditions on this claim of this issuer; with one issuer those of wrong issuers, too, because they are
    /// meant.
    [[nodiscard]] std::vector<const ClaimCondition*> claims_of(const Issuer& issuer, std::string_view claim) const;
};

/// The views point into the document.
[[nodiscard]] std::vector<StatementView> views_of(const Document& document);

/// Every statement of the text, those too that are too wrong to be understood.
[[nodiscard]] std::vector<const json::Node*> statement_nodes(const Document& document);

/// A condition key that asks for a claim, taken apart: `<issuer>:sub`. Keys of AWS itself (`aws:`, `sts:`, `saml:`) are
/// none.
struct ClaimKey {
    std::string_view issuer;
    std::string_view claim;
};
[[nodiscard]] std::optional<ClaimKey> split_claim_key(std::string_view key);

/// Whether a Federated principal is one of the four services that IAM knows by name.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
[[nodiscard]] bool is_built_in_provider(std::string_view federated);

}  // namespace core::iam::trust_policy::lint
