#include "core/iam/trust_policy/edit/withdrawal.hpp"

#include "core/iam/trust_policy/edit/layout.hpp"
#include "core/iam/trust_policy/edit/listing.hpp"
#include "core/iam/trust_policy/edit/splice.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace core::iam::trust_policy::edit {
namespace {

/// The marked list `[element,value]` becomes its value again.
std::vector<Splice> unmake_list(const json::Node& array) {
    const json::Node& value = array.elements.back();
    return {{array.begin, value.begin}, {value.end, array.end}};
}

bool is_editable(const Statement& statement, const Grant& grant) {
    return statement.effect == Effect::allow && is_alone_with_its_issuer(statement, grant.provider) &&
           (grant.audience.empty() || is_for_audience(statement, grant.provider, grant.audience));
}

bool is_all(const std::vector<bool>& flags) { return std::ranges::find(flags, false) == flags.end(); }

class Withdrawer {
public:
    Withdrawer(const Document& document, const Grant& grant)
        : document_(document),
          grant_(grant),
          layout_(layout_of(document)),
          subject_(grant.subject.text()),
          is_gone_(document.statements.size()) {}

    Withdrawal withdraw() {
        for (const Statement& statement : document_.statements) {
            if (is_editable(statement, grant_)) {
                withdraw_from(statement);
            }
        }
        if (!withdrawal_.gone.empty()) {
            take_statements();
        }
        withdrawal_.text = spliced(document_.text, std::move(splices_));
        return std::move(withdrawal_);
    }

private:
    void withdraw_from(const Statement& statement) {
        std::vector<Splice> splices;
        for (const Condition& condition : statement.conditions) {
            if (!is_subject_list(condition, grant_.provider) || !has_value(condition, subject_)) {
                continue;
            }
            if (is_exactly_the_subject(condition)) {
                is_gone_[statement.number - 1] = true;
                withdrawal_.gone.push_back(statement.number);
                return;
            }
            std::ranges::move(take_from(condition.key_member->value), std::back_inserter(splices));
        }
        if (!splices.empty()) {
            withdrawal_.shrunk.push_back(statement.number);
            std::ranges::move(splices, std::back_inserter(splices_));
        }
    }

    [[nodiscard]] bool is_exactly_the_subject(const Condition& list) const {
        return std::ranges::all_of(list.values, [&](const Scalar& value) { return value.text == subject_; });
    }

    /// The splices that take the subject out of an array with others.
    [[nodiscard]] std::vector<Splice> take_from(const json::Node& array) const {
        std::vector<bool> is_gone;
        std::ranges::transform(array.elements, std::back_inserter(is_gone),
                               [&](const json::Node& element) { return element.text == subject_; });
        return is_gone.front() && is_marked(document_.text, array, layout_) ? unmake_list(array)
                                                                            : removal(array, is_gone);
    }

    void take_statements() {
        const json::Node& value = document_.statements_member->value;
        if (is_all(is_gone_)) {
            splices_ = {is_filled_in(value) ? fill_of(value) : Splice{value.begin, value.end, "[]"}};
            return;
        }
        const bool is_made_by_us = is_gone_.front() && is_marked(document_.text, value, layout_) && is_as_rendered();
        std::ranges::move(is_made_by_us ? unmake_list(value) : removal(value, is_gone_), std::back_inserter(splices_));
    }

    /// Whether the first statement is as an edit puts it before a single one.
    [[nodiscard]] bool is_as_rendered() const {
        const Statement& statement = document_.statements.front();
        Layout one_line = layout_;
        one_line.is_one_line = true;
        return text_of(*statement.node) ==
               render_statement(grant_.provider, std::span(&grant_.subject, 1), audience_of(statement), one_line, 0);
    }

    /// Whether the only statement stands as an edit puts it into an empty list.
    [[nodiscard]] bool is_filled_in(const json::Node& value) const {
        if (value.kind != json::Kind::array || value.elements.size() != 1) {
            return false;
        }
        const Padding padding = padding_of(document_, layout_);
        const json::Node& statement = value.elements.front();
        return space_before(document_.text, statement.begin) == padding.before &&
               std::string_view(document_.text).substr(statement.end).starts_with(padding.after);
    }

    [[nodiscard]] Splice fill_of(const json::Node& value) const {
        return {value.begin + 1, value.elements.front().end + padding_of(document_, layout_).after.size(), ""};
    }

    [[nodiscard]] std::string_view text_of(const json::Node& node) const {
        return std::string_view(document_.text).substr(node.begin, node.end - node.begin);
    }

    [[nodiscard]] std::string_view audience_of(const Statement& statement) const {
        for (const Condition& condition : statement.conditions) {
            if (is_about(condition, grant_.provider, "aud") && !condition.values.empty()) {
                return condition.values.front().text;
            }
        }
        return {};
    }

    const Document& document_;
    const Grant& grant_;
    Layout layout_;
    std::string subject_;
    std::vector<bool> is_gone_;
    std::vector<Splice> splices_;
    Withdrawal withdrawal_;
};

}  // namespace

Withdrawal withdraw(const Document& document, const Grant& grant) { return Withdrawer(document, grant).withdraw(); }

}  // namespace core::iam::trust_policy::edit
