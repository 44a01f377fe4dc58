#pragma once

#include "core/iam/oidc_provider.hpp"
#include "core/iam/subject.hpp"

#include <span>
#include <string>
#include <string_view>

namespace core::iam::trust_policy::edit {

/// How a document, or a statement in it, is laid out.
struct Layout {
    bool is_one_line = false;           ///< no line ends at all
    std::string indent = "    ";        ///< one level; of one_line: not used
    std::string line_end = "\n";        ///< or "\r\n"
    bool has_space_after_colon = true;  ///< `"a": 1` and `, ` against `"a":1` and `,`
};

/// The statement that lets these subjects of one provider in for one audience: Allow, Federated, the one action,
/// `StringEquals` on `aud`, and on `sub`: a string for one subject, a list for several; under `StringLike` when one of
/// them is a pattern (a name without wildcards means the same there). `depth` levels of indentation stand before all
/// lines but the first. At least one subject.
[[nodiscard]] std::string render_statement(const OidcProvider& provider, std::span<const Subject> subjects,
                                           std::string_view audience, const Layout& layout, std::size_t depth);

/// A whole document with that statement alone, ends with a line end. In the default layout it is what the AWS CLI
/// prints for it, so that `aws iam get-role --query Role.AssumeRolePolicyDocument` can be compared with it as text.
[[nodiscard]] std::string render_document(const OidcProvider& provider, std::span<const Subject> subjects,
                                          std::string_view audience, const Layout& layout = {});

}  // namespace core::iam::trust_policy::edit
