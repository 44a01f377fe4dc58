#include "server/cli/trust_policy/json.hpp"

#include <iostream>
#include <utility>

namespace server::cli::trust_policy {

Tree json_number(std::size_t value) {
    Tree number;
    number.kind = Tree::Kind::number;
    number.text = std::to_string(value);
    return number;
}

Tree json_number(const std::optional<std::size_t>& value) { return value ? json_number(*value) : Tree(); }

Tree json_list(std::vector<Tree> items) {
    Tree list;
    list.kind = Tree::Kind::array;
    list.items = std::move(items);
    return list;
}

Tree json_list(const std::vector<std::string>& texts) {
    std::vector<Tree> items;
    items.reserve(texts.size());
    for (const std::string& text : texts) {
        items.push_back(Tree::string(text));
    }
    return json_list(std::move(items));
}

void print_json(const Tree& tree) { std::cout << encode_tree_indented(tree) << '\n'; }

}  // namespace server::cli::trust_policy
