#pragma once

#include <string_view>

namespace core::admission {

/// What a review is about. `other`: anything that we are not registered for.
enum class Resource { pods, ephemeral_containers, service_accounts, other };
inline constexpr int resource_count = static_cast<int>(Resource::other) + 1;

enum class Operation { create, update, other };
inline constexpr int operation_count = static_cast<int>(Operation::other) + 1;

/// The metric label: `pods`, `pods/ephemeralcontainers`, `serviceaccounts`, `other`.
[[nodiscard]] constexpr const char* to_string(Resource resource) {
    switch (resource) {
        case Resource::pods: return "pods";
        case Resource::ephemeral_containers: return "pods/ephemeralcontainers";
        case Resource::service_accounts: return "serviceaccounts";
        case Resource::other: return "other";
    }
    return "unknown";
}

/// The metric label: `CREATE`, `UPDATE`, `other`.
[[nodiscard]] constexpr const char* to_string(Operation operation) {
    switch (operation) {
        case Operation::create: return "CREATE";
        case Operation::update: return "UPDATE";
        case Operation::other: return "other";
    }
    return "unknown";
}

/// Resource and operation of one request.
struct Subject {
    Resource resource = Resource::other;
    Operation operation = Operation::other;

    friend bool operator==(const Subject&, const Subject&) = default;
};

/// A GroupVersionKind or GroupVersionResource of the request; `name` is the kind or the resource.
struct GroupVersionName {
    std::string_view group;
    std::string_view version;
    std::string_view name;
    bool present = false;
};

/// The words of the request that say what it is about. `kind` and `resource` say the same thing twice: when one is
/// missing the other decides, when they disagree it is nothing that we asked for.
struct RequestWords {
    GroupVersionName kind;
    GroupVersionName resource;
    std::string_view sub_resource;
    std::string_view operation;
};

/// `{pods, create}`, `{ephemeral_containers, update}`, `{service_accounts, create | update}` as registered; any other
/// combination has resource `other`, with the operation that it has.
[[nodiscard]] Subject decide_subject(const RequestWords& words);

}  // namespace core::admission
