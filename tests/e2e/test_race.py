"""Everything new at once, by creators that try exactly once: never a Pod without credentials, never one that is refused."""

import concurrent.futures

import pytest
from testbed.api import ApiError
from testbed.injected import is_complete
from testbed.kubeflow import namespace, pod, profile, role_of, service_account

TIMES = 100
AT_ONCE = 4  # creators; each has a connection of its own
ANNOTATION = "eks.amazonaws.com/role-arn"


def unlucky(attempt):
    """Runs attempt(number) 100 times, several at once; what went wrong, by number. attempt returns a text or None."""
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as creators:
        return {number: wrong for number, wrong in enumerate(creators.map(attempt, range(TIMES))) if wrong}


def wrong_with(create, role):
    """Why the Pod that `create()` makes is not what its creator wanted; None: it is."""
    try:
        created = create()
    except ApiError as refused:
        return f"refused: {refused}"
    return None if is_complete(created, role) else "without credentials"


def test_all_in_one_kubectl_apply(cluster, serve):
    serve()

    def attempt(number):
        name = f"apply-{number}"
        of_namespace = [profile(name, role_of(name)), namespace(name, owner="alice@example.com")]
        # kubectl keeps the order of its input; in half of the files the Profile comes after its namespace.
        objects = [*of_namespace[:: 1 if number % 2 else -1], service_account("default-editor", name), pod("first", name)]
        return wrong_with(lambda: cluster.kubectl.apply(*objects) and cluster.api.get(f"/api/v1/namespaces/{name}/pods/first"), role_of(name))

    assert unlucky(attempt) == {}


def test_straight_after_the_profile_controller(cluster, serve):
    """One call straight after another; the namespace refers to a Profile that is as young."""
    serve()

    def attempt(number):
        name = f"controller-{number}"
        made = cluster.api.create(profile(name, role_of(name)))
        for each in (namespace(name, made), service_account("default-editor", name, made)):
            cluster.api.create(each)
        return wrong_with(lambda: cluster.api.create(pod("first", name)), role_of(name))

    assert unlucky(attempt) == {}


@pytest.mark.parametrize("change", ["patched", "created"])
def test_straight_after_an_annotation(cluster, serve, profiles, change):
    """Rule 2: a ServiceAccount of the user's own, whose annotation names the role."""
    serve()
    homes = [f"{change}-{home}" for home in range(10)]
    for home in homes:
        profiles.create(home, role_of(home))

    def attempt(number):
        account = service_account(f"own-{number}", homes[number % len(homes)])
        role = role_of(account["metadata"]["name"])
        if change == "created":
            account["metadata"]["annotations"] = {ANNOTATION: role}
        made = cluster.api.create(account)["metadata"]
        if change == "patched":
            cluster.api.patch(
                f"/api/v1/namespaces/{made['namespace']}/serviceaccounts/{made['name']}", {"metadata": {"annotations": {ANNOTATION: role}}}
            )
        return wrong_with(lambda: cluster.api.create(pod(f"of-{made['name']}", made["namespace"], made["name"])), role)

    assert unlucky(attempt) == {}
