#include "core/check/trial.hpp"

#include "core/json/write.hpp"

namespace core::check {

std::string encode_trial_pod(const Trial& trial) {
    std::string pod = R"({"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"profile-iam-webhook-check-",)";
    json::append_member(pod, "namespace", trial.namespace_name);
    pod += R"(,"labels":{"sidecar.istio.io/inject":"false"}},"spec":{)";
    json::append_member(pod, "serviceAccountName", trial.service_account);
    pod += R"(,"automountServiceAccountToken":false,"enableServiceLinks":false,"restartPolicy":"Never",)"
           R"("securityContext":{"runAsNonRoot":true,"runAsUser":65532,"runAsGroup":65532,)"
           R"("seccompProfile":{"type":"RuntimeDefault"}},)"
           R"("containers":[{"name":"check","image":"check.profile-iam-webhook.invalid/never-pulled:1",)"
           R"("resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"cpu":"10m","memory":"16Mi"}},)"
           R"("securityContext":{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"runAsNonRoot":true,)"
           R"("capabilities":{"drop":["ALL"]}}}]}})";
    return pod;
}

}  // namespace core::check
