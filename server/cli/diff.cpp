#include "server/cli/diff.hpp"

#include "core/json/path.hpp"
#include "server/cli/diff_lines.hpp"

#include <algorithm>
#include <vector>

namespace server::cli {
namespace {

constexpr std::size_t context = 3;

/// Lines [begin, end) of the diff that are shown together.
struct Hunk {
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::vector<Hunk> find_hunks(const std::vector<DiffLine>& lines) {
    std::vector<Hunk> hunks;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].change == Change::none) {
            continue;
        }
        const std::size_t begin = i > context ? i - context : 0;
        const std::size_t end = std::min(lines.size(), i + context + 1);
        if (!hunks.empty() && begin <= hunks.back().end) {
            hunks.back().end = end;
        } else {
            hunks.push_back({begin, end});
        }
    }
    return hunks;
}

/// Where a change is: the list that an item came to, the member that is new, the value that is another.
std::string place_of(const Tree& before, const Tree& after, const DiffLine& line) {
    const Tree& home = line.change == Change::removed ? before : after;
    const Tree& other = line.change == Change::removed ? after : before;
    std::string pointer;
    const auto tokens = decode_pointer(line.line.pointer);
    for (const std::string& token : *tokens) {
        const std::string parent = pointer;
        core::json::append_token(pointer, token);
        if (find_at(other, pointer) == nullptr) {
            return readable_path(home, find_at(home, parent)->is_array() ? parent : pointer);
        }
    }
    return readable_path(home, pointer);
}

/// `spec: containers[main].env, volumes`: what the places have in common is said once.
std::string join(const std::vector<std::string>& places) {
    std::size_t shared = places.size() > 1 ? places.front().rfind('.') : std::string::npos;
    const auto shares = [&](const std::string& place) {
        return place.starts_with(places.front().substr(0, shared + 1));
    };
    while (shared != std::string::npos && !std::ranges::all_of(places, shares)) {
        shared = shared == 0 ? std::string::npos : places.front().rfind('.', shared - 1);
    }
    const std::size_t skipped = shared == std::string::npos ? 0 : shared + 1;
    std::string joined;
    for (const std::string& place : places) {
        joined += (joined.empty() ? "" : ", ") + place.substr(skipped);
    }
    return skipped == 0 ? joined : places.front().substr(0, shared) + ": " + joined;
}

std::string places_in(const Tree& before, const Tree& after, const std::vector<DiffLine>& lines, Hunk hunk) {
    std::vector<std::string> places;
    for (std::size_t i = hunk.begin; i < hunk.end; ++i) {
        if (lines[i].change == Change::none) {
            continue;
        }
        std::string place = place_of(before, after, lines[i]);
        if (std::ranges::find(places, place) == places.end()) {
            places.push_back(std::move(place));
        }
    }
    return join(places);
}

/// `-12,6 +12,10`: first line and number of lines on either side, as in every unified diff.
std::string ranges_of(const std::vector<DiffLine>& lines, Hunk hunk) {
    const auto begin = lines.begin();
    const auto count = [&](std::size_t from, std::size_t to, Change not_this) {
        return std::count_if(begin + static_cast<std::ptrdiff_t>(from), begin + static_cast<std::ptrdiff_t>(to),
                             [&](const DiffLine& line) { return line.change != not_this; });
    };
    const auto side = [&](Change not_this) {
        const auto size = count(hunk.begin, hunk.end, not_this);
        return std::to_string(count(0, hunk.begin, not_this) + (size == 0 ? 0 : 1)) + "," + std::to_string(size);
    };
    return "-" + side(Change::added) + " +" + side(Change::removed);
}

std::string render_line(const DiffLine& line, const Paint& paint) {
    switch (line.change) {
        case Change::none: return " " + line.line.text + "\n";
        case Change::removed: return paint.red("-" + line.line.text) + "\n";
        case Change::added: return paint.green("+" + line.line.text) + "\n";
    }
    return {};
}

}  // namespace

std::string render_diff(const Tree& before, const Tree& after, const Paint& paint) {
    const std::vector<DiffLine> lines = diff_lines(yaml_lines(before), yaml_lines(after));
    std::string out;
    for (const Hunk hunk : find_hunks(lines)) {
        out += paint.cyan("@@ " + ranges_of(lines, hunk) + " @@") + " " +
               paint.bold(places_in(before, after, lines, hunk)) + "\n";
        for (std::size_t i = hunk.begin; i < hunk.end; ++i) {
            out += render_line(lines[i], paint);
        }
    }
    return out;
}

std::string readable_path(const Tree& tree, std::string_view pointer) {
    std::string path;
    const Tree* at = &tree;
    const auto tokens = decode_pointer(pointer);
    std::string walked;
    for (std::size_t i = 0; tokens && i < tokens->size(); ++i) {
        const std::string& token = (*tokens)[i];
        const bool in_array = at != nullptr && at->is_array();
        core::json::append_token(walked, token);
        at = find_at(tree, walked);
        const std::string_view name = in_array && at != nullptr ? at->string_at("name") : std::string_view();
        if (in_array) {
            path += "[" + one_line(name.empty() ? std::string_view(token) : name) + "]";
        } else if (token.find_first_of("./ []") == std::string::npos) {
            path += (path.empty() ? "" : ".") + one_line(token);
        } else {
            path += "[" + one_line(token) + "]";
        }
    }
    return path.empty() ? "the whole object" : path;
}

}  // namespace server::cli
