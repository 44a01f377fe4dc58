#include "server/cli/inputs.hpp"

#include "server/cli/inputs_review.hpp"
#include "server/cli/yaml_text.hpp"

#include <algorithm>
#include <array>

namespace server::cli {
namespace {

/// A kind that holds a Pod template. Versions are not compared: the template is in the same place in all of them.
struct Workload {
    std::string_view kind;
    std::string_view group;
    std::string_view target;  ///< pointer to the template
};

constexpr std::array workloads = {
    Workload{"StatefulSet", "apps", "/spec/template"},
    Workload{"Deployment", "apps", "/spec/template"},
    Workload{"ReplicaSet", "apps", "/spec/template"},
    Workload{"DaemonSet", "apps", "/spec/template"},
    Workload{"ReplicationController", "", "/spec/template"},
    Workload{"Job", "batch", "/spec/template"},
    Workload{"CronJob", "batch", "/spec/jobTemplate/spec/template"},
    Workload{"Notebook", "kubeflow.org", "/spec/template"},
};

std::string_view group_of(std::string_view api_version) {
    const std::size_t slash = api_version.find('/');
    return slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
}

/// What is common to all that are found in one document.
class Finder {
public:
    Finder(Tree& document, std::string_view default_namespace)
        : document_(document), default_namespace_(default_namespace) {}

    void look_at(const std::string& pointer, bool inside_list) {
        Tree& object = *find_at(document_, pointer);
        const std::string_view kind = object.string_at("kind");
        const std::string_view api_version = object.string_at("apiVersion");
        if (kind.empty() || api_version.empty()) {
            refuse(pointer, "not a Kubernetes object: apiVersion and kind must be strings");
        } else if (kind == "AdmissionReview" && !inside_list) {
            take_review(object, pointer);
        } else if (kind == "List" && api_version == "v1" && !inside_list) {
            take_list(object, pointer);
        } else if (api_version == "v1" && (kind == "Pod" || kind == "ServiceAccount")) {
            take_object(object, pointer);
        } else {
            take_workload(object, pointer);
        }
    }

    Subjects subjects;

private:
    void refuse(const std::string& pointer, std::string why) { subjects.unusable.push_back({pointer, std::move(why)}); }

    [[nodiscard]] Subject describe(const Tree& object, const std::string& pointer) const {
        Subject subject{.kind = std::string(object.string_at("kind")),
                        .namespace_name = std::string(default_namespace_),
                        .name = {},
                        .object = pointer,
                        .target = pointer,
                        .review = {}};
        const Tree* metadata = object.find("metadata");
        if (metadata != nullptr && metadata->is_object()) {
            const std::string_view given = metadata->string_at("namespace");
            const std::string_view name = metadata->string_at("name");
            subject.namespace_name = given.empty() ? default_namespace_ : given;
            subject.name = name.empty() ? metadata->string_at("generateName") : name;
        }
        return subject;
    }

    void take_list(Tree& list, const std::string& pointer) {
        const Tree* items = list.find("items");
        if (items == nullptr || !items->is_array()) {
            refuse(pointer, "/items of a List must be an array");
            return;
        }
        for (std::size_t i = 0; i < items->items.size(); ++i) {
            look_at(pointer + "/items/" + std::to_string(i), true);
        }
    }

    void take_object(Tree& object, const std::string& pointer) {
        if (object.string_at("kind") == "Pod") {
            fill_in_service_account(object);
        }
        Subject subject = describe(object, pointer);
        subject.review = encode_review(object, subject.namespace_name);
        subjects.found.push_back(std::move(subject));
    }

    void take_workload(const Tree& object, const std::string& pointer) {
        const std::string_view group = group_of(object.string_at("apiVersion"));
        const auto workload = std::ranges::find_if(workloads, [&](const Workload& candidate) {
            return candidate.kind == object.string_at("kind") && candidate.group == group;
        });
        if (workload == workloads.end()) {
            refuse(pointer, "kind " + one_line(object.string_at("kind")) + " of " +
                                one_line(object.string_at("apiVersion")) + " is not understood, only " +
                                understood_kinds());
            return;
        }
        Subject subject = describe(object, pointer);
        subject.target = pointer + std::string(workload->target);
        const Tree* pod_template = find_at(document_, subject.target);
        if (pod_template == nullptr || !pod_template->is_object()) {
            refuse(pointer, std::string(workload->target) + " must be a Pod template");
            return;
        }
        subject.review = encode_review(pod_from_template(*pod_template, subject.name, subject.namespace_name),
                                       subject.namespace_name);
        subjects.found.push_back(std::move(subject));
    }

    void take_review(const Tree& review, const std::string& pointer) {
        const Tree* object = find_at(review, "/request/object");
        const Tree nothing;
        Subject subject = describe(object == nullptr ? nothing : *object, pointer + "/request/object");
        const Tree* request = review.find("request");
        subject.namespace_name = request == nullptr ? std::string_view() : request->string_at("namespace");
        subject.kind = subject.kind.empty() ? "AdmissionReview" : subject.kind;
        subject.review = encode_tree(review);
        subjects.found.push_back(std::move(subject));
    }

    Tree& document_;
    std::string_view default_namespace_;
};

}  // namespace

Subjects find_subjects(Tree& document, std::string_view default_namespace) {
    Finder finder(document, default_namespace);
    finder.look_at("", false);
    return std::move(finder.subjects);
}

std::string understood_kinds() {
    std::string kinds = "Pod, ServiceAccount";
    for (const Workload& workload : workloads) {
        kinds += ", " + std::string(workload.kind);
    }
    return kinds + ", List and AdmissionReview";
}

}  // namespace server::cli
