#include "core/iam/trust_policy/decode_statement.hpp"

#include "core/iam/oidc_provider.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <string>

namespace core::iam::trust_policy {
namespace {

using json::Kind;

/// Reads the members of one statement; each function answers whether its part can be used.
class StatementReader {
public:
    StatementReader(const json::Node& node, std::size_t number, std::vector<Mistake>& mistakes)
        : node_(node), mistakes_(mistakes) {
        statement_.number = number;
        statement_.node = &node;
    }

    std::optional<Statement> read() {
        read_sid();
        const bool has_effect = read_effect();
        const bool has_principals = read_principals();
        const bool has_actions = read_actions();
        const json::NodeMember* condition = node_.find("Condition");
        const bool has_conditions = condition == nullptr ||
                                    decode_conditions(condition->value, statement_.conditions, mistakes_);
        if (has_effect && has_principals && has_actions && has_conditions) {
            return std::move(statement_);
        }
        return std::nullopt;
    }

private:
    bool note(std::size_t offset, std::string code, std::string what, std::string remedy) {
        mistakes_.push_back({offset, std::move(code), std::move(what), std::move(remedy)});
        return false;
    }

    [[nodiscard]] std::string name() const { return "statement " + std::to_string(statement_.number); }

    bool note_missing(std::string_view member, std::string code, std::string remedy) {
        if (const auto* other = find_in_other_case(node_, member)) {
            remedy = "write \"" + std::string(member) + "\" in place of " + text::quoted(other->key);
        }
        return note(node_.begin, std::move(code), name() + " has no " + std::string(member), std::move(remedy));
    }

    void read_sid() {
        const json::NodeMember* sid = node_.find("Sid");
        if (sid == nullptr) {
            return;
        }
        if (sid->value.kind != Kind::string) {
            note(sid->value.begin, "wrong_shape", "Sid is not a string", "write a name in quotes, or take it out");
            return;
        }
        statement_.sid = sid->value.text;
    }

    bool read_effect() {
        constexpr const char* remedy = R"(write "Effect": "Allow" (or "Deny"), spelt like that)";
        const json::NodeMember* effect = node_.find("Effect");
        if (effect == nullptr) {
            return note_missing("Effect", "wrong_effect", remedy);
        }
        const json::Node& value = effect->value;
        if (value.kind != Kind::string || (value.text != "Allow" && value.text != "Deny")) {
            return note(value.begin, "wrong_effect", R"(Effect is neither "Allow" nor "Deny")", remedy);
        }
        statement_.effect = value.text == "Allow" ? Effect::allow : Effect::deny;
        return true;
    }

    /// The one of a pair of members that is there; nullptr (and a mistake) when none or both are.
    const json::NodeMember* find_one(std::string_view plain, std::string_view negated, const std::string& field,
                                     const std::string& remedy) {
        const json::NodeMember* one = node_.find(plain);
        const json::NodeMember* other = node_.find(negated);
        if (one == nullptr && other == nullptr) {
            note_missing(plain, "missing_" + field, remedy);
        } else if (one != nullptr && other != nullptr) {
            note(std::max(one->key_begin, other->key_begin), "wrong_" + field,
                 name() + " has both " + std::string(plain) + " and " + std::string(negated), "keep one of them");
            return nullptr;
        }
        return one != nullptr ? one : other;
    }

    bool read_principals() {
        constexpr const char* remedy = R"(write "Principal": {"Federated": "<ARN of the OIDC provider>"})";
        const json::NodeMember* member = find_one("Principal", "NotPrincipal", "principal", remedy);
        if (member == nullptr) {
            return false;
        }
        statement_.is_not_principal = member->key == "NotPrincipal";
        const json::Node& value = member->value;
        if (value.kind == Kind::string && value.text == "*") {
            statement_.principals.push_back({"*", {value.text, &value}});
            return true;
        }
        if (value.kind != Kind::object) {
            return note(value.begin, "wrong_principal", member->key + " is neither an object nor \"*\"", remedy);
        }
        return std::ranges::all_of(value.members, [this](const auto& type) { return read_principal(type); });
    }

    bool read_principal(const json::NodeMember& type) {
        std::vector<Scalar> values;
        const bool usable = read_strings(type, "wrong_principal", values);
        for (Scalar& value : values) {
            statement_.principals.push_back({type.key, std::move(value)});
        }
        return usable;
    }

    bool read_actions() {
        constexpr const char* remedy = R"(write "Action": "sts:AssumeRoleWithWebIdentity")";
        const json::NodeMember* member = find_one("Action", "NotAction", "action", remedy);
        if (member == nullptr) {
            return false;
        }
        statement_.is_not_action = member->key == "NotAction";
        return read_strings(*member, "wrong_action", statement_.actions);
    }

    /// A string or a list of strings.
    bool read_strings(const json::NodeMember& member, const char* code, std::vector<Scalar>& out) {
        if (member.value.kind == Kind::array) {
            return std::ranges::all_of(member.value.elements,
                                       [&](const json::Node& element) { return read_string(element, code, out); });
        }
        return read_string(member.value, code, out);
    }

    bool read_string(const json::Node& value, const char* code, std::vector<Scalar>& out) {
        if (value.kind != Kind::string) {
            return note(value.begin, code, "this is not a string", "write a string, or a list of strings");
        }
        out.push_back({value.text, &value});
        return true;
    }

    const json::Node& node_;
    std::vector<Mistake>& mistakes_;
    Statement statement_;
};

}  // namespace

std::optional<Statement> decode_statement(const json::Node& node, std::size_t number, std::vector<Mistake>& mistakes) {
    if (node.kind != Kind::object) {
        mistakes.push_back({node.begin, "wrong_shape", "statement " + std::to_string(number) + " is not an object",
                            R"(write {"Effect": ..., "Principal": ..., "Action": ..., "Condition": ...})"});
        return std::nullopt;
    }
    return StatementReader(node, number, mistakes).read();
}

const json::NodeMember* find_in_other_case(const json::Node& node, std::string_view name) {
    const auto found =
        std::ranges::find_if(node.members, [&](const auto& member) { return is_same_key(member.key, name); });
    return found == node.members.end() ? nullptr : &*found;
}

}  // namespace core::iam::trust_policy
