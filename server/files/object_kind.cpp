#include "server/files/object_kind.hpp"

#include <string_view>

namespace server::files {
namespace {

constexpr std::string_view list_ending = "List";

Object classify_kubeflow(const TypeMeta& type) {
    if (type.kind != "Profile") {
        return Object::other;
    }
    const bool known = type.api_version == "kubeflow.org/v1" || type.api_version == "kubeflow.org/v1beta1";
    return known ? Object::profile : Object::other_profile_version;
}

}  // namespace

TypeMeta type_of(const Document& document, const TypeMeta& fallback) {
    TypeMeta type{.api_version = document.string_at("/apiVersion").value_or(""),
                  .kind = document.string_at("/kind").value_or("")};
    return type.api_version.empty() && type.kind.empty() ? fallback : type;
}

Object classify(const TypeMeta& type, const Document& document) {
    if (type.api_version.empty() || type.kind.empty()) {
        return type.api_version.empty() && type.kind.empty() ? Object::unnamed : Object::incomplete;
    }
    const auto items = document.at("/items");
    if (type.kind.ends_with(list_ending) && items.has_value()) {
        return Object::list;
    }
    if (type.api_version.starts_with("kubeflow.org/")) {
        return classify_kubeflow(type);
    }
    if (type.api_version == "v1" && type.kind == "Namespace") {
        return Object::name_space;
    }
    return type.api_version == "v1" && type.kind == "ServiceAccount" ? Object::service_account : Object::other;
}

TypeMeta element_type(const TypeMeta& list) {
    if (list.kind == list_ending) {
        return {};
    }
    return {.api_version = list.api_version, .kind = list.kind.substr(0, list.kind.size() - list_ending.size())};
}

}  // namespace server::files
