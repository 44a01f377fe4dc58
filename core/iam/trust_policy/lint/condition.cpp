#include "core/iam/oidc_provider.hpp"
#include "core/iam/trust_policy/lint/check.hpp"
#include "core/iam/trust_policy/lint/spelling.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <string_view>

namespace core::iam::trust_policy::lint {
namespace {

using json::NodeMember;

/// The operator that was probably meant, with the prefix and suffix of what was written.
std::string meant_operator(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    std::string_view base = colon == std::string_view::npos ? name : name.substr(colon + 1);
    constexpr std::string_view suffix = "IfExists";
    const bool has_suffix = base.size() > suffix.size() &&
                            is_same_key(base.substr(base.size() - suffix.size()), suffix);
    base = has_suffix ? base.substr(0, base.size() - suffix.size()) : base;
    const auto meant = nearest(base, operator_names(), 3);
    if (!meant || *meant == "Null") {
        return meant ? "Null" : "";
    }
    const char* prefix = colon == std::string_view::npos     ? ""
                         : lower(name).starts_with("forall") ? "ForAllValues:"
                                                             : "ForAnyValue:";
    return prefix + std::string(*meant) + (has_suffix ? std::string(suffix) : "");
}

void check_operator(const Context& context, const NodeMember& member) {
    if (!evaluation::decode_condition_operator(member.key)) {
        const std::string meant = meant_operator(member.key);
        context.report.error(
            "unknown_operator", member.key_begin,
            "IAM knows no operator " + text::quoted(member.key) + (meant.empty() ? "" : did_you_mean(meant)),
            "write \"" + (meant.empty() ? "StringEquals" : meant) + '"');
    }
    if (member.value.kind == json::Kind::object && member.value.members.empty()) {
        context.report.warn("empty_condition", member.value.begin, member.key + " asks for nothing",
                            "write the keys and values that you mean, or take it out");
    }
}

}  // namespace

void check_conditions(const Context& context) {
    for (const Statement& statement : context.document.statements) {
        const NodeMember* condition = statement.node->find("Condition");
        if (condition == nullptr || condition->value.kind != json::Kind::object) {
            continue;
        }
        if (condition->value.members.empty()) {
            context.report.warn("empty_condition", condition->value.begin, "Condition asks for nothing",
                                "write what you mean, or take it out");
        }
        for (const NodeMember& member : condition->value.members) {
            check_operator(context, member);
        }
    }
}

}  // namespace core::iam::trust_policy::lint
