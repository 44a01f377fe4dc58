#include "core/iam/subject.hpp"

#include "core/text/dns_name.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>

namespace core::iam {
namespace {

constexpr std::string_view prefix = "system:serviceaccount:";
constexpr std::string_view wildcards = "*?";
constexpr std::size_t most_name = 253;

std::unexpected<Error> bad(ErrorCode code, std::string_view subject, const std::string& why) {
    return std::unexpected(Error{code, "the subject " + text::quoted(subject) + ": " + why});
}

/// A pattern of DNS-1123 subdomains: their characters, `*` and `?`.
bool is_name_pattern(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               wildcards.find(c) != std::string_view::npos;
    };
    const auto fits_at_an_end = [&](char c) { return fits(c) && c != '-' && c != '.'; };
    return !text.empty() && text.size() <= most_name && std::ranges::all_of(text, fits) &&
           fits_at_an_end(text.front()) && fits_at_an_end(text.back());
}

}  // namespace

bool Subject::is_pattern() const { return service_account.find_first_of(wildcards) != std::string::npos; }

std::string Subject::text() const { return std::string(prefix) + namespace_name + ":" + service_account; }

Result<Subject> decode_subject(std::string_view subject_text) {
    std::string_view rest = subject_text;
    if (rest.starts_with(prefix)) {
        rest.remove_prefix(prefix.size());
    }
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos || rest.find(':', colon + 1) != std::string_view::npos) {
        return bad(ErrorCode::bad_name, subject_text,
                   "write NAMESPACE:SERVICEACCOUNT or system:serviceaccount:NAMESPACE:SERVICEACCOUNT");
    }
    const std::string_view namespace_name = rest.substr(0, colon);
    const std::string_view service_account = rest.substr(colon + 1);
    if (namespace_name.find_first_of(wildcards) != std::string_view::npos) {
        return bad(ErrorCode::bad_pattern, subject_text,
                   "a wildcard in the namespace lets other teams in; name one namespace, and one subject for each");
    }
    if (!text::is_dns_label(namespace_name)) {
        return bad(ErrorCode::bad_name, subject_text, "the namespace must be a DNS-1123 label such as team-a");
    }
    Subject subject{std::string(namespace_name), std::string(service_account)};
    if (subject.is_pattern() ? !is_name_pattern(service_account) : !text::is_dns_subdomain(service_account)) {
        return bad(subject.is_pattern() ? ErrorCode::bad_pattern : ErrorCode::bad_name, subject_text,
                   "the service account must be a DNS-1123 subdomain such as default-editor, or a pattern of one such "
                   "as ws-*");
    }
    return subject;
}

}  // namespace core::iam
