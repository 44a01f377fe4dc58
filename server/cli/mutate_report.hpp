#pragma once

#include "server/cli/apply_patch.hpp"
#include "server/cli/diff.hpp"
#include "server/cli/inputs.hpp"
#include "server/cli/mutate_answer.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace server::cli {

enum class MutateOutput { object, patch, diff, review };

/// Prints what became of the documents, in the order in which they come; the output goes to `out`, warnings to `err`.
class MutateReport {
public:
    MutateReport(std::ostream& out, std::ostream& err, MutateOutput output, Paint paint);

    /// What the webhook said about one subject. `before` and `after` are the whole object (without and with the patch).
    void answered(const std::string& file, const Subject& subject, const core::Reply& reply, const Answer& answer,
                  const Tree& before, const Tree& after);
    /// One document is through: `mutated` is what the API server would store, `patch` all operations on the document.
    void finished(const Tree& mutated, const std::vector<PatchOperation>& patch, bool as_json);

private:
    void warn(const std::string& file, const Subject& subject, const Answer& answer);
    void print_diff(const std::string& file, const Subject& subject, const core::Reply& reply, const Answer& answer,
                    const std::string& hunks);
    void print_object(const Tree& mutated, bool as_json);

    std::ostream& out_;
    std::ostream& err_;
    MutateOutput output_;
    Paint paint_;
    bool printed_ = false;       ///< something stands on `out_` already
    bool printed_yaml_ = false;  ///< the last object there was YAML
};

/// `StatefulSet team-a/notebook`, safe to print.
[[nodiscard]] std::string title_of(const Subject& subject);

}  // namespace server::cli
