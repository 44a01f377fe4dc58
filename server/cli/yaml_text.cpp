#include "server/cli/yaml_text.hpp"

#include "core/json/path.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace server::cli {
namespace {

bool is_empty_collection(const Tree& tree) { return tree.items.empty() && tree.members.empty(); }

/// Text of several lines that a block (`|`, `|-`, `|+`) gives back exactly: no line starts with white space or is odd
/// in any other way, so that indentation and chomping stay unmistakable.
bool fits_block(const Tree& tree) {
    const std::string& text = tree.text;
    return tree.is_string() && is_yaml_printable(text) && text.contains('\n') && text.find_first_not_of('\n') == 0 &&
           text[0] != ' ' && text[0] != '\t' && text.find(" \n") == std::string::npos &&
           text.find("\t\n") == std::string::npos && text.back() != ' ' && text.back() != '\t';
}

std::string scalar(const Tree& tree) {
    switch (tree.kind) {
        case Tree::Kind::null: return "null";
        case Tree::Kind::boolean:
        case Tree::Kind::number: return tree.text;
        case Tree::Kind::string: return yaml_scalar(tree.text);
        case Tree::Kind::array: return "[]";
        case Tree::Kind::object: return "{}";
    }
    return "null";
}

class Printer {
public:
    std::vector<YamlLine> lines;

    /// `lead` is what the value's first line starts with (`  key:`, `  -`, nothing), `indent` where its own lines
    /// start.
    void value(const Tree& tree, std::string lead, const std::string& indent, const std::string& pointer) {
        if (fits_block(tree)) {
            block(tree.text, lead, indent, pointer);
        } else if (is_empty_collection(tree)) {
            lead += lead.empty() ? "" : " ";
            lines.push_back({pointer, 0, lead + scalar(tree)});
        } else if (lead.ends_with('-')) {
            below_dash(tree, lead, indent, pointer);
        } else {
            if (!lead.empty()) {
                lines.push_back({pointer, 0, lead});
            }
            collection(tree, indent, pointer, "");
        }
    }

private:
    /// The first line of the collection stands behind the dash: `- name: main`.
    void below_dash(const Tree& tree, const std::string& lead, const std::string& indent, const std::string& pointer) {
        collection(tree, indent, pointer, lead + " ");
    }

    void collection(const Tree& tree, const std::string& indent, const std::string& pointer, std::string start) {
        for (const Member* member : ordered_members(tree)) {
            std::string key_pointer = pointer;
            core::json::append_token(key_pointer, member->key);
            // kubectl does not indent a list below its key.
            const std::string inner = member->value.is_array() ? indent : indent + "  ";
            value(member->value, (start.empty() ? indent : start) + yaml_scalar(member->key) + ":", inner, key_pointer);
            start.clear();
        }
        for (std::size_t i = 0; i < tree.items.size(); ++i) {
            value(tree.items[i], (start.empty() ? indent : start) + "-", indent + "  ",
                  pointer + "/" + std::to_string(i));
            start.clear();
        }
    }

    void block(std::string_view text, const std::string& lead, const std::string& indent, const std::string& pointer) {
        const std::size_t content = text.find_last_not_of('\n') + 1;
        const std::size_t newlines = text.size() - content;
        constexpr std::array<const char*, 3> styles = {"|-", "|", "|+"};
        lines.push_back({pointer, 0, lead + (lead.empty() ? "" : " ") + styles[std::min<std::size_t>(newlines, 2)]});
        std::string_view rest = newlines == 0 ? text : text.substr(0, text.size() - 1);
        for (std::size_t part = 1, end = 0; end != std::string_view::npos; ++part) {
            end = rest.find('\n');
            const std::string line(rest.substr(0, end));
            lines.push_back({pointer, part, line.empty() ? line : (indent.empty() ? "  " : indent) + line});
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        }
    }
};

}  // namespace

std::vector<YamlLine> yaml_lines(const Tree& tree) {
    Printer printer;
    printer.value(tree, "", "", "");
    return std::move(printer.lines);
}

std::string encode_yaml(const Tree& tree) {
    std::string out;
    for (const YamlLine& line : yaml_lines(tree)) {
        out += line.text + "\n";
    }
    return out;
}

}  // namespace server::cli
