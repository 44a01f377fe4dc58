// What edits do to the text, on random documents. (edit.hpp)
#include "tests/core/iam/trust_policy/edit/laws.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace core::iam::trust_policy::edit {
namespace {

const json::Node& statements_of(const Document& document) { return document.statements_member->value; }

bool lists_scalar(const Document& document, const Edit& edit) {
    const auto& statement = document.statements[*edit.statement_number - 1];
    return std::ranges::any_of(statement.conditions, [](const Condition& condition) {
        return condition.key.size() > 4 && condition.key.ends_with("sub") &&
               condition.key_member->value.kind == json::Kind::string;
    });
}

/// What kind of change an edit of `with` was.
std::string kind_of(const Document& document, const Edit& edit) {
    if (!edit.changed) {
        return edit.reached ? "let in already" : "kept out";
    }
    const json::Node& statements = statements_of(document);
    if (!edit.summary.starts_with("added as")) {
        return lists_scalar(document, edit) ? "a second subject" : "one subject more";
    }
    if (statements.kind == json::Kind::object) {
        return "a second statement";
    }
    return statements.elements.empty() ? "a first statement" : "one statement more";
}

Document with_earlier(Document document, const Trial& trial) {
    for (const Grant& grant : trial.earlier) {
        document = decoded(with(document, grant).text);
    }
    return document;
}

std::string check_way_back(const Document& document, const Document& after, const Grant& grant, Coverage& coverage) {
    if (without(document, grant).changed) {
        ++coverage["listed elsewhere"];
        return {};
    }
    const Edit back = without(after, grant);
    return back.text == document.text ? "" : "the way back (" + back.summary + ") ends at\n" + back.text;
}

TEST(TrustPolicyLaws, whoever_is_added_and_removed_leaves_no_trace) {
    const Coverage coverage = expect_law(
        10'000'000, 12'000, [](const Trial& trial, const Document& original, Coverage& tried) -> std::string {
            const Document document = with_earlier(original, trial);
            const Edit edit = with(document, trial.grant);
            ++tried[kind_of(document, edit)];
            if (!edit.changed) {
                return edit.text == document.text ? "" : "not changed, yet the text is\n" + edit.text;
            }
            const Document after = decoded(edit.text);
            const std::string complaint = check_way_back(document, after, trial.grant, tried);
            return complaint.empty() ? check_way_back(document, after, for_any_audience(trial.grant), tried)
                                     : complaint;
        });
    expect_covered(coverage, {"let in already", "kept out", "a second subject", "one subject more",
                              "a second statement", "a first statement", "one statement more", "listed elsewhere"});
}

std::string check_repeated(const Edit& once, const Grant& grant, Edit (*edit)(const Document&, const Grant&)) {
    const Edit twice = edit(decoded(once.text), grant);
    if (twice.changed || twice.text != once.text || twice.reached != once.reached) {
        return "the second time (" + twice.summary + ") makes\n" + twice.text + "\nof\n" + once.text;
    }
    return {};
}

TEST(TrustPolicyLaws, an_edit_made_twice_is_an_edit_made_once) {
    expect_law(20'000'000, 3'000, [](const Trial& trial, const Document& document, Coverage&) {
        std::string complaint = check_repeated(with(document, trial.grant), trial.grant, with);
        complaint += check_repeated(without(document, trial.grant), trial.grant, without);
        const Grant any = for_any_audience(trial.grant);
        return complaint + check_repeated(without(document, any), any, without);
    });
}

/// The raw text of each statement.
std::vector<std::string> raw_statements(const Document& document) {
    std::vector<std::string> raw;
    for (const Statement& statement : document.statements) {
        raw.push_back(document.text.substr(statement.node->begin, statement.node->end - statement.node->begin));
    }
    return raw;
}

/// Everything outside of `Statement`.
std::string raw_rest(const Document& document) {
    const json::Node& value = statements_of(document);
    return document.text.substr(0, value.begin) + "|" + document.text.substr(value.end);
}

/// Whether the old text is the new one less what was inserted: one run of bytes, or one on each side of a value.
bool is_only_inserted_into(std::string_view old_text, std::string_view new_text) {
    const auto begin = std::ranges::mismatch(old_text, new_text).in1 - old_text.begin();
    old_text.remove_prefix(static_cast<std::size_t>(begin));
    new_text.remove_prefix(static_cast<std::size_t>(begin));
    while (!old_text.empty() && !new_text.empty() && old_text.back() == new_text.back()) {
        old_text.remove_suffix(1);
        new_text.remove_suffix(1);
    }
    return new_text.contains(old_text);
}

std::string check_others(const Document& document, const Document& after, const Edit& edit) {
    std::vector<std::string> before_raw = raw_statements(document);
    std::vector<std::string> after_raw = raw_statements(after);
    const auto at = static_cast<std::ptrdiff_t>(*edit.statement_number - 1);
    after_raw.erase(after_raw.begin() + at);
    if (before_raw.size() > after_raw.size()) {
        before_raw.erase(before_raw.begin() + at);
    }
    return before_raw == after_raw ? "" : "another statement is different in\n" + after.text;
}

TEST(TrustPolicyLaws, adding_touches_only_the_bytes_that_it_must) {
    expect_law(50'000'000, 2'000, [](const Trial& trial, const Document& document, Coverage&) -> std::string {
        const Edit edit = with(document, trial.grant);
        const Document after = decoded(edit.text);
        if (!edit.changed) {
            return {};
        }
        if (raw_rest(document) != raw_rest(after) || !is_only_inserted_into(document.text, edit.text)) {
            return "more was touched:\n" + edit.text;
        }
        return check_others(document, after, edit);
    });
}

/// Whether one list is the other less some of its elements.
bool is_part_of(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
    auto at = whole.begin();
    for (const std::string& element : part) {
        at = std::find(at, whole.end(), element);
        if (at == whole.end()) {
            return false;
        }
        ++at;
    }
    return true;
}

TEST(TrustPolicyLaws, removing_touches_only_statements_that_list_the_subject) {
    expect_law(60'000'000, 2'000, [](const Trial& trial, const Document& document, Coverage&) -> std::string {
        const Edit edit = without(document, trial.grant);
        const Document after = decoded(edit.text);
        const auto others = [&](const Document& of) {
            std::vector<std::string> raw;
            for (const std::string& statement : raw_statements(of)) {
                raw.push_back(nlohmann::json::parse(statement).dump().contains(trial.grant.subject.text()) ? ""
                                                                                                           : statement);
            }
            std::erase(raw, "");
            return raw;
        };
        const std::vector<std::string> kept = others(document);
        if (raw_rest(document) != raw_rest(after) || !is_part_of(kept, others(after))) {
            return "more was touched:\n" + edit.text;
        }
        return {};
    });
}

}  // namespace
}  // namespace core::iam::trust_policy::edit
