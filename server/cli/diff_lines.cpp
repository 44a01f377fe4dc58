#include "server/cli/diff_lines.hpp"

#include <set>
#include <utility>

namespace server::cli {
namespace {

using Key = std::pair<std::string_view, std::size_t>;

Key key_of(const YamlLine& line) { return {line.pointer, line.part}; }

std::set<Key> keys_of(const std::vector<YamlLine>& lines) {
    std::set<Key> keys;
    for (const YamlLine& line : lines) {
        keys.insert(key_of(line));
    }
    return keys;
}

/// Puts the lines together: in a run of changes the removed ones first.
class Lines {
public:
    void keep(const YamlLine& line) {
        flush();
        lines_.push_back({Change::none, line});
    }
    void remove(const YamlLine& line) { lines_.push_back({Change::removed, line}); }
    void add(const YamlLine& line) { added_.push_back({Change::added, line}); }
    [[nodiscard]] std::vector<DiffLine> all() && {
        flush();
        return std::move(lines_);
    }

private:
    void flush() {
        lines_.insert(lines_.end(), added_.begin(), added_.end());
        added_.clear();
    }

    std::vector<DiffLine> lines_;
    std::vector<DiffLine> added_;  ///< of the run that is not over yet
};

}  // namespace

std::vector<DiffLine> diff_lines(const std::vector<YamlLine>& before, const std::vector<YamlLine>& after) {
    // A line of `after` whose value does not come in `before` any more is new.
    std::set<Key> coming_before = keys_of(before);
    Lines lines;
    auto b = before.begin();
    auto a = after.begin();
    while (b != before.end() || a != after.end()) {
        if (b != before.end() && a != after.end() && *b == *a) {
            lines.keep(*a++);
            coming_before.erase(key_of(*b++));
        } else if (b == before.end() || (a != after.end() && !coming_before.contains(key_of(*a)))) {
            lines.add(*a++);
        } else {
            lines.remove(*b);
            coming_before.erase(key_of(*b++));
        }
    }
    return std::move(lines).all();
}

}  // namespace server::cli
