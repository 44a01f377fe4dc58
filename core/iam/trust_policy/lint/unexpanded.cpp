#include "core/iam/trust_policy/lint/check.hpp"
#include "core/iam/trust_policy/lint/placeholder.hpp"
#include "core/text/quoted.hpp"

#include <string_view>

namespace core::iam::trust_policy::lint {
namespace {

using json::Kind;
using json::Node;

void check_text(const Context& context, std::string_view text, std::size_t offset) {
    const std::string_view found = find_placeholder(text, BareWords::find);
    if (!found.empty()) {
        context.report.error("unexpanded_placeholder", offset,
                             text::quoted(found) + " was not replaced by its value, so this matches nothing",
                             "write the value, or run the text through envsubst or the template engine that it was "
                             "written for");
    }
}

void check_values(const Context& context, const Node& node) {
    if (node.kind == Kind::string) {
        check_text(context, node.text, node.begin);
    }
    for (const Node& element : node.elements) {
        check_values(context, element);
    }
}

/// Values of other keys (an external id) may look as they like.
void check_condition(const Context& context, const Node& condition) {
    for (const json::NodeMember& operator_member : condition.members) {
        for (const json::NodeMember& key_member : operator_member.value.members) {
            check_text(context, key_member.key, key_member.key_begin);
            if (split_claim_key(key_member.key)) {
                check_values(context, key_member.value);
            }
        }
    }
}

void check_statement(const Context& context, const Node& statement) {
    for (const json::NodeMember& member : statement.members) {
        if (member.key == "Principal" || member.key == "NotPrincipal") {
            for (const json::NodeMember& type : member.value.members) {
                check_values(context, type.value);
            }
        } else if (member.key == "Condition") {
            check_condition(context, member.value);
        }
    }
}

}  // namespace

void check_placeholders(const Context& context) {
    // On the tree, so that statements which are wrong otherwise are looked at, too.
    for (const Node* statement : statement_nodes(context.document)) {
        check_statement(context, *statement);
    }
}

}  // namespace core::iam::trust_policy::lint
