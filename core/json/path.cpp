#include "core/json/path.hpp"

#include "core/json/string.hpp"

#include <algorithm>
#include <vector>

namespace core::json {
namespace {

struct Level {
    bool is_object = false;
    bool at_key = false;   ///< in an object: the next string is a key
    std::string_view key;  ///< raw
    std::size_t index = 0;
};

/// Offset behind the closing quote of the string that starts at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        at += text[at] == '\\' ? 1U : 0U;
    }
    return at + 1;
}

/// One token further. A string that reaches beyond `offset` is where reading failed: its escapes cannot be trusted.
void step(std::string_view text, std::size_t offset, std::size_t& at, std::vector<Level>& levels) {
    switch (text[at]) {
        case '{': levels.push_back({.is_object = true, .at_key = true, .key = {}, .index = 0}); break;
        case '[': levels.push_back({}); break;
        case '}':
        case ']':
            if (!levels.empty()) {
                levels.pop_back();
            }
            break;
        case ',':
            if (!levels.empty()) {
                levels.back().at_key = levels.back().is_object;
                levels.back().key = {};
                levels.back().index++;
            }
            break;
        case '"': {
            const std::size_t end = end_of_string(text, at);
            if (!levels.empty() && levels.back().at_key && end <= std::min(offset, text.size())) {
                levels.back().key = text.substr(at + 1, end - at - 2);
                levels.back().at_key = false;
            }
            at = end;
            return;
        }
        default: break;
    }
    ++at;
}

std::string cut_front(std::string path) {
    constexpr std::size_t limit = 200;
    if (path.size() <= limit) {
        return path;
    }
    std::size_t from = path.size() - limit;
    while (from < path.size() && (static_cast<unsigned char>(path[from]) & 0xC0U) == 0x80U) {
        ++from;
    }
    return "..." + path.substr(from);
}

}  // namespace

std::string path_at(std::string_view text, std::size_t offset) {
    std::vector<Level> levels;
    for (std::size_t at = 0; at < offset && at < text.size();) {
        step(text, offset, at, levels);
    }
    std::string path;
    for (const Level& level : levels) {
        if (!level.is_object) {
            append_token(path, std::to_string(level.index));
        } else if (!level.key.empty() || !level.at_key) {
            std::string key;
            append_unescaped(key, level.key);
            append_token(path, key);
        }
    }
    return path.empty() ? "(the document)" : cut_front(std::move(path));
}

void append_token(std::string& pointer, std::string_view token) {
    pointer += '/';
    for (const char c : token) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
}

}  // namespace core::json
