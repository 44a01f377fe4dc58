#include "core/iam/trust_policy/edit/insertion.hpp"

#include "core/iam/trust_policy/edit/layout.hpp"
#include "core/iam/trust_policy/edit/listing.hpp"
#include "core/iam/trust_policy/edit/splice.hpp"
#include "core/json/write.hpp"

#include <span>

namespace core::iam::trust_policy::edit {
namespace {

/// A value becomes `[element,value]`.
std::vector<Splice> make_list(const json::Node& value, const std::string& element, const Layout& layout) {
    return {{value.begin, value.begin, "[" + element + std::string(unusual_comma(layout))},
            {value.end, value.end, "]"}};
}

/// What stands between the last element and one more: a comma and the space before the last.
std::string separator(std::string_view text, const json::Node& array, const Layout& layout) {
    const std::string_view space = space_before(text, array.elements.back().begin);
    const bool is_typical = array.elements.size() > 1 || space.contains('\n');
    return is_typical ? "," + std::string(space) : std::string(usual_comma(layout));
}

std::vector<Splice> append(std::string_view text, const json::Node& array, const std::string& element,
                           const Layout& layout) {
    const std::size_t end = array.elements.back().end;
    return {{end, end, separator(text, array, layout) + element}};
}

std::vector<Splice> add_to_list(const Document& document, const Condition& list, const Grant& grant) {
    const json::Node& value = list.key_member->value;
    std::string element;
    json::append_string(element, grant.subject.text());
    const Layout layout = layout_of(document);
    return value.kind == json::Kind::array ? append(document.text, value, element, layout)
                                           : make_list(value, element, layout);
}

std::string render(const Grant& grant, const Layout& layout) {
    return render_statement(grant.provider, std::span(&grant.subject, 1), grant.audience, layout, 0);
}

/// The layout of a statement behind another one: each line begins as deep as the line on which the other one begins.
Layout layout_like(const json::Node& statement, std::string_view text, Layout layout) {
    layout.is_one_line = !text.substr(statement.begin, statement.end - statement.begin).contains('\n');
    layout.line_end += indentation_at(text, statement.begin);
    return layout;
}

std::vector<Splice> add_statement(const Document& document, const Grant& grant) {
    const json::Node& value = document.statements_member->value;
    Layout layout = layout_of(document);
    if (value.kind == json::Kind::object) {
        Layout one_line = layout;
        one_line.is_one_line = true;
        return make_list(value, render(grant, one_line), layout);
    }
    if (value.elements.empty()) {
        const Padding padding = padding_of(document, layout);
        layout.line_end = padding.before;
        return {{value.begin + 1, value.begin + 1, padding.before + render(grant, layout) + padding.after}};
    }
    const Layout inner = layout_like(value.elements.back(), document.text, layout);
    return append(document.text, value, render(grant, inner), layout);
}

std::size_t number_of_new_statement(const json::Node& statements) {
    return statements.kind == json::Kind::object ? 1 : statements.elements.size() + 1;
}

}  // namespace

Insertion insert(const Document& document, const Grant& grant) {
    for (const Statement& statement : document.statements) {
        if (const Condition* list = editable_list(statement, grant)) {
            return {spliced(document.text, add_to_list(document, *list, grant)), statement.number, false};
        }
    }
    return {spliced(document.text, add_statement(document, grant)),
            number_of_new_statement(document.statements_member->value), true};
}

}  // namespace core::iam::trust_policy::edit
