#pragma once

#include "core/iam/trust_policy/evaluation/evaluate.hpp"

#include <algorithm>
#include <initializer_list>

namespace core::iam::trust_policy::evaluation {

// Kleene's logic of three values: one `no` makes a conjunction no, one `yes` a disjunction yes, whatever is not known.

/// yes for true, no for false.
[[nodiscard]] constexpr Answer answer_of(bool value) { return value ? Answer::yes : Answer::no; }

/// yes for no and no for yes; what depends still does.
[[nodiscard]] constexpr Answer negated(Answer answer) {
    return answer == Answer::depends ? answer : answer_of(answer == Answer::no);
}

/// Conjunction.
[[nodiscard]] constexpr Answer both(Answer left, Answer right) {
    if (left == Answer::no || right == Answer::no) {
        return Answer::no;
    }
    return left == Answer::depends ? left : right;
}

/// Disjunction.
[[nodiscard]] constexpr Answer either(Answer left, Answer right) {
    return negated(both(negated(left), negated(right)));
}

/// Whether `ask` says so of all elements: `yes` of none.
template <typename Range, typename Ask>
[[nodiscard]] Answer all_of(const Range& range, const Ask& ask) {
    Answer answer = Answer::yes;
    for (const auto& element : range) {
        answer = both(answer, ask(element));
    }
    return answer;
}

/// Whether `ask` says so of any element: `no` of none.
template <typename Range, typename Ask>
[[nodiscard]] Answer any_of(const Range& range, const Ask& ask) {
    return negated(all_of(range, [&ask](const auto& element) { return negated(ask(element)); }));
}

}  // namespace core::iam::trust_policy::evaluation
