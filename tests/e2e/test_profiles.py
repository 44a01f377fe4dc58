"""Whose a namespace is when Profiles come, go, and come again."""

import contextlib

import pytest
from testbed.decisions import decision
from testbed.injected import check_complete, check_nothing, is_complete
from testbed.kubeflow import namespace, owner_reference, pod, profile, role_of, service_account
from testbed.late_watch import LateWatch
from testbed.waiting import eventually

ROLE, MARK = "eks.amazonaws.com/role-arn", "profile-iam-webhook.kubeflow.org/role-from"
PROFILES = "/apis/kubeflow.org/v1/profiles"


@contextlib.contextmanager
def nobody_collects_garbage(controllers):
    """As long as kube-controller-manager has not come to it."""
    controllers.pause()
    try:
        yield
    finally:
        controllers.resume()


def eventually_decided(cluster, home, reason):
    """Until the webhook knows what makes it decide so; tried by dry runs."""

    def decided():
        cluster.api.create(pod("probe", home), dry_run=True)
        return decision(cluster, home, "probe")["reason"] == reason

    eventually(decided, f"Pods in {home} are {reason}")


def own_namespace(cluster, name, of_profile=None, **options):
    cluster.api.create(namespace(name, of_profile, **options))
    cluster.api.create(service_account("default-editor", name, of_profile))


@pytest.fixture
def late_watch(cluster, identity, launch, register, tmp_path):
    """late_watch(FLAG...): registers a webhook, and returns what can hold its watch (see LateWatch)."""
    with LateWatch(cluster, tmp_path) as api:

        def do(*flags):
            register(launch("webhook", ["--kubeconfig", identity.kubeconfig_through(api.address)], *flags))
            return api

        yield do


def test_a_profile_made_anew(cluster, controllers, profiles, late_watch):
    old = profiles.create("again", role_of("old"))
    watch = late_watch()
    account = "/api/v1/namespaces/again/serviceaccounts/default-editor"
    copy = cluster.api.patch(account, {"metadata": {"labels": {"any": "edit"}}})["metadata"]["annotations"]
    assert (copy[ROLE], copy[MARK]) == (role_of("old"), "profile")
    with nobody_collects_garbage(controllers):
        cluster.api.delete(f"{PROFILES}/again")
        new = cluster.api.create(profile("again", role_of("new")))
        assert new["metadata"]["uid"] != old["metadata"]["uid"]
        eventually_decided(cluster, "again", "not_owned")
        # Nor does the copy of the old role count for one of the user's own.
        check_nothing(cluster.api.create(pod("first", "again")))
        watch.hold()
    eventually(lambda: cluster.api.find("/api/v1/namespaces/again") is None, "the old namespace is gone", explain=controllers.tail)
    # Straight after each other, and the webhook still knows the namespace of the old uid.
    own_namespace(cluster, "again", new)
    made = cluster.api.create(pod("first", "again"))
    check_complete(made, role_of("new"))
    assert cluster.api.get(account)["metadata"]["annotations"][ROLE] == role_of("new")


@pytest.mark.parametrize("on_conflict", ["repair", "deny"])
def test_a_role_that_was_changed(cluster, profiles, late_watch, on_conflict):
    """Kubeflow's controller annotates the new role at once, when the webhook knows only the old one."""
    home = f"changed-{on_conflict}"
    profiles.create(home, role_of("old"))
    watch = late_watch(f"--on-role-conflict={on_conflict}")
    account = f"/api/v1/namespaces/{home}/serviceaccounts/default-editor"
    assert cluster.api.patch(account, {"metadata": {"labels": {"any": "edit"}}})["metadata"]["annotations"][ROLE] == role_of("old")
    watch.hold()
    plugin = {"kind": "AwsIamForServiceAccount", "spec": {"awsIamRole": role_of("new"), "annotateOnly": True}}
    cluster.api.patch(f"{PROFILES}/{home}", {"spec": {"plugins": [plugin]}})
    left = cluster.api.patch(account, {"metadata": {"annotations": {ROLE: role_of("new")}}})["metadata"]["annotations"]
    assert (left[ROLE], left[MARK]) == (role_of("new"), "profile")
    assert not cluster.api.warnings
    watch.release()
    eventually(lambda: is_complete(cluster.api.create(pod("probe", home), dry_run=True), role_of("new")), "Pods get the new role")


def test_a_role_that_was_withdrawn(cluster, profiles, serve):
    """Its copy on the ServiceAccount counts no more."""
    profiles.create("withdrawn", role_of("withdrawn"))
    serve()
    account = "/api/v1/namespaces/withdrawn/serviceaccounts/default-editor"
    cluster.api.patch(account, {"metadata": {"labels": {"any": "edit"}}})
    cluster.api.patch(f"{PROFILES}/withdrawn", {"spec": {"plugins": []}})
    eventually_decided(cluster, "withdrawn", "no_role")
    assert cluster.api.get(account)["metadata"]["annotations"][ROLE] == role_of("withdrawn")
    check_nothing(cluster.api.create(pod("first", "withdrawn")))


def test_an_adopted_namespace(cluster, serve):
    """It was there before its Profile: the controller writes its owner into an annotation, and refers to no Profile."""
    serve()
    own_namespace(cluster, "adopted", owner="alice@example.com")
    cluster.api.create(profile("adopted", role_of("adopted")))
    check_complete(cluster.api.create(pod("first", "adopted")), role_of("adopted"))
    assert decision(cluster, "adopted", "first")["source"] == "profile"


@pytest.mark.parametrize(
    ("home", "owner"),
    [("not-hers", "mallory@example.com"), ("nobodys", ""), ("without", None)],
)
def test_a_foreign_owner(cluster, serve, home, owner):
    serve()
    cluster.api.create(profile(home, role_of(home)))
    own_namespace(cluster, home, owner=owner)
    check_nothing(cluster.api.create(pod("first", home)))
    assert decision(cluster, home, "first")["reason"] == "not_owned"
    assert ROLE not in cluster.api.get(f"/api/v1/namespaces/{home}/serviceaccounts/default-editor")["metadata"].get("annotations", {})


def test_a_reference_to_another_profile(cluster, serve):
    """Though the annotation would make it this Profile's."""
    serve()
    other = cluster.api.create(profile("referred", role_of("referred")))
    cluster.api.create(profile("refers-elsewhere", role_of("refers-elsewhere")))
    home = namespace("refers-elsewhere", owner="alice@example.com")
    home["metadata"]["ownerReferences"] = [owner_reference(other)]
    cluster.api.create(home)
    cluster.api.create(service_account("default-editor", "refers-elsewhere"))
    check_nothing(cluster.api.create(pod("first", "refers-elsewhere")))
    assert decision(cluster, "refers-elsewhere", "first")["reason"] == "not_owned"


def test_a_profile_that_is_being_deleted(cluster, profiles, serve):
    made = profiles.create("ending", role_of("ending"))
    path = f"{PROFILES}/ending"
    cluster.api.patch(path, {"metadata": {"finalizers": ["profile-finalizer.kubeflow.org/slow"]}})
    serve()
    check_complete(cluster.api.create(pod("before", "ending")), role_of("ending"))
    cluster.api.delete(path)
    try:
        assert cluster.api.get(path)["metadata"]["uid"] == made["metadata"]["uid"]
        eventually_decided(cluster, "ending", "profile_terminating")
        check_nothing(cluster.api.create(pod("after", "ending")))
    finally:
        cluster.api.patch(path, {"metadata": {"finalizers": None}})


def test_an_invalid_plugin(cluster, profiles, serve):
    """It gives no role, not even that of an annotation, and says which Profile to mend."""
    profiles.create("invalid", "arn:aws:iam::111122223333:user/no-role")
    serve()
    cluster.api.patch("/api/v1/namespaces/invalid/serviceaccounts/default-editor", {"metadata": {"annotations": {ROLE: role_of("own")}}})
    check_nothing(cluster.api.create(pod("first", "invalid")))
    assert [warning for warning in cluster.api.warnings if "Profile invalid" in warning], cluster.api.warnings
    assert decision(cluster, "invalid", "first")["reason"] == "plugin_invalid"


def test_the_default_role(cluster, profiles, serve):
    """Rule 3: a Profile without the plugin."""
    profiles.create("unnamed")
    serve("--default-role-arn=arn:aws:iam::111122223333:role/profiles/{profile}")
    check_complete(cluster.api.create(pod("first", "unnamed")), role_of("profiles/unnamed"))
    assert decision(cluster, "unnamed", "first")["source"] == "default"
