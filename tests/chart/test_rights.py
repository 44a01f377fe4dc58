"""RBAC: what each mode needs, and not a verb more."""

import chart

READ = {"get", "list", "watch"}
PROFILES = ("kubeflow.org", "profiles", None)
NAMESPACES, ACCOUNTS = ("", "namespaces", None), ("", "serviceaccounts", None)
CONFIGURATION = ("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "profile-iam-webhook")


def granted(case, account):
    """{(group, resource, name): verbs} of an account (namespace, name), and the namespaces where: None is everywhere."""
    roles = {(each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]): each["rules"] for each in case.objects if each["kind"].endswith("Role")}
    out = {}
    for binding in [each for each in case.objects if each["kind"].endswith("RoleBinding")]:
        where = binding["metadata"].get("namespace")
        (subject,) = binding["subjects"]
        assert subject["kind"] == "ServiceAccount"
        if (subject["namespace"], subject["name"]) != account:
            continue
        reference = binding["roleRef"]
        for rule in roles[(reference["kind"], where if reference["kind"] == "Role" else None, reference["name"])]:
            assert set(rule) <= {"apiGroups", "resources", "resourceNames", "verbs"}
            for group in rule["apiGroups"]:
                for resource in rule["resources"]:
                    for name in rule.get("resourceNames", [None]):
                        out.setdefault((where, (group, resource, name)), set()).update(rule["verbs"])
    return out


def test_of_the_webhook_are_what_its_mode_needs(case):
    account = (case.namespace, case.one("Deployment")["spec"]["template"]["spec"]["serviceAccountName"])
    wanted = {(None, what): READ for what in (PROFILES, NAMESPACES, ACCOUNTS)}
    if case.values["certificates"]["mode"] == "self-signed":
        secret = case.values["certificates"]["secretName"] or f"{case.fullname}-tls"
        wanted[(None, CONFIGURATION)] = READ | {"patch"}
        wanted[(case.namespace, ("", "secrets", secret))] = READ | {"create", "patch"}
    assert granted(case, account) == (wanted if case.values["rbac"]["create"] else {})


def test_of_the_hooks_are_what_they_do(case):
    for name, _, spec in chart.pod_templates(case.objects):
        account = (case.namespace, spec["serviceAccountName"])
        if name.startswith("Job/"):
            assert granted(case, account) == {(None, CONFIGURATION): {"get", "delete"}}
        elif name.startswith("Pod/"):
            (namespace,) = [each["metadata"]["name"] for each in chart.of_kind(case.objects, "Namespace")]
            assert granted(case, account) == {
                (namespace, ("", "pods", None)): {"create"},
                (namespace, ("", "namespaces", namespace)): {"get"},
                (None, CONFIGURATION): {"get"},
            }


def test_are_only_the_accounts_that_use_them(case):
    used = {(case.namespace, spec["serviceAccountName"]) for _, _, spec in chart.pod_templates(case.objects)}
    bound = {
        (subject["namespace"], subject["name"])
        for each in case.objects if each["kind"].endswith("RoleBinding")
        for subject in each["subjects"]
    }
    assert bound <= used
    made = {(each["metadata"]["namespace"], each["metadata"]["name"]) for each in chart.of_kind(case.objects, "ServiceAccount")}
    not_ours = set() if case.values["serviceAccount"]["create"] else {(case.namespace, case.values["serviceAccount"]["name"])}
    assert used <= made | not_ours


def test_are_never_wildcards():
    for case in chart.CASES:
        for each in case.objects:
            if each["kind"].endswith("Role"):
                assert "*" not in str(each["rules"])


def test_are_granted_by_others_when_they_say_so(case):
    if not case.values["rbac"]["create"]:
        assert not [each for each in case.objects if "rbac.authorization.k8s.io" in each["apiVersion"]]
