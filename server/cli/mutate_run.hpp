#pragma once

#include "core/mutation/policy.hpp"
#include "core/profile/directory.hpp"
#include "server/cli/mutate_report.hpp"

#include <iosfwd>
#include <string>
#include <string_view>

namespace server::cli {

/// What `mutate` does with the text of its files. Collects the exit code of product.md, "Command line".
class Mutation {
public:
    /// The referred objects outlive this one. `default_namespace` is for objects that name none.
    Mutation(const core::profile::Directory& directory, const core::mutation::Policy& policy,
             std::string default_namespace, MutateReport& report, std::ostream& err);

    /// All documents of one file; `file` is its name in messages. What cannot be understood is said on `err`.
    void take(const std::string& file, std::string_view text);
    /// Something could not be read: exit code 2.
    void wrong_use(const std::string& message);

    /// 2: an input could not be read or understood; 1: one would be refused; else 0.
    [[nodiscard]] int exit_code() const { return exit_code_; }

private:
    class OneDocument;

    const core::profile::Directory& directory_;
    const core::mutation::Policy& policy_;
    std::string default_namespace_;
    MutateReport& report_;
    std::ostream& err_;
    int exit_code_ = 0;
};

}  // namespace server::cli
