#include "core/iam/trust_policy/decode_statement.hpp"
#include "core/text/quoted.hpp"

namespace core::iam::trust_policy {
namespace {

using json::Kind;

bool is_scalar(const json::Node& node) {
    return node.kind == Kind::string || node.kind == Kind::number || node.kind == Kind::boolean;
}

void read_value(const json::Node& node, Condition& condition, std::vector<Mistake>& mistakes) {
    if (!is_scalar(node)) {
        mistakes.push_back({node.begin, "wrong_condition",
                            "a value of " + text::quoted(condition.key) + " is neither string, number nor boolean",
                            "write a string, or a list of strings"});
        return;
    }
    condition.values.push_back({node.text, &node});
}

Condition read_condition(const json::NodeMember& operator_member, const json::NodeMember& key_member,
                         std::vector<Mistake>& mistakes) {
    Condition condition{operator_member.key, &operator_member, key_member.key, &key_member, {}};
    if (key_member.value.kind == Kind::array) {
        for (const json::Node& element : key_member.value.elements) {
            read_value(element, condition, mistakes);
        }
    } else {
        read_value(key_member.value, condition, mistakes);
    }
    return condition;
}

}  // namespace

bool decode_conditions(const json::Node& node, std::vector<Condition>& conditions, std::vector<Mistake>& mistakes) {
    constexpr const char* remedy = R"(write {"StringEquals": {"<issuer>:sub": "<subject>"}})";
    if (node.kind != Kind::object) {
        mistakes.push_back({node.begin, "wrong_condition", "Condition is not an object", remedy});
        return false;
    }
    bool usable = true;
    for (const json::NodeMember& operator_member : node.members) {
        if (operator_member.value.kind != Kind::object) {
            mistakes.push_back({operator_member.value.begin, "wrong_condition",
                                "the value of " + text::quoted(operator_member.key) + " is not an object", remedy});
            usable = false;
        }
        for (const json::NodeMember& key_member : operator_member.value.members) {
            conditions.push_back(read_condition(operator_member, key_member, mistakes));
        }
    }
    return usable;
}

}  // namespace core::iam::trust_policy
