#include "core/iam/trust_policy/mistake.hpp"
#include "core/json/path.hpp"
#include "core/json/place.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace core::iam::trust_policy {
namespace {

/// What an object is for: that decides which keys are the same.
enum class Part { document, statement, operators, condition_keys, other };

Part part_of(Part parent, std::string_view key) {
    switch (parent) {
        case Part::document: return key == "Statement" ? Part::statement : Part::other;
        case Part::statement: return key == "Condition" ? Part::operators : Part::other;
        case Part::operators: return Part::condition_keys;
        case Part::condition_keys:
        case Part::other: return Part::other;
    }
    return Part::other;
}

bool ignores_case(Part part) { return part == Part::operators || part == Part::condition_keys; }

std::string folded(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return text;
}

const char* remedy_for(Part part) {
    switch (part) {
        case Part::operators: return "put the keys of both under one operator";
        case Part::condition_keys: return "put the values of both into one list under one key";
        default: return "keep one of them";
    }
}

Mistake repeated(const std::string& text, const json::NodeMember& first, const json::NodeMember& second, Part part) {
    const json::Place place = json::place_at(text, first.key_begin);
    const std::string which = first.key == second.key ? "the key " + text::quoted(second.key) + " stands twice in "
                                                      : text::quoted(second.key) + " and " + text::quoted(first.key) +
                                                            " are one key for IAM, and stand both in ";
    return {second.key_begin, "duplicate_key",
            which + json::path_at(text, second.key_begin) + ", first in line " + std::to_string(place.line) +
                ", column " + std::to_string(place.column),
            remedy_for(part)};
}

/// The tree is at most json::max_depth deep.
void visit(const std::string& text, const json::Node& node, Part part, std::vector<Mistake>& mistakes) {
    for (const json::Node& element : node.elements) {
        visit(text, element, part, mistakes);
    }
    std::unordered_map<std::string, const json::NodeMember*> seen;
    for (const json::NodeMember& member : node.members) {
        const auto [first, is_new] = seen.emplace(ignores_case(part) ? folded(member.key) : member.key, &member);
        if (!is_new) {
            mistakes.push_back(repeated(text, *first->second, member, part));
        }
        visit(text, member.value, part_of(part, member.key), mistakes);
    }
}

}  // namespace

void find_duplicate_keys(const std::string& text, const json::Node& root, std::vector<Mistake>& mistakes) {
    visit(text, root, Part::document, mistakes);
}

}  // namespace core::iam::trust_policy
