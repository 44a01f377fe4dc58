#include "server/cli/trust_policy/edits.hpp"

#include "core/iam/trust_policy/edit/capacity.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace server::cli::trust_policy {
namespace {

using core::iam::trust_policy::Document;
using core::iam::trust_policy::edit::Edit;

Edit once(const Document& document, const Step& step) {
    return step.direction == Direction::add ? core::iam::trust_policy::edit::with(document, step.grant)
                                            : core::iam::trust_policy::edit::without(document, step.grant);
}

Document read_again(const std::string& text) {
    auto document = core::iam::trust_policy::decode_document(text);
    if (!document) {
        throw std::logic_error("the edited document is broken, which is a mistake of this program: " +
                               to_text(document.error()));
    }
    return *std::move(document);
}

}  // namespace

Document apply(Document document, std::vector<Step>& steps) {
    for (Step& step : steps) {
        step.edit = once(document, step);
        if (step.edit.changed) {
            document = read_again(step.edit.text);
        }
    }
    for (Step& step : steps) {
        if (!step.edit.reached) {
            Edit again = once(document, step);
            step.edit.reached = again.reached;
            step.edit.obstacle = std::move(again.obstacle);
        }
    }
    return document;
}

bool all_reached(const std::vector<Step>& steps) {
    return std::ranges::all_of(steps, [](const Step& step) { return step.edit.reached; });
}

std::string quota_complaint(const Document& before, const Document& after, std::size_t quota) {
    const std::size_t now = core::iam::trust_policy::edit::counted_size(before.text);
    const std::size_t then = core::iam::trust_policy::edit::counted_size(after.text);
    if (then <= quota || then <= now) {
        return {};
    }
    return "the document would have " + std::to_string(then) + " characters as IAM counts them (it has " +
           std::to_string(now) + "), and the quota is " + std::to_string(quota) +
           "; use another role, cover several ServiceAccounts of a namespace by a pattern such as ws-*, or have the "
           "quota raised (up to 8192) and give --quota";
}

}  // namespace server::cli::trust_policy
