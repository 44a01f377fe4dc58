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

/// Reads a trust policy. Unknown members are kept in the text and ignored. Errors, each with its place and remedy:
/// broken JSON, a key given twice in one object (broken for IAM, and nobody knows which one counts), and a shape that
/// IAM refuses: no object, `Statement` missing or neither object nor array, `Effect` other than Allow and Deny, neither
/// `Principal` nor `NotPrincipal` (or both), neither `Action` nor `NotAction` (or both), a member of a wrong type. A
/// document as `aws iam get-role` prints it (inside `Role`) is refused with a hint at `--query
/// Role.AssumeRolePolicyDocument`.
[[nodiscard]] std::expected<Document, Finding> decode_document(std::string text);

/// The same, reading on after a mistake where that is possible: all findings in the order of the text go to `findings`,
/// and the document holds what could be understood (a statement without a usable Effect, Principal or Action is left
/// out of `statements`). Nothing when not even the JSON can be read.
[[nodiscard]] std::optional<Document> decode_document_forgiving(std::string text, std::vector<Finding>& findings);

/// Whether the statement is one for web identity tokens of anybody: its actions match sts:AssumeRoleWithWebIdentity
/// (any case, `*` and `?` as IAM has them; NotAction turned round).
[[nodiscard]] bool is_for_web_identity(const Statement& statement);

/// A finding about a value of the document, with place, pointer and statement filled in.
[[nodiscard]] Finding finding_at(const Document& document, std::size_t offset, Finding finding);

}  // namespace core::iam::trust_policy
