"""What runs once: before an uninstall, and for helm test."""

import chart

ANNOTATION = "eks.amazonaws.com/role-arn"


def hooks(case, which):
    return [each for each in case.objects if each["metadata"].get("annotations", {}).get("helm.sh/hook") == which]


def weight(obj):
    return int(obj["metadata"]["annotations"]["helm.sh/hook-weight"])


def test_the_registration_goes_first_at_an_uninstall(case):
    found = hooks(case, "pre-delete")
    if not case.values["cleanupHook"]["enabled"]:
        assert not found
        return
    (job,) = chart.of_kind(found, "Job")
    (container,) = job["spec"]["template"]["spec"]["containers"]
    assert container["args"] == ["unregister", "--webhook-configuration=profile-iam-webhook"]
    assert all(weight(each) < weight(job) for each in found if each is not job)
    assert job["spec"]["activeDeadlineSeconds"] < 300, "helm itself gives up after five minutes, and says less"


def test_nothing_of_the_hooks_stays_behind(case):
    for each in case.objects:
        if chart.is_hook(each):
            policy = each["metadata"]["annotations"]["helm.sh/hook-delete-policy"].split(",")
            assert "before-hook-creation" in policy
            # The test's Pod stays, for its log.
            assert ("hook-succeeded" in policy) is (each["kind"] != "Pod")


def test_hooks_come_after_what_they_need(case):
    order = {"Namespace": 0, "ServiceAccount": 1, "Role": 1, "ClusterRole": 1, "RoleBinding": 2, "ClusterRoleBinding": 2, "Job": 3, "Pod": 3}
    for which in ("pre-delete", "test"):
        found = sorted(hooks(case, which), key=weight)
        assert [order[each["kind"]] for each in found] == sorted(order[each["kind"]] for each in found)


def test_helm_test_looks_like_a_profile(case):
    found = hooks(case, "test")
    if not case.values["test"]["enabled"]:
        assert not found
        return
    (namespace,) = chart.of_kind(found, "Namespace")
    labels = namespace["metadata"]["labels"]
    assert labels["app.kubernetes.io/part-of"] == "kubeflow-profile"
    assert labels["profile-iam-webhook.kubeflow.org/mode"] == "inject", "so that mode observe can be tested, too"
    (pod,) = chart.of_kind(found, "Pod")
    command, where, role, *limit = pod["spec"]["containers"][0]["args"]
    assert command == "check"
    assert limit == ([f"--timeout={case.values['test']['timeout']}"] if case.values["test"]["timeout"] else [])
    account = next(each for each in chart.of_kind(found, "ServiceAccount") if each["metadata"]["namespace"] == namespace["metadata"]["name"])
    assert where == f"--admission={namespace['metadata']['name']}/{account['metadata']['name']}"
    annotation = f"{case.values['annotationPrefix'] or 'eks.amazonaws.com'}/role-arn"
    assert role == f"--role={account['metadata']['annotations'][annotation]}"


def test_helm_test_can_show_the_log(case):
    # `helm test --logs` fails unless there is a Pod of the name of each hook of the test, whatever the hook's kind.
    names = {each["metadata"]["name"] for each in hooks(case, "test")}
    assert names == {each["metadata"]["name"] for each in chart.of_kind(hooks(case, "test"), "Pod")}


def role_of(*values):
    objects = chart.documents(chart.rendered(*(part for value in values for part in ("--set-json", value))))
    return next(each["metadata"]["annotations"][ANNOTATION] for each in objects if ANNOTATION in each["metadata"].get("annotations", {}))


def test_helm_test_asks_for_a_role_that_is_allowed():
    assert role_of() == "arn:aws:iam::000000000000:role/profile-iam-webhook-test"
    assert role_of('allowedRoles=["*"]') == "arn:aws:iam::000000000000:role/profile-iam-webhook-test"
    assert role_of('allowedRoles=["*", "arn:aws:iam::11112222333?:role/a/*"]') == "arn:aws:iam::111122223330:role/a/0"
    assert role_of('allowedRoles=["arn:aws:iam::111122223333:role/a"]', 'test={"roleArn": "arn:aws:iam::111122223333:role/b"}') == \
        "arn:aws:iam::111122223333:role/b"
