#include "server/cli/trust_policy/edit_command.hpp"

#include "core/iam/trust_policy/lint/lint.hpp"
#include "core/text/shell_word.hpp"
#include "server/cli/flags.hpp"
#include "server/cli/read_input.hpp"
#include "server/cli/trust_policy/edit_report.hpp"
#include "server/cli/trust_policy/input.hpp"
#include "server/cli/trust_policy/provider.hpp"
#include "server/cli/trust_policy/replace_file.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

namespace server::cli::trust_policy {
namespace {

using core::iam::trust_policy::Document;

std::vector<Step> steps_of(const EditCommand& command, const Document& document) {
    const core::iam::OidcProvider of = provider(command.provider, &document);
    std::vector<Step> steps;
    for (const core::iam::Subject& subject : subjects(command.subjects)) {
        steps.push_back({command.direction, {of, subject, command.audience}});
    }
    return steps;
}

/// The codes of the errors in a document, each once.
std::vector<std::string> error_codes(const EditCommand& command, const Document& document) {
    std::vector<std::string> codes;
    core::iam::trust_policy::lint::Expectations expectations;
    expectations.account_id = command.provider.account_id;
    expectations.audience = command.audience;
    expectations.quota = command.quota;
    for (const auto& finding : core::iam::trust_policy::lint::lint(document.text, expectations)) {
        const bool is_error = finding.severity == core::iam::trust_policy::Severity::error;
        if (is_error && std::ranges::find(codes, finding.code) == codes.end()) {
            codes.push_back(finding.code);
        }
    }
    return codes;
}

/// A subject added beside an open door is no safer for it.
void point_to_old_errors(const EditCommand& command, const Document& before, const Document& after) {
    const std::vector<std::string> old = error_codes(command, before);
    std::string list;
    for (const std::string& code : error_codes(command, after)) {
        if (std::ranges::find(old, code) != old.end()) {
            list += (list.empty() ? "" : ", ") + code;
        }
    }
    if (!list.empty()) {
        std::cerr << "trust-policy add: " << input_name(command.file) << ": had errors before this edit (" << list
                  << "); see profile-iam-webhook trust-policy lint "
                  << (command.file == "-" ? "FILE" : core::text::shell_word(command.file)) << '\n';
    }
}

/// Why the document does not come to say what was asked, a line each; empty when it does.
std::vector<std::string> complaints(const EditCommand& command, const Document& before, const Document& after,
                                    const std::vector<Step>& steps) {
    std::vector<std::string> lines;
    // The numbers in an obstacle are those of the document after the edit.
    const std::string when = after.text == before.text ? "" : "after the edit, ";
    for (const Step& step : steps) {
        if (!step.edit.reached) {
            lines.push_back(step.grant.subject.text() + ": " + when + step.edit.obstacle);
        }
    }
    std::string too_long = command.direction == Direction::add ? quota_complaint(before, after, command.quota)
                                                               : std::string();
    if (!too_long.empty()) {
        lines.push_back(std::move(too_long));
    }
    return lines;
}

void complain(const EditCommand& command, const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
        std::cerr << "trust-policy " << command.name() << ": " << input_name(command.file) << ": " << line << '\n';
    }
}

int refuse(const EditCommand& command, const Document& before, std::vector<Step>& steps,
           const std::vector<std::string>& lines) {
    complain(command, lines);
    std::cerr << "trust-policy " << command.name() << ": nothing was written\n";
    if (command.output == "json") {
        print_refused(before, steps, lines);
        (void)flush_output();
    }
    return 1;
}

}  // namespace

int run(const EditCommand& command) {
    if (command.write && command.file == "-") {
        throw WrongUse("--write needs a FILE: standard input cannot be written into");
    }
    const Document before = read_document(command.file);
    std::vector<Step> steps = steps_of(command, before);
    const Document after = apply(before, steps);
    const auto lines = complaints(command, before, after, steps);
    // Taking out what can be taken out is right even when it is not enough; letting in by halves is not.
    if (!lines.empty() && command.direction == Direction::add) {
        return refuse(command, before, steps, lines);
    }
    if (command.write && after.text != before.text) {
        replace_file(command.file, after.text);
    }
    if (command.output == "json") {
        print_edited(before, after, steps, lines);
    } else if (!command.write) {
        std::cout << after.text;
    }
    for (const Step& step : steps) {
        std::cerr << input_name(command.file) << ": " << step.grant.subject.text() << ": " << step.edit.summary << '\n';
    }
    if (command.direction == Direction::add) {
        point_to_old_errors(command, before, after);
    }
    complain(command, lines);
    return flush_output() && lines.empty() ? 0 : 1;
}

void add_edit_options(CLI::App& app, EditCommand& command, const std::string& purpose) {
    add_file(app, command.file);
    add_subject_options(app, command.subjects, purpose);
    add_provider_options(app, command.provider, "may be left out when the document names one provider");
    app.add_flag("--write", command.write,
                 "Put the new document into FILE (at once; a link is followed, permissions stay) in place of standard "
                 "output; a file that needs no change is not touched");
    add_output(app, command.output,
               "text: the document; json: {changed, reached, summary, obstacle, statement, document, edits}");
}

}  // namespace server::cli::trust_policy
