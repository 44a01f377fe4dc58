#include "core/mutation/patch.hpp"

#include "core/json/path.hpp"
#include "core/json/write.hpp"
#include "core/profile/mark.hpp"

#include <cstddef>
#include <string_view>
#include <variant>

namespace core::mutation {
namespace {

/// Builds `[{"op":...},...]`.
class Operations {
public:
    void add(std::string_view path, std::string_view value) { append("add", path, value); }
    void replace(std::string_view path, std::string_view value) { append("replace", path, value); }

    [[nodiscard]] std::string take() && { return json_.empty() ? std::string{} : std::move(json_) + "]"; }

private:
    void append(std::string_view operation, std::string_view path, std::string_view value) {
        json_ += json_.empty() ? "[{" : ",{";
        json::append_member(json_, "op", operation);
        json_ += ',';
        json::append_member(json_, "path", path);
        json_.append(",\"value\":").append(value) += '}';
    }

    std::string json_;
};

std::string encode_variable(std::size_t index, std::string_view value) {
    std::string out = "{";
    json::append_member(out, "name", admission::name_of(static_cast<admission::Variable>(index)));
    out += ',';
    json::append_member(out, "value", value);
    return out + "}";
}

/// Adds elements to the array at `path`, which is created when it is not there (`null` counts as not there).
class Appender {
public:
    Appender(Operations& operations, std::string path, bool exists)
        : operations_(operations), path_(std::move(path)), exists_(exists) {}

    void append(std::string_view element) {
        if (exists_) {
            operations_.add(path_ + "/-", element);
        } else {
            created_ += (created_.empty() ? "[" : ",");
            created_ += element;
        }
    }

    void finish() {
        if (!created_.empty()) {
            operations_.add(path_, created_ + "]");
        }
    }

private:
    Operations& operations_;
    std::string path_;
    bool exists_;
    std::string created_;
};

void append_container(Operations& operations, const ContainerChange& change, const Credentials& credentials) {
    const std::string container = "/spec/" + std::string(change.list) + "/" + std::to_string(change.index);
    if (change.replaced_role) {
        std::string role;
        json::append_string(role, credentials.role);
        operations.replace(container + "/env/" + std::to_string(*change.replaced_role) + "/value", role);
    }
    Appender environment(operations, container + "/env", change.has_env);
    for (std::size_t i = 0; i < change.added.size(); ++i) {
        if (change.added[i]) {
            environment.append(encode_variable(i, *credentials.values[i]));
        }
    }
    environment.finish();
    if (change.mount_added) {
        Appender mounts(operations, container + "/volumeMounts", change.has_mounts);
        mounts.append(credentials.mount);
        mounts.finish();
    }
}

std::string encode_injection(const Injection& injection) {
    Operations operations;
    if (!injection.volume.empty()) {
        Appender volumes(operations, "/spec/volumes", injection.has_volumes);
        volumes.append(injection.volume);
        volumes.finish();
    }
    for (const ContainerChange& change : injection.containers) {
        append_container(operations, change, injection.credentials);
    }
    return std::move(operations).take();
}

/// One annotation that is set, whether it is there or not.
void set_annotation(Operations& operations, const admission::Annotations& annotations, const std::string& key,
                    std::string_view value) {
    std::string path = "/metadata/annotations";
    json::append_token(path, key);
    std::string text;
    json::append_string(text, value);
    if (annotations.has(key)) {
        operations.replace(path, text);
    } else {
        operations.add(path, text);
    }
}

std::string encode_annotations(const Annotate& annotate, std::string_view role, const admission::Metadata& metadata,
                               const Policy& policy) {
    const std::string role_key = policy.annotation_prefix + "/role-arn";
    const std::string mark_key{profile::role_from_annotation};
    Operations operations;
    if (metadata.annotations.present) {
        if (annotate.writes_role) {
            set_annotation(operations, metadata.annotations, role_key, role);
        }
        set_annotation(operations, metadata.annotations, mark_key, annotate.mark);
        return std::move(operations).take();
    }
    std::string annotations = "{";
    json::append_member(annotations, role_key, role);
    annotations += ',';
    json::append_member(annotations, mark_key, annotate.mark);
    annotations += '}';
    if (metadata.present) {
        operations.add("/metadata/annotations", annotations);
    } else {
        operations.add("/metadata", "{\"annotations\":" + annotations + "}");
    }
    return std::move(operations).take();
}

}  // namespace

std::string encode_patch(const Decision& decision, const admission::Review& review, const Policy& policy) {
    if (const auto* inject = std::get_if<Inject>(&decision.action)) {
        return encode_injection(inject->injection);
    }
    const auto* annotate = std::get_if<Annotate>(&decision.action);
    const auto* account = std::get_if<admission::ServiceAccountReview>(&review.object);
    if (annotate == nullptr || account == nullptr) {
        return {};
    }
    return encode_annotations(*annotate, decision.role, account->account.metadata, policy);
}

}  // namespace core::mutation
