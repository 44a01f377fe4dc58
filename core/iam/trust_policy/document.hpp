#pragma once

#include "core/iam/trust_policy/finding.hpp"
#include "core/json/node.hpp"

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace core::iam::trust_policy {

enum class Effect { allow, deny };

/// A scalar of the document: a string's characters, a number or boolean as written; and its value in the text.
struct Scalar {
    std::string text;
    const json::Node* node = nullptr;
};

/// One entry of `Principal` or `NotPrincipal`: `"Federated": "arn:..."` is {"Federated", "arn:..."}; a bare `"*"` is
/// {"*", "*"}.
struct Principal {
    std::string type;
    Scalar value;
};

/// One key under one operator of `Condition`, with its values: a scalar is a list of one.
struct Condition {
    std::string operator_name;  ///< as written, e.g. `ForAnyValue:StringLikeIfExists`
    const json::NodeMember* operator_member = nullptr;
    std::string key;  ///< as written
    const json::NodeMember* key_member = nullptr;
    std::vector<Scalar> values;
};

/// One statement. What is absent is empty.
struct Statement {
    std::size_t number = 1;  ///< from 1, in the order of the text
    const json::Node* node = nullptr;
    std::string sid;
    Effect effect = Effect::allow;
    bool is_not_principal = false;  ///< `NotPrincipal` in place of `Principal`
    std::vector<Principal> principals;
    bool is_not_action = false;  ///< `NotAction` in place of `Action`
    std::vector<Scalar> actions;
    std::vector<Condition> conditions;  ///< all must be fulfilled
};

/// A trust policy (AssumeRolePolicyDocument) and the text that it was read from. Copies share the tree; the pointers of
/// statements lead into it and live as long as any copy.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
struct Document {
    std::string text;
    std::shared_ptr<const json::Node> root;
    bool has_policy_variables = false;  ///< Version 2012-10-17: `${aws:username}` is a variable; else it is text
    const json::NodeMember* statements_member = nullptr;  ///< `Statement`: an object or an array
    std::vector<Statement> statements;
};

/// Reads a trust policy. Unknown members are kept in the text and ignored. Errors, each with its place and remedy; when
/// there are several, the first in the text:
///
/// * broken_json, too_deep: not JSON, or more than json::max_depth levels
/// * url_encoded_document, wrapped_document: what the API of IAM and `aws iam get-role` print, a policy once removed
/// * duplicate_key: a key twice in one object (broken for IAM, and nobody knows which one counts); operators and
///   condition keys that differ only in case are one key for IAM
/// * missing_statement, wrong_shape: no object, `Statement` missing or neither object nor list of objects, `Version`,
///   `Id` or `Sid` not a string
/// * wrong_effect: missing, or neither Allow nor Deny
/// * missing_principal, wrong_principal: neither `Principal` nor `NotPrincipal`, or both, or a wrong type
/// * missing_action, wrong_action: the same of `Action` and `NotAction`
/// * wrong_condition: not an object of objects of strings, numbers and booleans, or lists of them
///
/// Of what IAM would refuse besides (an unknown operator, another `Version`, a `Resource`) `lint` speaks.
[[nodiscard]] std::expected<Document, Finding> decode_document(std::string text);

/// The same, reading on after a mistake where that is possible: all findings in the order of the text go to `findings`,
/// and the document holds what could be understood (a statement without a usable Effect, Principal, Action or
/// Condition is left out of `statements`, a single value of a wrong type out of its condition). Nothing when not even
/// the JSON can be read.
[[nodiscard]] std::optional<Document> decode_document_forgiving(std::string text, std::vector<Finding>& findings);

/// Whether the statement is one for web identity tokens of anybody: its actions match sts:AssumeRoleWithWebIdentity
/// (any case, `*` and `?` as IAM has them; NotAction turned round).
[[nodiscard]] bool is_for_web_identity(const Statement& statement);

/// A finding about a value of the document, with place, pointer and statement filled in.
[[nodiscard]] Finding finding_at(const Document& document, std::size_t offset, Finding finding);

}  // namespace core::iam::trust_policy
