#include "core/iam/trust_policy/lint/check.hpp"
#include "core/iam/trust_policy/lint/spelling.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace core::iam::trust_policy::lint {
namespace {

using json::Kind;
using json::Node;
using json::NodeMember;
using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> document_members = {"Version", "Id", "Statement"};
constexpr std::array<std::string_view, 7> statement_members = {"Sid",    "Effect",    "Principal", "NotPrincipal",
                                                               "Action", "NotAction", "Condition"};
/// Of these decode_document says that they are missing, and knows their other spelling.
constexpr std::array<std::string_view, 4> needed_members = {"Statement", "Effect", "Principal", "Action"};

bool is_one_of(std::string_view name, Names names) { return std::ranges::find(names, name) != names.end(); }
bool is_resource(const NodeMember& member) { return member.key == "Resource" || member.key == "NotResource"; }

void check_version(const Context& context) {
    const Node& root = *context.document.root;
    const NodeMember* version = root.find("Version");
    constexpr const char* remedy = R"(write "Version": "2012-10-17")";
    if (version == nullptr) {
        context.report.warn(
            "missing_version", root.begin,
            "without Version IAM reads the document as of 2008-10-17: policy variables are literal text",
            R"(add "Version": "2012-10-17")");
    } else if (version->value.kind == Kind::string && version->value.text == "2008-10-17") {
        context.report.warn("old_version", version->value.begin,
                            "in version 2008-10-17 policy variables such as ${aws:username} are literal text", remedy);
    } else if (version->value.kind == Kind::string && version->value.text != "2012-10-17") {
        context.report.error("bad_version", version->value.begin,
                             "IAM knows no version " + text::quoted(version->value.text), remedy);
    }
}

void check_member(const Context& context, const Node& object, const NodeMember& member, Names known) {
    const auto meant = nearest(member.key, known, 2);
    const bool is_said = meant && edit_distance(member.key, *meant, 0) == 0 && is_one_of(*meant, needed_members) &&
                         object.find(*meant) == nullptr;
    if (is_one_of(member.key, known) || is_resource(member) || is_said) {
        return;
    }
    context.report.error("unknown_element", member.key_begin,
                         "a trust policy has no member " + text::quoted(member.key) + " here" + did_you_mean(meant),
                         meant ? "write \"" + std::string(*meant) + '"' : "take it out; IAM refuses the document");
}

/// A bare word of the field in quotes is what makes a permission policy one: it says on what, and not for whom.
bool is_permission_policy(const std::vector<const Node*>& statements) {
    const auto has_no_principal = [](const Node* node) {
        return node->kind == Kind::object && node->find("Principal") == nullptr &&
               node->find("NotPrincipal") == nullptr;
    };
    const auto has_resource = [](const Node* node) { return std::ranges::any_of(node->members, is_resource); };
    return std::ranges::all_of(statements, has_no_principal) && std::ranges::any_of(statements, has_resource);
}

void check_statement_members(const Context& context, const Node& statement, bool is_permission) {
    if (statement.kind != Kind::object) {
        return;
    }
    for (const NodeMember& member : statement.members) {
        check_member(context, statement, member, statement_members);
        if (is_resource(member) && !is_permission) {
            context.report.error("resource_in_trust_policy", member.key_begin,
                                 "IAM refuses " + member.key + " in a trust policy: the role itself is the resource",
                                 "take it out");
        }
    }
}

void check_statements(const Context& context, const std::vector<const Node*>& statements) {
    const bool is_permission = is_permission_policy(statements);
    if (is_permission) {
        context.report.error("permission_policy", context.document.root->begin,
                             "this is a permission policy (Resource, no Principal), not a trust policy",
                             "give the role's trust policy: aws iam get-role --role-name NAME --query "
                             "Role.AssumeRolePolicyDocument");
    }
    for (const Node* statement : statements) {
        check_statement_members(context, *statement, is_permission);
    }
}

}  // namespace

void check_elements(const Context& context) {
    const Node& root = *context.document.root;
    const NodeMember* statement = context.document.statements_member;
    // A role with its policy inside is a mistake of its own (wrapped_document): nothing else in it is one.
    if (statement == nullptr && (root.find("Role") != nullptr || root.find("AssumeRolePolicyDocument") != nullptr)) {
        return;
    }
    check_version(context);
    for (const NodeMember& member : root.members) {
        check_member(context, root, member, document_members);
    }
    if (statement == nullptr) {
        return;
    }
    if (statement->value.kind == Kind::array && statement->value.elements.empty()) {
        context.report.error("missing_statement", statement->value.begin, "the document has no statement",
                             "add one; see trust-policy render");
        return;
    }
    check_statements(context, statement_nodes(context.document));
}

}  // namespace core::iam::trust_policy::lint
