#include "server/cli/mutate_report.hpp"

#include "server/cli/mutate_words.hpp"
#include "server/cli/yaml_text.hpp"

#include <ostream>

namespace server::cli {

MutateReport::MutateReport(std::ostream& out, std::ostream& err, MutateOutput output, Paint paint)
    : out_(out), err_(err), output_(output), paint_(paint) {}

void MutateReport::answered(const std::string& file, const Subject& subject, const core::Reply& reply,
                            const Answer& answer, const Tree& before, const Tree& after) {
    switch (output_) {
        case MutateOutput::review: out_ << reply.body << '\n'; break;
        case MutateOutput::diff: print_diff(file, subject, reply, answer, render_diff(before, after, paint_)); break;
        case MutateOutput::object:
        case MutateOutput::patch: warn(file, subject, answer); break;
    }
}

void MutateReport::warn(const std::string& file, const Subject& subject, const Answer& answer) {
    for (const std::string& warning : answer.warnings) {
        err_ << "Warning: " << one_line(warning) << " (" << file << ": " << title_of(subject) << ")\n";
    }
}

void MutateReport::print_diff(const std::string& file, const Subject& subject, const core::Reply& reply,
                              const Answer& answer, const std::string& hunks) {
    const std::string words = outcome_in_words(reply.outcome);
    out_ << (printed_ ? "\n" : "") << paint_.bold(file + ": " + title_of(subject));
    printed_ = true;
    if (hunks.empty()) {
        out_ << ": " << paint_.yellow(words) << '\n';
    } else {
        out_ << "\n  " << paint_.green(words) << '\n';
        out_ << "  role ARN: " << one_line(reply.outcome.role) << '\n';
    }
    for (const std::string& warning : answer.warnings) {
        out_ << "  " << paint_.yellow("warning: " + one_line(warning)) << '\n';
    }
    out_ << hunks;
}

void MutateReport::finished(const Tree& mutated, const std::vector<PatchOperation>& patch, bool as_json) {
    if (output_ == MutateOutput::object) {
        print_object(mutated, as_json);
    } else if (output_ == MutateOutput::patch) {
        out_ << encode_patch(patch) << '\n';
    }
}

void MutateReport::print_object(const Tree& mutated, bool as_json) {
    if (printed_ && (printed_yaml_ || !as_json)) {
        out_ << "---\n";
    }
    out_ << (as_json ? encode_tree_indented(mutated) + "\n" : encode_yaml(mutated));
    printed_ = true;
    printed_yaml_ = !as_json;
}

std::string title_of(const Subject& subject) {
    return one_line(subject.kind + " " + (subject.namespace_name.empty() ? "" : subject.namespace_name + "/") +
                    subject.name);
}

}  // namespace server::cli
