"""Names, namespaces, labels and selectors: what belongs together finds each other, and nothing else."""

import re

import chart

CLUSTER_SCOPED = {"ClusterRole", "ClusterRoleBinding", "MutatingWebhookConfiguration", "Namespace"}
DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
OF_OTHERS = {"Certificate", "Issuer", "ServiceMonitor", "PodMonitor", "PrometheusRule"}


def selector_of(case):
    return {"app.kubernetes.io/name": "profile-iam-webhook", "app.kubernetes.io/instance": case.release, "app.kubernetes.io/component": "webhook"}


def test_lie_in_the_releases_namespace_or_the_tests(case):
    made = {each["metadata"]["name"] for each in chart.of_kind(case.objects, "Namespace")}
    for each in case.objects:
        namespace = each["metadata"].get("namespace")
        if each["kind"] in CLUSTER_SCOPED:
            assert namespace is None
        elif namespace in made:
            assert each["metadata"]["annotations"]["helm.sh/hook"] == "test"
        else:
            assert namespace == case.namespace, each


def test_are_of_the_release(case):
    fullname = case.fullname
    for each in case.objects:
        name = each["metadata"]["name"]
        assert isinstance(name, str) and DNS_LABEL.fullmatch(name), name
        own = name == fullname or name.startswith(fullname[:50])
        known = {"profile-iam-webhook", case.values["serviceAccount"]["name"]}
        assert own or name in known, f"{each['kind']}/{name}"


def test_of_the_service_begin_with_a_letter(case):
    assert re.fullmatch(r"[a-z]([-a-z0-9]*[a-z0-9])?", case.one("Service")["metadata"]["name"]), "DNS-1035, not DNS-1123"


def test_are_no_two_objects_names(case):
    keys = [(each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]) for each in case.objects]
    assert len(keys) == len(set(keys))


def test_fullname_is_as_helm_users_know_it():
    named = {case.name: case.fullname for case in chart.CASES}
    assert named["defaults"] == "profile-iam-webhook"
    assert named["names"] == "pod-roles"
    assert named["name-override"] == "aws-eu-pod-roles"
    assert named["numbers"] == "r-1e3-profile-iam-webhook"
    assert named["long-release"].startswith("a-release-name-as-long-as-helm-allows-it-to-be-53-abc-profile")


def test_labels_are_strings_that_kubernetes_takes(case):
    for each in case.objects:
        labels = each["metadata"]["labels"]
        for _, metadata, _ in chart.pod_templates([each]):
            labels = labels | metadata["labels"]
        for key, value in labels.items():
            assert isinstance(value, str) and LABEL_VALUE.fullmatch(value), (key, value)
        assert labels["app.kubernetes.io/instance"] == case.release
        for key, value in case.values["commonLabels"].items():
            assert labels[key] == value or (each["kind"], key) == ("Namespace", "app.kubernetes.io/part-of")


def test_selectors_find_the_webhooks_pods_and_no_hooks(case):
    wanted = selector_of(case)
    deployment = case.one("Deployment")
    assert deployment["spec"]["selector"]["matchLabels"] == wanted
    assert case.one("Service")["spec"]["selector"] == wanted
    for kind, field in (("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")):
        if found := case.none_or_one(kind):
            assert found["spec"][field] == {"matchLabels": wanted}
    for name, metadata, _ in chart.pod_templates(case.objects):
        is_found = wanted.items() <= metadata["labels"].items()
        assert is_found is name.startswith("Deployment/"), name


def test_the_services_ports_are_the_containers(case):
    (container,) = case.one("Deployment")["spec"]["template"]["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports == {"https": case.values["ports"]["webhook"], "metrics": case.values["ports"]["metrics"]}
    assert {port["name"]: (port["port"], port["targetPort"]) for port in case.one("Service")["spec"]["ports"]} == {
        "https": (443, "https"), "metrics": (8080, "metrics")}


def test_the_scaler_scales_the_deployment(case):
    scaler = case.none_or_one("HorizontalPodAutoscaler")
    asked = case.values["autoscaling"]
    assert (scaler is not None) is asked["enabled"]
    if scaler:
        assert scaler["spec"]["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": case.fullname}
        assert (scaler["spec"]["minReplicas"], scaler["spec"]["maxReplicas"]) == (asked["minReplicas"], asked["maxReplicas"])
        (metric,) = scaler["spec"]["metrics"]
        assert metric["resource"] == {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": asked["targetCPUUtilizationPercentage"]}}


def test_a_drain_takes_what_is_allowed(case):
    budget = case.none_or_one("PodDisruptionBudget")
    assert (budget is not None) is case.values["podDisruptionBudget"]["enabled"]
    if budget:
        assert budget["spec"]["maxUnavailable"] == case.values["podDisruptionBudget"]["maxUnavailable"]


def test_the_network_policy_lets_in_whom_it_should(case):
    policy, asked = case.none_or_one("NetworkPolicy"), case.values["networkPolicy"]
    assert (policy is not None) is asked["enabled"]
    if not policy:
        return
    blocks = lambda cidrs: [{"ipBlock": {"cidr": cidr}} for cidr in cidrs]  # noqa: E731
    callers, *scrapers = policy["spec"]["ingress"]
    assert callers == {"from": blocks(asked["apiServerCIDRs"]), "ports": [{"port": "https", "protocol": "TCP"}]}
    monitoring = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": asked["monitoringNamespace"]}}}
    assert scrapers == ([{"from": [monitoring], "ports": [{"port": "metrics", "protocol": "TCP"}]}] if asked["monitoringNamespace"] else [])
    dns, api_server = policy["spec"]["egress"]
    assert dns == {"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]}
    assert [port["port"] for port in api_server["ports"]] == [443, 6443]
    assert api_server.get("to", []) == blocks(asked["egressCIDRs"])
    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]


def test_cert_manager_makes_a_certificate_that_kube_apiserver_accepts(case):
    certificates = {each["metadata"]["name"]: each["spec"] for each in chart.of_kind(case.objects, "Certificate")}
    issuers = {each["metadata"]["name"]: each["spec"] for each in chart.of_kind(case.objects, "Issuer")}
    asked = case.values["certificates"]
    if asked["mode"] != "cert-manager":
        assert not certificates and not issuers
        return
    leaf = certificates.pop(case.fullname)
    (tls,) = [each for each in case.one("Deployment")["spec"]["template"]["spec"]["volumes"] if each["name"] == "tls"]
    assert leaf["secretName"] == tls["secret"]["secretName"]
    assert leaf["dnsNames"] == [f"{case.fullname}.{case.namespace}.svc"]
    assert (leaf["duration"], leaf["renewBefore"]) == (asked["certManager"]["duration"], asked["certManager"]["renewBefore"])
    assert leaf["privateKey"] == {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"}
    if asked["certManager"]["issuerRef"]:
        assert leaf["issuerRef"] == asked["certManager"]["issuerRef"] and not certificates and not issuers
        return
    ((_, ca),) = certificates.items()
    assert ca["isCA"] is True and len(ca["commonName"]) <= 64
    assert issuers[leaf["issuerRef"]["name"]] == {"ca": {"secretName": ca["secretName"]}}
    assert issuers[ca["issuerRef"]["name"]] == {"selfSigned": {}}


def test_a_second_release_shares_the_registration_alone():
    first, second = (chart.documents(chart.rendered(release=name, namespace=f"{name}-system")) for name in ("alpha", "beta"))
    shared = {(each["kind"], each["metadata"]["name"]) for each in first if "namespace" not in each["metadata"]} & {
        (each["kind"], each["metadata"]["name"]) for each in second if "namespace" not in each["metadata"]}
    assert shared == {("MutatingWebhookConfiguration", "profile-iam-webhook")}
    assert "alpha" not in chart.rendered(release="beta", namespace="beta-system")
