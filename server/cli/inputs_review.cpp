#include "server/cli/inputs_review.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace server::cli {
namespace {

std::string make_uid(std::string_view namespace_name, const std::string& object) {
    const boost::uuids::name_generator_sha1 generate(boost::uuids::ns::url());
    return boost::uuids::to_string(generate(std::string(namespace_name) + "\n" + object));
}

Tree core_type(std::string_view member, std::string_view value) {
    return Tree::object({{"group", Tree::string("")},
                         {"version", Tree::string("v1")},
                         {std::string(member), Tree::string(std::string(value))}});
}

}  // namespace

void fill_in_service_account(Tree& pod) {
    Tree* spec = pod.find("spec");
    if (spec == nullptr || !spec->is_object()) {
        return;
    }
    const auto is_absent = [&](std::string_view key) {
        const Tree* value = spec->find(key);
        return value == nullptr || value->kind == Tree::Kind::null || (value->is_string() && value->text.empty());
    };
    if (is_absent("serviceAccountName") && is_absent("serviceAccount")) {
        spec->set("serviceAccountName", Tree::string("default"));
    }
}

Tree pod_from_template(const Tree& pod_template, std::string_view owner_name, std::string_view namespace_name) {
    Tree pod = pod_template;
    pod.set("apiVersion", Tree::string("v1"));
    pod.set("kind", Tree::string("Pod"));
    Tree* metadata = pod.find("metadata");
    if (metadata == nullptr || metadata->kind == Tree::Kind::null) {
        metadata = &pod.set("metadata", Tree::object({}));
    }
    if (metadata->is_object()) {
        metadata->set("namespace", Tree::string(std::string(namespace_name)));
        metadata->set("generateName", Tree::string(std::string(owner_name) + "-"));
    }
    fill_in_service_account(pod);
    return pod;
}

std::string encode_review(const Tree& object, std::string_view namespace_name) {
    const std::string kind(object.string_at("kind"));
    const char* const resource = kind == "Pod" ? "pods" : "serviceaccounts";
    const Tree* metadata = object.find("metadata");
    const std::string_view name = metadata == nullptr ? std::string_view() : metadata->string_at("name");
    const Tree user = Tree::object({{"username", Tree::string("profile-iam-webhook:mutate")}});
    const Tree options =
        Tree::object({{"apiVersion", Tree::string("meta.k8s.io/v1")}, {"kind", Tree::string("CreateOptions")}});
    const Tree request = Tree::object({{"uid", Tree::string(make_uid(namespace_name, encode_tree(object)))},
                                       {"kind", core_type("kind", kind)},
                                       {"resource", core_type("resource", resource)},
                                       {"requestKind", core_type("kind", kind)},
                                       {"requestResource", core_type("resource", resource)},
                                       {"name", Tree::string(std::string(name))},
                                       {"namespace", Tree::string(std::string(namespace_name))},
                                       {"operation", Tree::string("CREATE")},
                                       {"userInfo", user},
                                       {"object", object},
                                       {"oldObject", Tree{}},
                                       {"dryRun", Tree::boolean(true)},
                                       {"options", options}});
    return encode_tree(Tree::object({{"kind", Tree::string("AdmissionReview")},
                                     {"apiVersion", Tree::string("admission.k8s.io/v1")},
                                     {"request", request}}));
}

}  // namespace server::cli
