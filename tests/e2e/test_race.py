"""Everything new at once, by creators that try exactly once: never a Pod without credentials, never one that is refused.
Each race is run twice: as it comes (the webhook's watch is often ahead of it), and with a watch that hears of nothing, so
that whatever the webhook knows it has asked for."""

import concurrent.futures

import pytest
from testbed.api import ApiError, path_of
from testbed.injected import is_complete
from testbed.kubectl import as_yaml
from testbed.kubeflow import namespace, pod, profile, role_of, service_account
from testbed.late_watch import LateWatch
from testbed.waiting import eventually

TIMES = 100
AT_ONCE = 4  # creators; each has a connection of its own
ANNOTATION = "eks.amazonaws.com/role-arn"


@pytest.fixture(params=["", "late"])
def late(request):
    """A word for names; true when the watch is late."""
    return request.param


@pytest.fixture
def racing(cluster, identity, launch, register, tmp_path, late):
    """A webhook that is registered, and ready when the race begins."""
    with LateWatch(cluster, tmp_path) as api:
        webhook = launch("webhook", ["--kubeconfig", identity.kubeconfig_through(api.address) if late else identity.kubeconfig])
        register(webhook)
        webhook.late_watch = api
        if late:
            api.hold()
        yield webhook


def unlucky(attempt, numbers=range(TIMES)):
    """Runs attempt(number) for each, several at once; what went wrong, by number. attempt returns a text or None."""
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as creators:
        return {number: wrong for number, wrong in zip(numbers, creators.map(attempt, numbers), strict=True) if wrong}


def wrong_with(create, role):
    """Why the Pod that `create()` makes is not what its creator wanted; None: it is. An AssertionError is kubectl's."""
    try:
        created = create()
    except (ApiError, AssertionError) as refused:
        return f"refused: {refused}"
    return None if is_complete(created, role) else "without credentials"


def test_all_in_one_kubectl_apply(cluster, identity, launch, register, tmp_path):
    """A hundred files, half of them while the watch hears of nothing; kubectl keeps the order of its input."""

    def attempt(number):
        name = f"apply-{number}"
        of_namespace = [profile(name, role_of(name)), namespace(name, owner="alice@example.com")]
        # In half of the files the Profile comes after its namespace.
        objects = [*of_namespace[:: 1 if number % 2 else -1], service_account("default-editor", name), pod("first", name)]
        return wrong_with(lambda: applied(cluster, objects), role_of(name))

    with LateWatch(cluster, tmp_path) as api:
        register(launch("webhook", ["--kubeconfig", identity.kubeconfig_through(api.address)]))
        assert unlucky(attempt, range(TIMES // 2)) == {}
        api.hold()
        assert unlucky(attempt, range(TIMES // 2, TIMES)) == {}


def applied(cluster, objects):
    """By one kubectl; the last of the objects, as it is then. Without reading schemas first, which takes it most of its time
    and changes nothing about the race."""
    cluster.kubectl("apply", "--validate=false", "-f", "-", stdin=as_yaml(*objects))
    return cluster.api.get(path_of(objects[-1]))


@pytest.mark.usefixtures("racing")
def test_straight_after_the_profile_controller(cluster, late):
    """One call straight after another; the namespace refers to a Profile that is as young."""

    def attempt(number):
        name = f"controller{late}-{number}"
        made = cluster.api.create(profile(name, role_of(name)))
        for each in (namespace(name, made), service_account("default-editor", name, made)):
            cluster.api.create(each)
        return wrong_with(lambda: cluster.api.create(pod("first", name)), role_of(name))

    assert unlucky(attempt) == {}


def test_straight_after_a_service_account(cluster, profiles, late, request):
    """Rule 2: a ServiceAccount of the user's own, created with the annotation that names the role."""
    homes = homes_for(profiles, f"created{late}")
    request.getfixturevalue("racing")

    def attempt(number):
        home, name = homes[number % len(homes)], f"own-{number}"
        cluster.api.create(service_account(name, home, annotations={ANNOTATION: role_of(name)}))
        return wrong_with(lambda: cluster.api.create(pod(f"of-{name}", home, name)), role_of(name))

    assert unlucky(attempt) == {}


def test_straight_after_an_annotation(cluster, profiles, late, request):
    """Rule 2: the ServiceAccount is known without a role, and is annotated a moment before its Pod."""
    homes = homes_for(profiles, f"patched{late}")
    racing = request.getfixturevalue("racing")

    def attempt(number):
        home, name = homes[number % len(homes)], f"own-{number}"
        cluster.api.patch(f"/api/v1/namespaces/{home}/serviceaccounts/{name}", {"metadata": {"annotations": {ANNOTATION: role_of(name)}}})
        return wrong_with(lambda: cluster.api.create(pod(f"of-{name}", home, name)), role_of(name))

    # A few at a time: of a ServiceAccount that is older than 10 s the webhook may believe what it knows.
    for start in range(0, TIMES, len(homes)):
        racing.late_watch.release()
        enough = racing.metric("service_accounts") + len(homes)
        for home in homes:
            cluster.api.create(service_account(f"own-{start + homes.index(home)}", home))
        wait_for_service_accounts(racing, enough)
        if late:
            racing.late_watch.hold()
        assert unlucky(attempt, range(start, start + len(homes))) == {}


def wait_for_service_accounts(webhook, enough):
    eventually(lambda: webhook.metric("service_accounts") >= enough, "the webhook knows these ServiceAccounts")


def homes_for(profiles, name):
    """Some namespaces: each has a budget of live reads of its own."""
    homes = [f"{name}-{home}" for home in range(10)]
    for home in homes:
        profiles.create(home, role_of(home))
    return homes
