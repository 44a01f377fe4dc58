#include "core/iam/trust_policy/lint/lint.hpp"

#include <array>

namespace core::iam::trust_policy::lint {
namespace {

constexpr auto error = Severity::error;
constexpr auto warning = Severity::warning;

constexpr std::array<Rule, 58> table = {{
    // the text
    {"broken_json", error, "the text is no JSON; a comma before a closing bracket is forgiven and reported"},
    {"too_deep", error, "arrays and objects are nested deeper than any policy"},
    {"url_encoded_document", error, "the document is URL-encoded, as the API of IAM returns it"},
    {"wrapped_document", error, "the document is inside a role or a JSON string"},
    {"bad_character", error, "a character that IAM refuses in policies"},
    {"duplicate_key", error, "a key stands twice in one object"},
    {"too_long", error, "more characters than the quota, counted as IAM counts"},
    {"nearly_full", warning, "over nine tenths of the quota are used"},
    // elements
    {"missing_version", warning, "no Version: IAM reads the document as of 2008-10-17"},
    {"old_version", warning, "Version 2008-10-17: policy variables are literal text"},
    {"bad_version", error, "a Version that IAM does not know"},
    {"missing_statement", error, "the document has no statement"},
    {"wrong_shape", error, "an element has a type that it must not have"},
    {"unknown_element", error, "a member that trust policies do not have, often misspelt"},
    {"resource_in_trust_policy", error, "Resource or NotResource, which trust policies must not have"},
    {"permission_policy", error, "a permission policy was given in place of a trust policy"},
    {"bad_sid", error, "a Sid with other characters than letters and digits"},
    {"duplicate_sid", error, "two statements have the same Sid"},
    {"wrong_effect", error, "Effect is missing, or neither Allow nor Deny"},
    {"empty_list", error, "a list or Principal that is empty, so that nothing fits it"},
    // principals
    {"missing_principal", error, "neither Principal nor NotPrincipal"},
    {"wrong_principal", error, "Principal has a wrong type, or stands beside NotPrincipal"},
    {"unknown_principal_type", error, "a type of principal that IAM does not know"},
    {"not_principal", error, "NotPrincipal: everybody but these; with Deny a warning"},
    {"wildcard_principal", error, "\"*\" as principal of an Allow statement; with a condition a warning"},
    {"bad_provider", error, "a Federated principal that is no OIDC or SAML provider"},
    {"unknown_provider", error, "an OIDC provider that is none of those that are expected"},
    {"another_account", error, "a provider of another account or partition than the role or other providers"},
    {"issuer_with_port", warning, "an issuer with a port, for which IAM registers no provider"},
    {"unexpanded_placeholder", error, "a placeholder that a shell or template engine should have replaced"},
    // actions
    {"missing_action", error, "neither Action nor NotAction"},
    {"wrong_action", error, "Action has a wrong type, or stands beside NotAction"},
    {"misspelt_action", error, "an action of STS that is written wrongly"},
    {"unsuitable_action", warning, "an action by which no role is assumed"},
    {"wildcard_action", warning, "sts:* and the like, which mean more than tokens need"},
    {"mismatched_action", error, "an action that does not fit the kind of principal"},
    {"not_action", warning, "NotAction: all actions but these"},
    // conditions
    {"wrong_condition", error, "Condition has a wrong type"},
    {"empty_condition", warning, "a Condition or operator without any key"},
    {"unknown_operator", error, "an operator that IAM does not know"},
    {"unsuitable_operator", error, "an operator that no subject or audience fulfils"},
    {"weak_operator", warning, "IfExists, ForAllValues or Null on a subject or audience"},
    {"wrong_issuer", error, "a key of an issuer that is not the provider of the statement"},
    {"unknown_claim", error, "a claim that IAM does not read from tokens"},
    {"excluding_conditions", error, "conditions on tokens of two providers in one statement"},
    // who may
    {"no_condition", error, "everybody who has a token of the provider may assume the role"},
    {"audience_without_subject", error, "every ServiceAccount of the cluster may assume the role"},
    {"subject_without_audience", warning, "tokens that were meant for other services are accepted"},
    {"negated_subject", error, "a negated operator lets everybody else in"},
    {"wrong_audience", error, "not the audience that is expected; beside the expected one a warning"},
    {"wildcard_audience", warning, "a pattern of audiences"},
    {"wildcard_namespace", error, "a wildcard in the namespace part of a subject lets other teams in"},
    {"wildcard_in_string_equals", error, "a wildcard under StringEquals fits nothing"},
    {"bad_subject", error, "not system:serviceaccount:<namespace>:<name>; in a Deny statement a warning"},
    {"misspelt_service_account", warning, "nearly default-editor or default-viewer"},
    {"duplicate_subject", warning, "a subject stands twice in one list"},
    {"redundant_subject", warning, "an earlier statement lets the subject in already"},
    {"denied_subject", warning, "a Deny statement keeps out a subject that is let in"},
}};

}  // namespace

const std::vector<Rule>& rules() {
    static const std::vector<Rule> all(table.begin(), table.end());
    return all;
}

}  // namespace core::iam::trust_policy::lint
