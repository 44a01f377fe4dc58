#pragma once

#include "core/iam/trust_policy/document.hpp"
#include "core/iam/trust_policy/edit/render.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace core::iam::trust_policy::edit {

/// How the text of a document is laid out. It is read off the members of the document itself, which no edit touches, so
/// it is the same before and after an edit.
[[nodiscard]] Layout layout_of(const Document& document);

/// The white space that the line of byte `offset` begins with.
[[nodiscard]] std::string_view indentation_at(std::string_view text, std::size_t offset);

/// The white space right before byte `offset`.
[[nodiscard]] std::string_view space_before(std::string_view text, std::size_t offset);

/// What stands between two elements on one line of such a document.
[[nodiscard]] std::string_view usual_comma(const Layout& layout);

/// What does not: the mark of a list that an edit made of a single value, by which a later edit knows to turn it back.
[[nodiscard]] std::string_view unusual_comma(const Layout& layout);

/// The white space round the only element of `Statement` where an edit filled an empty list.
struct Padding {
    std::string before;
    std::string after;
};
[[nodiscard]] Padding padding_of(const Document& document, const Layout& layout);

/// Whether the array is exactly `[a,b]` with the unusual comma in between.
[[nodiscard]] bool is_marked(std::string_view text, const json::Node& array, const Layout& layout);

}  // namespace core::iam::trust_policy::edit
