#include "core/check/credentials.hpp"

#include "core/admission/pod.hpp"

#include <algorithm>

namespace core::check {
namespace {

using admission::Variable;

constexpr std::string_view usual_audience = "sts.amazonaws.com";
constexpr std::string_view file_name = "/token";

void read_container(const admission::Container& container, const admission::Volumes& volumes, Credentials& result) {
    result.role_arn = container.environment[Variable::role_arn].value;
    result.token_file = container.environment[Variable::web_identity_token_file].value;
    if (!result.token_file.ends_with(file_name)) {
        return;
    }
    const auto folder = std::string_view(result.token_file).substr(0, result.token_file.size() - file_name.size());
    const admission::Mount* mount = container.mounts.find_at(folder, "");
    if (mount == nullptr) {
        return;
    }
    result.mount_path = mount->path;
    result.volume = mount->volume;
    const auto volume = std::ranges::find(volumes.items, mount->volume, &admission::Volume::name);
    if (volume != volumes.items.end()) {
        result.has_token = volume->has_token;
        result.audience = volume->audience;
    }
}

Finding judge_role(const Credentials& credentials, std::string_view wanted_role) {
    if (credentials.role_arn.empty()) {
        return {Level::fail, "role", "the Pod has no AWS_ROLE_ARN", ""};
    }
    if (!wanted_role.empty() && credentials.role_arn != wanted_role) {
        return {Level::fail, "role",
                "AWS_ROLE_ARN is " + credentials.role_arn + ", not " + std::string(wanted_role) + " (--role)",
                "`profile-iam-webhook explain` says which rule gives that role"};
    }
    return {Level::ok, "role", "AWS_ROLE_ARN is " + credentials.role_arn, ""};
}

Finding judge_token(const Credentials& credentials) {
    const auto fail = [](std::string text) { return Finding{Level::fail, "token", std::move(text), ""}; };
    if (credentials.token_file.empty()) {
        return fail("the Pod has no AWS_WEB_IDENTITY_TOKEN_FILE");
    }
    const std::string file = "AWS_WEB_IDENTITY_TOKEN_FILE is " + credentials.token_file;
    if (credentials.volume.empty()) {
        return fail(file + ", but no volume is mounted there");
    }
    if (!credentials.has_token) {
        return fail(file + ", but the volume " + credentials.volume + " projects no service account token there");
    }
    return {Level::ok, "token", file + ", a projected token of the volume " + credentials.volume, ""};
}

Finding judge_audience(const Credentials& credentials) {
    if (credentials.audience == usual_audience) {
        return {Level::ok, "audience", "the token is for " + credentials.audience, ""};
    }
    const std::string named = credentials.audience.empty() ? "the API server's own audience" : credentials.audience;
    return {Level::warn, "audience", "the token is for " + named + ", not for " + std::string(usual_audience),
            "the IAM OIDC provider and the role's trust policy must name that audience, or STS refuses the token"};
}

}  // namespace

Result<Credentials> decode_credentials(std::string_view pod) {
    json::Decoder decoder(pod);
    json::Fault fault;
    const admission::Pod read = admission::decode_pod(decoder, fault);
    if (auto error = decoder.finish()) {
        return std::unexpected(*std::move(error));
    }
    fault.absorb(read.fault());
    if (fault.is_set()) {
        return std::unexpected(json::wrong_shape(pod, fault));
    }
    if (read.spec.containers.items.empty()) {
        return std::unexpected(Error{ErrorCode::wrong_shape, "/spec/containers is missing"});
    }
    Credentials result;
    read_container(read.spec.containers.items.front(), read.spec.volumes, result);
    return result;
}

std::vector<Finding> judge_credentials(const Credentials& credentials, std::string_view wanted_role) {
    if (credentials.role_arn.empty() && credentials.token_file.empty()) {
        return {{Level::fail, "credentials",
                 "the Pod came back without credentials: neither AWS_ROLE_ARN nor AWS_WEB_IDENTITY_TOKEN_FILE", ""}};
    }
    std::vector<Finding> findings{judge_role(credentials, wanted_role), judge_token(credentials)};
    if (credentials.has_token) {
        findings.push_back(judge_audience(credentials));
    }
    return findings;
}

}  // namespace core::check
