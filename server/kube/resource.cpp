#include "server/kube/resource.hpp"

#include "server/kube/collection_target.hpp"

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
    return collection_target(collection(kind_, version), list);
}

std::string Resource::target(const core::watch::Watch& watch, ProfileVersion version) const {
    return collection_target(collection(kind_, version), watch);
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
