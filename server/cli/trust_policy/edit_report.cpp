#include "server/cli/trust_policy/edit_report.hpp"

#include "server/cli/trust_policy/json.hpp"

#include <utility>

namespace server::cli::trust_policy {
namespace {

using core::iam::trust_policy::Document;

std::string joined(const std::vector<std::string>& texts) {
    std::string line;
    for (const std::string& text : texts) {
        line += (line.empty() || text.empty() ? "" : "; ") + text;
    }
    return line;
}

Tree edits(const std::vector<Step>& steps, bool is_written) {
    std::vector<Tree> items;
    items.reserve(steps.size());
    for (const Step& step : steps) {
        items.push_back(Tree::object({{"subject", Tree::string(step.grant.subject.text())},
                                      {"changed", Tree::boolean(step.edit.changed && is_written)},
                                      {"reached", Tree::boolean(step.edit.reached)},
                                      {"summary", Tree::string(step.edit.summary)},
                                      {"obstacle", Tree::string(step.edit.obstacle)},
                                      {"statement", json_number(step.edit.statement_number)}}));
    }
    return json_list(std::move(items));
}

}  // namespace

void print_edited(const Document& before, const Document& after, const std::vector<Step>& steps,
                  const std::vector<std::string>& obstacles) {
    std::vector<std::string> summaries;
    summaries.reserve(steps.size());
    for (const Step& step : steps) {
        summaries.push_back(step.edit.summary);
    }
    print_json(Tree::object({{"changed", Tree::boolean(after.text != before.text)},
                             {"reached", Tree::boolean(all_reached(steps))},
                             {"summary", Tree::string(joined(summaries))},
                             {"obstacle", Tree::string(joined(obstacles))},
                             {"statement", json_number(steps.back().edit.statement_number)},
                             {"document", Tree::string(after.text)},
                             {"edits", edits(steps, true)}}));
}

void print_refused(const Document& before, const std::vector<Step>& steps, const std::vector<std::string>& obstacles) {
    print_json(Tree::object({{"changed", Tree::boolean(false)},
                             {"reached", Tree::boolean(false)},
                             {"summary", Tree::string("nothing was written")},
                             {"obstacle", Tree::string(joined(obstacles))},
                             {"statement", Tree()},
                             {"document", Tree::string(before.text)},
                             {"edits", edits(steps, false)}}));
}

}  // namespace server::cli::trust_policy
