#include "server/cli/trust_policy/example_subject.hpp"

#include <algorithm>
#include <vector>

namespace server::cli::trust_policy {
namespace {

using core::iam::Subject;
using core::iam::trust_policy::Document;

std::vector<Subject> listed(const Document& document, const core::iam::OidcProvider& provider) {
    std::vector<Subject> subjects;
    for (const auto& statement : document.statements) {
        for (const auto& condition : statement.conditions) {
            if (!core::iam::is_same_key(condition.key, provider.key("sub"))) {
                continue;
            }
            for (const auto& value : condition.values) {
                const auto subject = core::iam::decode_subject(value.text);
                if (subject && std::ranges::find(subjects, *subject) == subjects.end()) {
                    subjects.push_back(*subject);
                }
            }
        }
    }
    return subjects;
}

std::size_t rounded_up(std::size_t sum, std::size_t count) { return (sum + count - 1) / count; }

std::string or_default(const std::string& service_account) {
    return service_account.empty() ? "default-editor" : service_account;
}

}  // namespace

Example example_of_length(std::size_t namespace_length, const std::string& service_account) {
    const std::string name = or_default(service_account);
    return {{std::string(namespace_length, 'x'), name},
            "namespaces of " + std::to_string(namespace_length) + ", service account " + name};
}

Example example_like(const Document& document, const core::iam::OidcProvider& provider,
                     const std::string& service_account) {
    const std::vector<Subject> subjects = listed(document, provider);
    if (subjects.empty()) {
        return example_of_length(longest_namespace, service_account);
    }
    std::size_t namespaces = 0;
    std::size_t names = 0;
    for (const Subject& subject : subjects) {
        namespaces += subject.namespace_name.size();
        names += subject.service_account.size();
    }
    const std::size_t count = subjects.size();
    const std::string name = service_account.empty() ? std::string(rounded_up(names, count), 'x') : service_account;
    return {{std::string(rounded_up(namespaces, count), 'x'), name},
            count == 1 ? "like the one subject in the document"
                       : "the average of the " + std::to_string(count) + " subjects in the document"};
}

}  // namespace server::cli::trust_policy
