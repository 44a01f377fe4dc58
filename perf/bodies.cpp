#include "perf/bodies.hpp"

namespace perf {
namespace {

const std::string head =
    R"({"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"7086bfc0-081f-59a0-a0aa-cf3222ea1239",)"
    R"("kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},)"
    R"("requestKind":{"group":"","version":"v1","kind":"Pod"},"requestResource":{"group":"","version":"v1","resource":"pods"},)"
    R"("namespace":"team-a","operation":"CREATE","userInfo":{"username":"system:serviceaccount:kube-system:statefulset-controller","groups":["system:serviceaccounts","system:authenticated"]},)"
    R"("object":{"kind":"Pod","apiVersion":"v1","metadata":{"generateName":"notebook-","labels":{"app":"notebook","notebook-name":"notebook","statefulset":"notebook"},)"
    R"("annotations":{"sidecar.istio.io/status":"{\"initContainers\":[\"istio-validation\"],\"containers\":null}"})";

const std::string tail =
    R"(],"serviceAccountName":"default-editor","serviceAccount":"default-editor","restartPolicy":"Always","dnsPolicy":"ClusterFirst","securityContext":{"fsGroup":100},)"
    R"("volumes":[{"name":"kube-api-access-x7k2p","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}}],"defaultMode":420}}]}},)"
    R"("oldObject":null,"dryRun":false,"options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}})";

std::string container(std::size_t number) {
    const std::string name = "container-" + std::to_string(number);
    return R"({"name":")" + name +
           R"(","image":"ghcr.io/kubeflow/kubeflow/notebook-servers/jupyter-scipy:v1.10.0",)"
           R"("ports":[{"name":"notebook-port","containerPort":8888,"protocol":"TCP"}],"env":[{"name":"NB_PREFIX","value":"/notebook/team-a/)" +
           name +
           R"("},)"
           R"({"name":"KFP_POD_NAME","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}},{"name":"PYTHONPATH","value":"/opt/lib"}],)"
           R"("resources":{"limits":{"cpu":"600m","memory":"1Gi"},"requests":{"cpu":"500m","memory":"1Gi"}},)"
           R"("volumeMounts":[{"name":"dshm","mountPath":"/dev/shm"},{"name":"kube-api-access-x7k2p","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],)"
           R"("livenessProbe":{"httpGet":{"path":"/healthz","port":8888,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},)"
           R"("terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"})";
}

/// One of the fields that the API server keeps of who wrote what.
std::string managed_field(std::size_t number) {
    return R"({"f:k)" + std::to_string(number) +
           R"(":{"f:name":{},"f:resources":{".":{},"f:limits":{".":{},"f:cpu":{},"f:memory":{}}},"f:volumeMounts":{".":{},"k:{\"mountPath\":\"/dev/shm\"}":{".":{},"f:mountPath":{},"f:name":{}}}}})";
}

/// Appends parts, separated by commas, until `out` has `size` bytes; at least `least`.
template <typename Make>
void fill(std::string& out, std::size_t size, std::size_t least, Make make) {
    for (std::size_t i = 0; i < least || out.size() + make(i).size() < size; ++i) {
        out += (i == 0 ? "" : ",") + make(i);
    }
}

}  // namespace

std::string pod_review(std::size_t size) {
    const std::size_t room = size > head.size() + tail.size() ? size - head.size() - tail.size() : 0;
    std::string out = head;
    if (room > 3000) {
        out += R"(,"managedFields":[)";
        fill(out, head.size() + room / 2, 1, managed_field);
        out += ']';
    }
    out += R"(},"spec":{"containers":[)";
    fill(out, head.size() + room, size > 2000 ? 1 : 0, container);
    if (size <= 2000) {
        out += R"({"name":"main","image":"python:3.12"})";
    }
    return out + tail;
}

}  // namespace perf
