#pragma once

#include "core/error.hpp"

#include <string>
#include <string_view>

namespace core::iam {

/// Whom a ServiceAccount token speaks for: its `sub` claim is `system:serviceaccount:<namespace>:<name>`.
/// https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
struct Subject {
    std::string namespace_name;
    std::string service_account;  ///< a name, or a pattern of names with `*` (any characters) and `?` (one)

    [[nodiscard]] bool is_pattern() const;
    /// `system:serviceaccount:team-a:default-editor`.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const Subject&, const Subject&) = default;
};

/// Reads `system:serviceaccount:<namespace>:<name>`, or the same without its first two words. The namespace must be a
/// DNS-1123 label; a wildcard in it is an error of its own, because it lets other teams in. The name must be a DNS-1123
/// subdomain, or a pattern that can match one. Errors (bad_name, bad_pattern) quote the text and say what to write.
[[nodiscard]] Result<Subject> decode_subject(std::string_view subject_text);

}  // namespace core::iam
