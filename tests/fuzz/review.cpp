// The whole of core::mutate. The first byte chooses a policy, the rest is the body of an AdmissionReview.
#include "core/mutate.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/answer.hpp"
#include "tests/support/case.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace fuzz {
namespace {

using core::mutation::Policy;
using core::profile::Directory;

struct World {
    Policy policy;
    Directory directory;
};

Policy loud() {
    Policy policy;
    policy.service_accounts = {"default-*", "ws-?"};
    policy.default_role_arn = "arn:aws:iam::111122223333:role/default/{profile}";
    policy.allowed_role = {"arn:aws:iam::111122223333:role/*"};
    policy.aws_default_region = "eu-west-1";
    policy.sts_regional_endpoint = true;
    policy.on_role_conflict = core::mutation::OnRoleConflict::warn;
    return policy;
}

Policy strict() {
    Policy policy;
    policy.annotation_prefix = "iam.example.org";
    policy.token_audience = "";
    policy.token_mount_path = "/token";
    policy.skip_containers = {};
    policy.allowed_profile_role = {"arn:*:role/{profile}-*"};
    policy.on_role_conflict = core::mutation::OnRoleConflict::deny;
    return policy;
}

/// A namespace that its Profile owns, with and without plugin, one of somebody else, one whose plugin is invalid, one
/// whose Profile goes away, one that is switched off, one that is watched only; `plain` has no Profile.
constexpr const char* objects = R"({"apiVersion": "v1", "kind": "List", "items": [
    {"kind": "Profile", "metadata": {"name": "owned", "uid": "u"}, "spec": {"plugins": [
        {"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": "arn:aws:iam::111122223333:role/owned-role",
         "serviceAccounts": ["worker*"], "audience": 5, "tokenExpirationSeconds": 99999999999999999999}}]}},
    {"kind": "Profile", "metadata": {"name": "bare", "uid": "u"}, "spec": {}},
    {"kind": "Profile", "metadata": {"name": "foreign", "uid": "u"}, "spec": {"plugins": [
        {"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": "arn:aws:iam::111122223333:role/foreign-role"}}]}},
    {"kind": "Profile", "metadata": {"name": "broken"}, "spec": {"plugins": [
        {"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": "no role"}}]}},
    {"kind": "Profile", "metadata": {"name": "leaving", "deletionTimestamp": "2026-01-01T00:00:00Z"}, "spec": {
        "plugins": [{"kind": "AwsIamForServiceAccount",
                     "spec": {"awsIamRole": "arn:aws-cn:iam::111122223333:role/leaving-role"}}]}},
    {"kind": "Profile", "metadata": {"name": "off"}, "spec": {}},
    {"kind": "Profile", "metadata": {"name": "watched"}, "spec": {"owner": {"name": "a@example.com"}, "plugins": [
        {"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": "arn:aws-cn:iam::111122223333:role/watched-role"}}]}},
    {"kind": "Namespace", "metadata": {"name": "foreign", "annotations": {"owner": "b@example.com"}, "ownerReferences": [
        {"apiVersion": "kubeflow.org/v1", "kind": "Profile", "name": "foreign", "uid": "other", "controller": true}]}},
    {"kind": "Namespace", "metadata": {"name": "plain"}},
    {"kind": "Namespace", "metadata": {"name": "off", "labels": {"profile-iam-webhook.kubeflow.org/mode": "off"}}},
    {"kind": "Namespace", "metadata": {"name": "watched", "annotations": {"owner": "a@example.com"},
        "labels": {"profile-iam-webhook.kubeflow.org/mode": "observe"}}},
    {"kind": "ServiceAccount", "metadata": {"name": "default-editor", "namespace": "owned", "annotations": {
        "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/stale-role"}}},
    {"kind": "ServiceAccount", "metadata": {"name": "annotated", "namespace": "owned", "annotations": {
        "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/annotated-role",
        "eks.amazonaws.com/audience": "", "eks.amazonaws.com/token-expiration": "1"}}},
    {"kind": "ServiceAccount", "metadata": {"name": "default-editor", "namespace": "bare", "annotations": {
        "eks.amazonaws.com/role-arn": "nonsense"}}},
    {"kind": "ServiceAccount", "metadata": {"name": "annotated", "namespace": "plain", "annotations": {
        "eks.amazonaws.com/role-arn": "arn:aws-us-gov:iam::111122223333:role/annotated-role",
        "iam.example.org/role-arn": "arn:aws-us-gov:iam::111122223333:role/annotated-role",
        "eks.amazonaws.com/sts-regional-endpoints": "x"}}}
]})";

World world_of(const Policy& policy) { return {policy, tests::directory_of(objects, policy.annotation_prefix)}; }

const World& choose_world(char byte) {
    static const std::array<World, 3> worlds = {world_of({}), world_of(loud()), world_of(strict())};
    return worlds[static_cast<unsigned char>(byte) % worlds.size()];
}

/// Ends the process at the first law that is broken: GoogleTest outside of its tests would only print it.
void expect_laws(std::string_view body, const Directory& directory, const Policy& policy) {
    GTEST_FLAG_SET(break_on_failure, true);
    tests::expect_laws(body, directory, policy);
}

constexpr const char* prefix = "profile-iam-webhook: ";

void check_refusal(const core::Reply& reply) {
    const auto status = tests::Json::parse(reply.body);
    must(status["kind"] == "Status" && status["code"] == reply.status, "a refusal is a Status");
    const auto message = status["message"].get<std::string>();
    const std::array<std::string_view, 3> places = {"/", "(the document)", "..."};  // the last when the front is cut
    must(std::ranges::any_of(
             places, [&](std::string_view place) { return message.starts_with(std::string(prefix).append(place)); }),
         "a refusal says whose it is, and names the place");
}

}  // namespace

void try_input(std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    const auto& [policy, directory] = choose_world(bytes.front());
    const std::string_view body = bytes.substr(1);
    const core::Reply reply = core::mutate(body, directory, policy, core::WhenUnknown::ask);
    must(reply.status == 200 || reply.status == 400, "files know what is absent, so the status is 200 or 400");
    if (reply.status != 200) {
        return check_refusal(reply);
    }
    // The library cannot read all JSON: no number that no double holds, no half of a surrogate pair. It cannot apply
    // patches then, and the uid is echoed as it was written. The target `json` looks after what is JSON.
    if (tests::Json::accept(body)) {
        must(tests::patch_of(core::observe_unsynced(body, policy)).empty(), "observing changes nothing");
        expect_laws(body, directory, policy);
    }
}

}  // namespace fuzz
