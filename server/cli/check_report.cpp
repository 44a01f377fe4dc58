#include "server/cli/check_report.hpp"

#include "server/cli/tree.hpp"
#include "server/cli/yaml_text.hpp"

#include <algorithm>
#include <utility>

namespace server::cli {
namespace {

using core::check::Finding;
using core::check::Level;

constexpr std::size_t level_width = 5;  // `warn `
constexpr std::size_t gap = 2;

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
}

std::string painted(Level level, const Paint& paint) {
    const std::string word = padded(to_string(level), level_width);
    if (level == Level::ok) return paint.green(word);
    return level == Level::warn ? paint.yellow(word) : paint.red(word);
}

}  // namespace

std::string render_findings(const std::vector<Finding>& findings, const Paint& paint) {
    std::size_t width = 0;
    for (const Finding& each : findings) width = std::max(width, each.about.size());
    std::string out;
    for (const Finding& each : findings) {
        out += painted(each.level, paint) + padded(each.about, width + gap) + one_line(each.text) + '\n';
        if (!each.advice.empty()) out += std::string(level_width + width + gap, ' ') + "-> " + each.advice + '\n';
    }
    return out;
}

std::string encode_findings(const std::vector<Finding>& findings) {
    Tree list;
    list.kind = Tree::Kind::array;
    for (const Finding& each : findings) {
        std::vector<Member> members{{"level", Tree::string(to_string(each.level))},
                                    {"about", Tree::string(each.about)},
                                    {"text", Tree::string(each.text)}};
        if (!each.advice.empty()) members.push_back({"advice", Tree::string(each.advice)});
        list.items.push_back(Tree::object(std::move(members)));
    }
    return encode_tree_indented(
        Tree::object({{"result", Tree::string(to_string(worst(findings)))}, {"findings", std::move(list)}}));
}

Level worst(const std::vector<Finding>& findings) {
    return findings.empty() ? Level::ok : std::ranges::max(findings, {}, &Finding::level).level;
}

}  // namespace server::cli
