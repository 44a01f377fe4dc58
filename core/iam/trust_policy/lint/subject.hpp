#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace core::iam::trust_policy::lint {

/// What is wrong with a text that should be a subject.
struct SubjectComplaint {
    std::string what;
    std::string remedy;
};

/// Of a text that is not `system:serviceaccount:<namespace>:<name>`, whole and of DNS-1123 names; the name may be a
/// pattern.
[[nodiscard]] std::optional<SubjectComplaint> complaint_of_subject(std::string_view subject);

/// Where a pattern of subjects has its first wildcard.
enum class WildcardPlace {
    in_name,       ///< the namespace is literal: sound
    in_namespace,  ///< or before it: ServiceAccounts of other namespaces fit
    nowhere_near   ///< the text before it begins no subject: nothing fits
};
[[nodiscard]] WildcardPlace wildcard_place(std::string_view pattern);

/// The well-known service account of Kubeflow that a name is one or two letters away from; of a name that differs in
/// case alone nothing is said here.
[[nodiscard]] std::optional<std::string_view> misspelt_account(std::string_view name);

}  // namespace core::iam::trust_policy::lint
