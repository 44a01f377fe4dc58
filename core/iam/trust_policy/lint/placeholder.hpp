#pragma once

#include <string_view>

namespace core::iam::trust_policy::lint {

/// Which words without any mark around them are placeholders, too.
enum class BareWords {
    ignore,
    find,  ///< `ACCOUNT_ID`, `OIDC_PROVIDER`: upper case with underscores and a word of this field
};

/// The first placeholder in the text that a shell, a template engine or a person should have replaced; empty when there
/// is none: `${NAME}`, `$NAME`, `$(NAME)`, `<NAME>`, `{{ name }}`, `{name}`, `%s`, `%(name)s`, `@NAME@`. Policy
/// variables of IAM are none:
/// `${aws:username}`, `${<issuer>:sub}`, `${*}`, `${?}`, `${$}`; nor are the percent escapes of URLs.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
[[nodiscard]] std::string_view find_placeholder(std::string_view text, BareWords bare_words);

}  // namespace core::iam::trust_policy::lint
