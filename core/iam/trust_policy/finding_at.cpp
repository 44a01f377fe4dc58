#include "core/iam/trust_policy/document.hpp"
#include "core/json/path.hpp"
#include "core/json/place.hpp"

namespace core::iam::trust_policy {
namespace {

bool holds(const json::Node& node, std::size_t offset) { return node.begin <= offset && offset < node.end; }

std::optional<std::size_t> statement_number_at(const Document& document, std::size_t offset) {
    if (document.statements_member == nullptr) {
        return std::nullopt;
    }
    const json::Node& value = document.statements_member->value;
    if (value.kind == json::Kind::object) {
        return holds(value, offset) ? std::optional<std::size_t>(1) : std::nullopt;
    }
    for (std::size_t i = 0; i < value.elements.size(); ++i) {
        if (holds(value.elements[i], offset)) {
            return i + 1;
        }
    }
    return std::nullopt;
}

}  // namespace

Finding finding_at(const Document& document, std::size_t offset, Finding finding) {
    finding.place = json::place_at(document.text, offset);
    finding.pointer = json::path_at(document.text, offset);
    if (!finding.pointer.starts_with('/') && !finding.pointer.starts_with("...")) {
        finding.pointer.clear();  // path_at has words for the whole document
    }
    finding.statement_number = statement_number_at(document, offset);
    return finding;
}

}  // namespace core::iam::trust_policy
