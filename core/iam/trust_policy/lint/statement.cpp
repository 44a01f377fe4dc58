#include "core/iam/trust_policy/lint/check.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace core::iam::trust_policy::lint {
namespace {

using json::Kind;
using json::Node;
using json::NodeMember;

void check_sid(const Context& context, const NodeMember& sid, std::map<std::string_view, std::size_t>& seen,
               std::size_t number) {
    const std::string_view text = sid.value.text;
    if (sid.value.kind != Kind::string || text.empty()) {
        return;
    }
    constexpr auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    if (!std::ranges::all_of(text, is_allowed)) {
        std::string mended(text);
        std::erase_if(mended, [&](char c) { return !is_allowed(c); });
        context.report.error("bad_sid", sid.value.begin,
                             "the Sid " + text::quoted(text) + " has other characters than letters and digits",
                             mended.empty() ? "take it out" : "write \"" + mended + '"');
    }
    const auto [first, is_new] = seen.emplace(text, number);
    if (!is_new) {
        context.report.error(
            "duplicate_sid", sid.value.begin,
            "the Sid " + text::quoted(text) + " names statement " + std::to_string(first->second) + " already",
            "give each statement a Sid of its own, or none");
    }
}

/// An empty list of actions, principals or values fits nothing.
void check_empty_lists(const Context& context, const Node& node, std::string_view name) {
    if (node.kind == Kind::array && node.elements.empty()) {
        context.report.error("empty_list", node.begin,
                             "the list of " + text::quoted(name) + " is empty: nothing fits it",
                             "write at least one value, or take the whole statement out");
    }
    for (const NodeMember& member : node.members) {
        check_empty_lists(context, member.value, member.key);
    }
}

/// Elements that must not be lists at all have mistakes of their own.
void check_empty_member(const Context& context, const NodeMember& member) {
    if (member.value.kind == Kind::object || member.key == "Action" || member.key == "NotAction") {
        check_empty_lists(context, member.value, member.key);
    }
}

}  // namespace

void check_sids_and_lists(const Context& context) {
    const std::vector<const Node*> statements = statement_nodes(context.document);
    std::map<std::string_view, std::size_t> sids;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        for (const NodeMember& member : statements[i]->members) {
            check_empty_member(context, member);
            if (member.key == "Sid") {
                check_sid(context, member, sids, i + 1);
            }
        }
    }
}

}  // namespace core::iam::trust_policy::lint
