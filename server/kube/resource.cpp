#include "server/kube/resource.hpp"

#include <utility>

namespace server::kube {
namespace {

using core::profile::ObjectKind;

constexpr const char* json = "application/json";
// An API server that could not make metadata of it answers 406, and never the whole object: no fallback is listed.
constexpr const char* metadata = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
constexpr const char* metadata_list = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

std::string collection(ObjectKind kind, ProfileVersion version) {
    switch (kind) {
        case ObjectKind::profile: return std::string("/apis/kubeflow.org/") + to_string(version) + "/profiles";
        case ObjectKind::name_space: return "/api/v1/namespaces";
        case ObjectKind::service_account: return "/api/v1/serviceaccounts";
    }
    return {};
}

/// A continue token is base64 for URLs today, and opaque by contract: everything but RFC 3986's unreserved characters
/// is escaped.
std::string escape(std::string_view text) {
    constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string escaped;
    for (const char c : text) {
        if (unreserved.contains(c)) {
            escaped += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        escaped += '%';
        escaped += digits[byte >> 4U];
        escaped += digits[byte & 15U];
    }
    return escaped;
}

class Query {
public:
    explicit Query(std::string path) : target_(std::move(path)) {}

    Query& add(const char* name, std::string_view value) {
        if (!value.empty()) {
            target_ += std::exchange(separator_, '&');
            target_ += name;
            target_ += '=';
            target_ += escape(value);
        }
        return *this;
    }
    [[nodiscard]] std::string take() && { return std::move(target_); }

private:
    std::string target_;
    char separator_ = '?';
};

}  // namespace

const char* to_string(ProfileVersion version) { return version == ProfileVersion::v1 ? "v1" : "v1beta1"; }

const char* Resource::name() const {
    switch (kind_) {
        case ObjectKind::profile: return "profiles.kubeflow.org";
        case ObjectKind::name_space: return "namespaces";
        case ObjectKind::service_account: return "serviceaccounts";
    }
    return "";
}

const char* Resource::word() const {
    switch (kind_) {
        case ObjectKind::profile: return "Profile";
        case ObjectKind::name_space: return "Namespace";
        case ObjectKind::service_account: return "ServiceAccount";
    }
    return "";
}

std::string Resource::target(const core::watch::List& list, ProfileVersion version) const {
    Query query(collection(kind_, version));
    query.add("limit", list.limit == 0 ? std::string{} : std::to_string(list.limit))
        .add("resourceVersion", list.resource_version)
        .add("continue", list.continue_token);
    return std::move(query).take();
}

std::string Resource::target(const core::watch::Watch& watch, ProfileVersion version) const {
    Query query(collection(kind_, version));
    query.add("watch", "1")
        .add("allowWatchBookmarks", "true")
        .add("resourceVersion", watch.resource_version)
        .add("timeoutSeconds", std::to_string(watch.timeout.count()));
    if (watch.initial_events) query.add("sendInitialEvents", "true").add("resourceVersionMatch", "NotOlderThan");
    return std::move(query).take();
}

std::string Resource::target(const core::profile::ObjectKey& key, ProfileVersion version) {
    if (key.kind == ObjectKind::service_account) {
        return collection(ObjectKind::name_space, version) + "/" + key.namespace_name + "/serviceaccounts/" + key.name;
    }
    return collection(key.kind, version) + "/" + key.name;
}

const char* Resource::accept_list() const { return kind_ == ObjectKind::profile ? json : metadata_list; }

const char* Resource::accept_object() const { return kind_ == ObjectKind::profile ? json : metadata; }

}  // namespace server::kube
