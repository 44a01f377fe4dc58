#include "core/iam/oidc_provider.hpp"
#include "core/iam/subject.hpp"
#include "core/iam/trust_policy/lint/spelling.hpp"
#include "core/iam/trust_policy/lint/subject.hpp"
#include "core/text/dns_name.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <array>

namespace core::iam::trust_policy::lint {
namespace {

constexpr std::string_view prefix = "system:serviceaccount:";
constexpr std::string_view form = "system:serviceaccount:<namespace>:<service account>";

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// What people write in front of the namespace; nothing, too.
bool is_nearly_prefix(std::string_view head) {
    constexpr std::array<std::string_view, 3> heads = {prefix, "serviceaccount:", "sa:"};
    return head.empty() || nearest(head, heads, 3).has_value();
}

/// The subject that was meant: blanks taken out, lower case, the first two words put in or corrected.
std::optional<std::string> meant_subject(std::string_view subject) {
    std::string text = lower(subject);
    std::erase_if(text, is_blank);
    const std::size_t last = text.rfind(':');
    if (last == std::string::npos || last == 0) {
        return std::nullopt;
    }
    const std::size_t before = text.rfind(':', last - 1);
    const std::size_t head = before == std::string::npos ? 0 : before + 1;
    const auto decoded = decode_subject(std::string_view(text).substr(head));
    return decoded && is_nearly_prefix(std::string_view(text).substr(0, head)) ? std::optional(decoded->text())
                                                                               : std::nullopt;
}

std::string reason_of(std::string_view subject) {
    if (std::ranges::any_of(subject, is_blank)) {
        return "it has white space in it";
    }
    if (std::ranges::any_of(subject, is_upper)) {
        return "names in Kubernetes have no upper case";
    }
    if (!subject.starts_with(prefix)) {
        return "it does not begin with " + std::string(prefix);
    }
    if (std::ranges::count(subject, ':') != 3) {
        return "it must have three colons";
    }
    const std::string_view names = subject.substr(prefix.size());
    const std::string_view namespace_name = names.substr(0, names.find(':'));
    return text::is_dns_label(namespace_name)
               ? text::quoted(names.substr(names.find(':') + 1)) + " cannot be the name of a ServiceAccount"
               : text::quoted(namespace_name) + " cannot be the name of a namespace";
}

}  // namespace

std::optional<SubjectComplaint> complaint_of_subject(std::string_view subject) {
    if (subject.starts_with(prefix) && decode_subject(subject)) {
        return std::nullopt;
    }
    const auto meant = meant_subject(subject);
    return SubjectComplaint{text::quoted(subject) + " is no subject of a ServiceAccount: " + reason_of(subject),
                            "write \"" + meant.value_or(std::string(form)) + '"'};
}

WildcardPlace wildcard_place(std::string_view pattern) {
    const std::string_view head = pattern.substr(0, pattern.find_first_of("*?"));
    if (head.starts_with(prefix)) {
        const bool has_namespace = head.find(':', prefix.size()) != std::string_view::npos;
        return has_namespace ? WildcardPlace::in_name : WildcardPlace::in_namespace;
    }
    return prefix.starts_with(head) ? WildcardPlace::in_namespace : WildcardPlace::nowhere_near;
}

std::optional<std::string_view> misspelt_account(std::string_view name) {
    constexpr std::array<std::string_view, 2> known = {"default-editor", "default-viewer"};
    const auto meant = nearest(name, known, 2);
    return meant && !is_same_key(*meant, name) ? meant : std::nullopt;
}

}  // namespace core::iam::trust_policy::lint
