#include "core/iam/trust_policy/edit/layout.hpp"

#include <algorithm>

namespace core::iam::trust_policy::edit {
namespace {

constexpr std::string_view white_space = " \t\r\n";

/// By how much the members of the document are indented more than the document.
std::string indent_of(const Document& document, std::string fallback) {
    const std::string_view text = document.text;
    const std::string_view outer = indentation_at(text, document.root->begin);
    for (const json::NodeMember& member : document.root->members) {
        if (space_before(text, member.key_begin).contains('\n')) {
            const std::string_view inner = indentation_at(text, member.key_begin);
            return std::string(inner.starts_with(outer) ? inner.substr(outer.size()) : inner);
        }
    }
    return fallback;
}

bool has_space_after_colon(const Document& document) {
    const std::size_t colon = document.text.find(':', document.root->members.front().key_end);
    return white_space.contains(document.text[colon + 1]);
}

}  // namespace

Layout layout_of(const Document& document) {
    const json::Node& root = *document.root;
    const std::string_view text = std::string_view(document.text).substr(0, root.end);
    const std::size_t line_end = text.find('\n', root.begin);
    Layout layout;
    layout.is_one_line = line_end == std::string_view::npos;
    layout.indent = indent_of(document, layout.indent);
    layout.line_end = !layout.is_one_line && text[line_end - 1] == '\r' ? "\r\n" : "\n";
    layout.has_space_after_colon = has_space_after_colon(document);
    return layout;
}

std::string_view indentation_at(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    const std::string_view line = before.substr(before.rfind('\n') + 1);
    return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

std::string_view space_before(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, offset);
    return before.substr(before.find_last_not_of(white_space) + 1);
}

std::string_view usual_comma(const Layout& layout) { return layout.has_space_after_colon ? ", " : ","; }

std::string_view unusual_comma(const Layout& layout) { return layout.has_space_after_colon ? "," : ", "; }

Padding padding_of(const Document& document, const Layout& layout) {
    if (layout.is_one_line) {
        return {};
    }
    const std::string line_end = layout.line_end +
                                 std::string(indentation_at(document.text, document.statements_member->key_begin));
    return {line_end + layout.indent, line_end};
}

bool is_marked(std::string_view text, const json::Node& array, const Layout& layout) {
    if (array.elements.size() != 2) {
        return false;
    }
    const json::Node& first = array.elements.front();
    const json::Node& last = array.elements.back();
    return first.begin == array.begin + 1 && last.end + 1 == array.end &&
           text.substr(first.end, last.begin - first.end) == unusual_comma(layout);
}

}  // namespace core::iam::trust_policy::edit
