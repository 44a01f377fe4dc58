// The laws on reviews that nobody wrote: every list, type and value that matters, in random combinations.
#include "core/mutate.hpp"
#include "tests/support/answer.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace core::profile;
using core::mutation::Policy;
using tests::Json;

const std::string role = "arn:aws:iam::111122223333:role/profile-role";
const std::string other_role = "arn:aws:iam::111122223333:role/other";
const std::string mount_path = "/var/run/secrets/eks.amazonaws.com/serviceaccount";

/// Random reviews; the same seed gives the same ones.
class Generator {
public:
    explicit Generator(unsigned seed) : random_(seed) {}

    Json review() {
        const bool account = chance(5);
        Json request = {
            {"uid", "uid-é\"\\"},
            {"namespace", pick<std::string>({"owned", "owned", "owned", "foreign", "plain", "broken"})},
            {"kind", {{"group", ""}, {"version", "v1"}, {"kind", account ? "ServiceAccount" : "Pod"}}},
            {"resource", {{"group", ""}, {"version", "v1"}, {"resource", account ? "serviceaccounts" : "pods"}}},
            {"operation", account && chance(2) ? "UPDATE" : "CREATE"}};
        request["object"] = account ? service_account() : pod();
        if (account && request["operation"] == "UPDATE") {
            request["oldObject"] = service_account();
        } else if (!account && chance(6) && request["object"]["spec"].is_object()) {
            request["operation"] = "UPDATE";
            request["subResource"] = "ephemeralcontainers";
            request["oldObject"] = request["object"];
            request["object"]["spec"]["ephemeralContainers"] = containers("e");
        }
        return {{"apiVersion", chance(4) ? "admission.k8s.io/v1beta1" : "admission.k8s.io/v1"},
                {"kind", "AdmissionReview"},
                {"request", request}};
    }

    Policy policy() {
        Policy policy;
        policy.aws_default_region = chance(2) ? "eu-west-1" : "";
        policy.default_role_arn = chance(2) ? "arn:aws:iam::111122223333:role/{profile}" : "";
        policy.token_audience = chance(5) ? "" : "sts.amazonaws.com";
        policy.on_role_conflict = pick<core::mutation::OnRoleConflict>({core::mutation::OnRoleConflict::repair,
                                                                        core::mutation::OnRoleConflict::warn,
                                                                        core::mutation::OnRoleConflict::deny});
        policy.mode = chance(8) ? core::mutation::Mode::observe : core::mutation::Mode::inject;
        return policy;
    }

private:
    bool chance(unsigned one_in) { return random_() % one_in == 0; }
    template <typename T>
    T pick(const std::vector<T>& from) {
        return from[random_() % from.size()];
    }

    Json variable() {
        Json entry = {
            {"name", pick<std::string>({"AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_REGION",
                                        "AWS_DEFAULT_REGION", "AWS_STS_REGIONAL_ENDPOINTS", "AWS_ACCESS_KEY_ID",
                                        "AWS_CONTAINER_CREDENTIALS_FULL_URI", "PATH", "AWS_", "ключ"})}};
        switch (random_() % 4) {
            case 0: entry["valueFrom"] = {{"secretKeyRef", {{"name", "s"}, {"key", "k"}}}}; break;
            case 1: break;
            default: entry["value"] = pick<std::string>({role, other_role, mount_path + "/token", "", "x"});
        }
        return entry;
    }

    template <typename Make>
    Json list(Make make, unsigned most) {
        Json out = Json::array();
        for (std::size_t i = 0, count = random_() % (most + 1); i < count; ++i) {
            out.push_back(make());
        }
        return out;
    }

    Json mount() {
        return {{"name", pick<std::string>({"aws-iam-token", "aws-iam-token-2", "data"})},
                {"mountPath", pick<std::string>({mount_path, mount_path + "/", "/data", "/"})},
                {"unknownField", {{"x", 1.5}}}};
    }

    Json maybe_wrong(const Json& value) {
        return chance(40) ? pick<Json>({Json(5), Json("x"), Json::object(), Json(nullptr)}) : value;
    }

    Json container(const std::string& name) {
        Json out = {{"name", name}, {"image", "a/b:c"}, {"unknownField", {{"deep", {1, "2", nullptr}}}}};
        if (!chance(3)) {
            out["env"] = maybe_wrong(list([this] { return variable(); }, 5));
        }
        if (!chance(3)) {
            out["volumeMounts"] = maybe_wrong(list([this] { return mount(); }, 2));
        }
        return chance(60) ? Json(nullptr) : out;
    }

    Json containers(const std::string& prefix) {
        Json out = Json::array();
        for (std::size_t i = 0, count = random_() % 4; i < count; ++i) {
            out.push_back(container(chance(6) ? "istio-proxy"
                                              : prefix + std::to_string(i) +
                                                    (chance(8) ? std::string(60, 'n') + "контейнер" : "")));
        }
        return maybe_wrong(out);
    }

    Json volume() {
        const auto token = [this] {
            return Json{{"serviceAccountToken",
                         {{"audience", pick<std::string>({"sts.amazonaws.com", "other"})},
                          {"expirationSeconds", 1},
                          {"path", pick<std::string>({"token", "other"})}}}};
        };
        Json out = {{"name", pick<std::string>({"aws-iam-token", "aws-iam-token-2", "aws-iam-token-3", "data"})}};
        out[chance(3) ? "emptyDir" : "projected"] = {{"sources", list(token, 2)}};
        return out;
    }

    Json pod() {
        Json spec = {{"serviceAccountName", pick<std::string>({"default-editor", "default-editor", "default-editor",
                                                               "annotated", "refused", "nobody", ""})},
                     {"containers", containers("c")},
                     {"schedulerName", "x"}};
        if (chance(2)) {
            spec["initContainers"] = containers("i");
        }
        if (!chance(3)) {
            spec["volumes"] = maybe_wrong(list([this] { return volume(); }, 3));
        }
        if (chance(5)) {
            spec["os"] = {{"name", "windows"}};
        }
        Json metadata = {{"generateName", "p-"}};
        if (chance(2)) {
            metadata["annotations"] =
                maybe_wrong({{"eks.amazonaws.com/skip-containers", pick<std::string>({"", "c0", " c0 , i0 ,", "none"})},
                             {"eks.amazonaws.com/token-expiration", pick<std::string>({"1", "3600", "x"})}});
        }
        return {{"kind", "Pod"}, {"apiVersion", "v1"}, {"metadata", metadata}, {"spec", chance(80) ? Json(3) : spec}};
    }

    Json service_account() {
        Json metadata = {{"name", pick<std::string>({"default-editor", "default-editor", "other"})}};
        if (!chance(3)) {
            metadata["annotations"] = maybe_wrong(Json::object());
            if (metadata["annotations"].is_object() && !chance(3)) {
                metadata["annotations"]["eks.amazonaws.com/role-arn"] =
                    pick<std::string>({role, other_role, "", "nonsense"});
            }
            if (metadata["annotations"].is_object() && chance(2)) {
                metadata["annotations"]["profile-iam-webhook.kubeflow.org/role-from"] =
                    pick<std::string>({"profile", "default", "x"});
            }
        }
        return {{"kind", "ServiceAccount"}, {"apiVersion", "v1"}, {"metadata", metadata}, {"secrets", Json::array()}};
    }

    std::mt19937 random_;
};

Namespace name_space(const std::string& name, const std::string& owner) {
    Namespace made;
    made.name = name;
    made.has_profile_reference = true;
    made.controllers = {Namespace::ProfileReference{name, owner}};
    return made;
}

Profile profile(const std::string& name, const std::string& plugin_role) {
    Profile made;
    made.name = name;
    made.uid = "uid";
    made.plugin = Plugin{};
    made.plugin->role_arn = plugin_role;
    made.plugin->invalid = plugin_role.empty() ? "awsIamRole is missing" : "";
    made.plugin->warnings = {"audience is ignored: it must be a string"};
    return made;
}

ServiceAccount account(const std::string& where, const std::string& name, const std::string& annotated) {
    ServiceAccount made;
    made.namespace_name = where;
    made.name = name;
    made.role_arn = annotated;
    made.token_expiration = "99";
    return made;
}

Directory directory() {
    Profile bare = profile("bare", "");
    bare.plugin.reset();
    Directory made = Directory()
                         .with(name_space("owned", "uid"))
                         .with(profile("owned", role))
                         .with(name_space("foreign", "another"))
                         .with(profile("foreign", role));
    made =
        made.with(name_space("broken", "uid")).with(profile("broken", "")).with(name_space("bare", "uid")).with(bare);
    for (const char* where : {"owned", "foreign", "plain", "broken"}) {
        made = made.with(account(where, "default-editor", other_role))
                   .with(account(where, "annotated", other_role))
                   .with(account(where, "refused", "nonsense"));
    }
    return made;
}

TEST(RandomReviews, KeepTheLaws) {
    Generator generator(20261121);
    const Directory cluster = directory();
    std::map<std::string, int> reasons;
    for (int i = 0; i < 6'000 && !testing::Test::HasFailure(); ++i) {
        const std::string request = generator.review().dump();
        const Policy policy = generator.policy();
        SCOPED_TRACE(request);
        tests::expect_laws(request, cluster, policy);
        const core::Reply reply = core::mutate(request, cluster, policy, core::WhenUnknown::ask);
        ++reasons[to_string(reply.outcome.reason)];
        if (reply.outcome.reason == core::mutation::Reason::injected) {
            ++reasons[to_string(
                core::mutate(tests::apply_to_request(request, reply), cluster, policy, core::WhenUnknown::ask)
                    .outcome.reason)];
        }
    }
    for (const char* reason : {"injected", "complete", "no_role", "sa_not_managed", "not_owned", "plugin_invalid",
                               "role_refused", "all_skipped", "pod_identity", "annotated", "repaired", "kept", "denied",
                               "right", "not_managed", "refused"}) {
        EXPECT_GT(reasons[reason], 5) << reason << " is hardly tried";
    }
}

}  // namespace
