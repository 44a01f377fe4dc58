// Trees and pointers as text: encode_tree, encode_tree_indented, decode_pointer, array_index.

#include "core/json/write.hpp"
#include "server/cli/tree.hpp"

#include <charconv>

namespace server::cli {
namespace {

/// `step` is what one level is indented by; empty: everything on one line. `line_start` is the indentation of this
/// level.
class Writer {
public:
    Writer(std::string& out, std::string_view step) : out_(out), step_(step) {}

    void write(const Tree& tree, const std::string& line_start) {
        switch (tree.kind) {
            case Tree::Kind::null: out_ += "null"; break;
            case Tree::Kind::boolean:
            case Tree::Kind::number: out_ += tree.text; break;
            case Tree::Kind::string: core::json::append_string(out_, tree.text); break;
            case Tree::Kind::array: write_array(tree, line_start); break;
            case Tree::Kind::object: write_object(tree, line_start); break;
        }
    }

private:
    void write_array(const Tree& tree, const std::string& line_start) {
        const std::string inner = line_start + std::string(step_);
        out_ += '[';
        for (std::size_t i = 0; i < tree.items.size(); ++i) {
            separate(i == 0, inner);
            write(tree.items[i], inner);
        }
        close(']', tree.items.empty(), line_start);
    }

    void write_object(const Tree& tree, const std::string& line_start) {
        const std::string inner = line_start + std::string(step_);
        out_ += '{';
        bool first = true;
        for (const Member* member : ordered_members(tree)) {
            separate(first, inner);
            first = false;
            core::json::append_string(out_, member->key);
            out_ += step_.empty() ? ":" : ": ";
            write(member->value, inner);
        }
        close('}', first, line_start);
    }

    void separate(bool first, const std::string& line_start) {
        out_ += first ? "" : ",";
        out_ += step_.empty() ? "" : "\n" + line_start;
    }

    void close(char bracket, bool empty, const std::string& line_start) {
        out_ += step_.empty() || empty ? "" : "\n" + line_start;
        out_ += bracket;
    }

    std::string& out_;
    std::string_view step_;
};

}  // namespace

std::string encode_tree(const Tree& tree) {
    std::string out;
    Writer(out, "").write(tree, "");
    return out;
}

std::string encode_tree_indented(const Tree& tree) {
    std::string out;
    Writer(out, "    ").write(tree, "");
    return out;
}

core::Result<std::vector<std::string>> decode_pointer(std::string_view pointer) {
    std::vector<std::string> tokens;
    if (!pointer.empty() && pointer[0] != '/') {
        return std::unexpected(core::Error{core::ErrorCode::wrong_shape, "a JSON pointer must start with /"});
    }
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        if (pointer[i] == '/') {
            tokens.emplace_back();
        } else if (pointer[i] != '~') {
            tokens.back() += pointer[i];
        } else if (const std::string_view escape = pointer.substr(i + 1, 1); escape == "0" || escape == "1") {
            tokens.back() += escape == "0" ? '~' : '/';
            ++i;
        } else {
            return std::unexpected(core::Error{core::ErrorCode::wrong_shape, "~ in a JSON pointer must be ~0 or ~1"});
        }
    }
    return tokens;
}

std::optional<std::size_t> array_index(std::string_view token) {
    std::size_t index = 0;
    const auto read = std::from_chars(token.data(), token.data() + token.size(), index);
    const bool is_whole = read.ec == std::errc{} && read.ptr == token.data() + token.size();
    const bool is_canonical = token == "0" || !token.starts_with('0');
    return is_whole && is_canonical ? std::optional(index) : std::nullopt;
}

}  // namespace server::cli
