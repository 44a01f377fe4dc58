#include "core/json/node.hpp"

#include <algorithm>
#include <utility>

namespace core::json {
namespace {

bool is_white_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::string unescaped(const String& string) {
    std::string value;
    append_unescaped(value, string.raw);
    return value;
}

/// Recurses as deep as the scanner lets it. What it returns after a failure is not used.
Node read_value(Scanner& scanner);

std::vector<NodeMember> read_members(Scanner& scanner) {
    std::vector<NodeMember> all;
    for (Members members(scanner); members.next();) {
        const std::string_view raw = members.key().raw;
        const auto begin = static_cast<std::size_t>(raw.data() - scanner.text().data()) - 1;
        all.push_back({unescaped(members.key()), begin, begin + raw.size() + 2, {}});
        all.back().value = read_value(scanner);
    }
    return all;
}

std::vector<Node> read_elements(Scanner& scanner) {
    std::vector<Node> all;
    for (Elements elements(scanner); elements.next();) {
        all.push_back(read_value(scanner));
    }
    return all;
}

Node read_value(Scanner& scanner) {
    Node node;
    node.kind = scanner.peek();
    node.begin = scanner.offset();
    if (node.kind == Kind::object) {
        node.members = read_members(scanner);
    } else if (node.kind == Kind::array) {
        node.elements = read_elements(scanner);
    } else if (node.kind == Kind::string) {
        String string;
        if (scanner.read_string(string)) {
            node.text = unescaped(string);
        }
    } else {
        node.text = scanner.skip_raw();
    }
    node.end = scanner.offset();
    return node;
}

/// Offset behind the string that starts at `at`; the text's size when it does not end.
std::size_t end_of_string(std::string_view text, std::size_t at) {
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        at += text[at] == '\\' ? 1U : 0U;
    }
    return std::min(at + 1, text.size());
}

/// Blanks the comma before each closing bracket, so that every other byte keeps its offset. The offsets of the commas.
std::vector<std::size_t> blank_trailing_commas(std::string& text) {
    std::vector<std::size_t> commas;
    std::size_t last = 0;  // of the tokens so far: where it begins
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if ((c == ']' || c == '}') && text[last] == ',') {
            text[last] = ' ';
            commas.push_back(last);
        }
        last = is_white_space(c) ? last : at;
        at = c == '"' ? end_of_string(text, at) : at + 1;
    }
    return commas;
}

}  // namespace

const NodeMember* Node::find(std::string_view key) const {
    const auto found = std::ranges::find(members, key, &NodeMember::key);
    return found == members.end() ? nullptr : &*found;
}

std::expected<Node, Failure> decode_node(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        return std::unexpected(Failure{ErrorCode::broken_json, 0, "a byte order mark stands before the JSON"});
    }
    Scanner scanner(text);
    Node node = read_value(scanner);
    if (!scanner.finish()) {
        return std::unexpected(*scanner.failure());
    }
    return node;
}

std::expected<Node, Failure> decode_node_forgiving(std::string_view text, std::vector<std::size_t>& trailing_commas) {
    std::string blanked(text);
    trailing_commas = blank_trailing_commas(blanked);
    auto node = decode_node(blanked);
    if (!node) {
        // Behind a failure nobody knows what is a string and what is not.
        std::erase_if(trailing_commas, [&](std::size_t comma) { return comma >= node.error().offset; });
    }
    return node;
}

}  // namespace core::json
