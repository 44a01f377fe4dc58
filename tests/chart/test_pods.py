"""Every Pod that the chart makes, whatever the values: what Pod Security `restricted` asks for, and what we ask for.

https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, written down once more.
"""

import chart

VOLUMES_ALLOWED = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}


def pods(case):
    found = list(chart.pod_templates(case.objects))
    assert found
    return found


def containers(spec):
    return [*spec["containers"], *spec.get("initContainers", [])]


def webhook(case):
    return case.one("Deployment")["spec"]["template"]["spec"]


def test_are_restricted(case):
    for name, _, spec in pods(case):
        assert spec.get("hostNetwork", False) is (case.values["hostNetwork"] and name.startswith("Deployment/")), name
        assert not any(spec.get(each) for each in ("hostPID", "hostIPC", "shareProcessNamespace")), name
        assert all(set(volume) - {"name"} <= VOLUMES_ALLOWED for volume in spec.get("volumes", [])), name
        of_pod = spec["securityContext"]
        assert of_pod["runAsNonRoot"] is True and of_pod["runAsUser"] == 65532, name
        assert of_pod["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in containers(spec):
            context = container["securityContext"]
            assert context["allowPrivilegeEscalation"] is False, name
            assert context["capabilities"] == {"drop": ["ALL"]}, name
            assert context["readOnlyRootFilesystem"] is True, name
            assert not context.get("privileged") and context.get("runAsUser", 1) != 0, name


def test_use_host_ports_with_the_hosts_network_alone(case):
    for name, _, spec in pods(case):
        for container in containers(spec):
            for port in container.get("ports", []):
                asked = case.values["hostNetwork"] and name.startswith("Deployment/")
                assert port.get("hostPort") == (port["containerPort"] if asked else None), name


def test_have_a_token_with_a_life_of_its_own_and_no_automatic_one(case):
    for name, _, spec in pods(case):
        assert spec["automountServiceAccountToken"] is False, name
        (volume,) = [each for each in spec["volumes"] if each["name"] == "api-token"]
        token, root_ca, namespace = volume["projected"]["sources"]
        assert token["serviceAccountToken"] == {"path": "token", "expirationSeconds": case.values["apiToken"]["expirationSeconds"]}
        assert root_ca["configMap"]["name"] == "kube-root-ca.crt"
        assert [item["path"] for item in root_ca["configMap"]["items"]] == ["ca.crt"]
        assert [item["path"] for item in namespace["downwardAPI"]["items"]] == ["namespace"]
        for container in containers(spec):
            assert {"name": "api-token", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "readOnly": True} in container["volumeMounts"]
    for account in chart.of_kind(case.objects, "ServiceAccount"):
        assert account["automountServiceAccountToken"] is False


def test_do_not_wait_for_the_webhook_that_they_are(case):
    # These labels, and not annotations: objectSelectors see labels alone.
    for name, metadata, spec in pods(case):
        assert metadata["labels"]["eks.amazonaws.com/skip-pod-identity-webhook"] == "true", name
        assert metadata["labels"]["sidecar.istio.io/inject"] == "false", name
        assert spec["enableServiceLinks"] is False, name


def test_mount_every_volume_and_read_only(case):
    for name, _, spec in pods(case):
        for container in containers(spec):
            mounts = container["volumeMounts"]
            assert {mount["name"] for mount in mounts} == {volume["name"] for volume in spec["volumes"]}, name
            assert all(mount["readOnly"] is True for mount in mounts), name


def test_run_the_same_image(case):
    image = case.values["image"]
    for name, _, spec in pods(case):
        for container in containers(spec):
            want = f"@{image['digest']}" if image["digest"] else f":{image['tag'] or '0.1.0'}"
            assert container["image"] == image["repository"] + want, name
            assert container["imagePullPolicy"] == image["pullPolicy"]
        assert spec.get("imagePullSecrets", []) == image["pullSecrets"], name


def test_end_when_both_times_are_over_and_a_bit(case):
    shutdown = case.values["shutdown"]
    assert webhook(case)["terminationGracePeriodSeconds"] == shutdown["delaySeconds"] + shutdown["timeoutSeconds"] + 5


def test_are_probed_on_the_port_of_health(case):
    (container,) = webhook(case)["containers"]
    probed = {kind: container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")}
    assert probed == {
        "startup": {"path": "/livez", "port": "metrics"},
        "readiness": {"path": "/readyz", "port": "metrics"},
        "liveness": {"path": "/livez", "port": "metrics"},
    }


def test_are_replaced_one_by_one_without_a_gap(case):
    spec = case.one("Deployment")["spec"]
    ports_are_the_nodes = case.values["hostNetwork"] and case.values["replicas"] > 1
    one_after_the_other = {"maxUnavailable": 1, "maxSurge": 0} if ports_are_the_nodes else {"maxUnavailable": 0, "maxSurge": 1}
    assert spec["strategy"] == {"type": "RollingUpdate", "rollingUpdate": one_after_the_other}
    assert spec.get("replicas") == (None if case.values["autoscaling"]["enabled"] else case.values["replicas"])


def test_find_the_clusters_names_on_the_hosts_network(case):
    wanted = case.values["dnsPolicy"] or ("ClusterFirstWithHostNet" if case.values["hostNetwork"] else None)
    assert webhook(case).get("dnsPolicy") == wanted


def test_are_spread_by_their_own_labels(case):
    deployment = case.one("Deployment")
    selector = deployment["spec"]["selector"]
    spec = webhook(case)
    if case.values["affinity"] is None:
        (term,) = spec["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
        assert term["podAffinityTerm"] == {"topologyKey": "kubernetes.io/hostname", "labelSelector": selector}
    else:
        assert spec.get("affinity", {}) == case.values["affinity"]
    given = case.values["topologySpreadConstraints"]
    if given is None:
        assert [each["topologyKey"] for each in spec["topologySpreadConstraints"]] == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
        assert all(each["labelSelector"] == selector for each in spec["topologySpreadConstraints"])
        assert all(each["whenUnsatisfiable"] == "ScheduleAnyway" for each in spec["topologySpreadConstraints"])
    else:
        assert spec.get("topologySpreadConstraints", []) == given


def test_are_not_restarted_by_anything_but_their_own_spec(case):
    # The program rereads certificates; no checksum, no time, no revision.
    metadata = case.one("Deployment")["spec"]["template"]["metadata"]
    assert metadata.get("annotations", {}) == case.values["podAnnotations"]
    assert not {"helm.sh/chart", "app.kubernetes.io/version"} & set(metadata["labels"])


def test_take_what_is_given_as_it_is(case):
    spec = webhook(case)
    assert spec.get("priorityClassName", "") == case.values["priorityClassName"]
    assert spec.get("nodeSelector", {}) == case.values["nodeSelector"]
    assert spec.get("tolerations", []) == case.values["tolerations"]
    assert spec["containers"][0].get("resources", {}) == case.values["resources"]
    assert spec["containers"][0].get("env", []) == case.values["extraEnv"]
