#include "core/admission/subject.hpp"

namespace core::admission {
namespace {

bool is(const GroupVersionName& words, std::string_view name) {
    return !words.present || (words.group.empty() && words.version == "v1" && words.name == name);
}

bool says(const RequestWords& words, std::string_view kind, std::string_view resource) {
    return (words.kind.present || words.resource.present) && is(words.kind, kind) && is(words.resource, resource);
}

Operation operation_of(std::string_view word) {
    if (word == "CREATE") {
        return Operation::create;
    }
    return word == "UPDATE" ? Operation::update : Operation::other;
}

Resource resource_of(const RequestWords& words, Operation operation) {
    const bool whole = words.sub_resource.empty();
    if (says(words, "Pod", "pods")) {
        if (whole && operation == Operation::create) {
            return Resource::pods;
        }
        if (words.sub_resource == "ephemeralcontainers" && operation == Operation::update) {
            return Resource::ephemeral_containers;
        }
    }
    if (whole && operation != Operation::other && says(words, "ServiceAccount", "serviceaccounts")) {
        return Resource::service_accounts;
    }
    return Resource::other;
}

}  // namespace

Subject decide_subject(const RequestWords& words) {
    const Operation operation = operation_of(words.operation);
    return {resource_of(words, operation), operation};
}

}  // namespace core::admission
