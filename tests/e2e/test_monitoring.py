"""A real Prometheus looks at real replicas and the real kube-apiserver by the chart's own rules (faster, testbed/prometheus.py):
every alert is quiet, fires in its scenario, and is quiet again; every query of the dashboards has an answer."""

import contextlib
import datetime
import itertools
import json

import pytest
from test_self_signed_rights import withdraw
from testbed import registration
from testbed.api import JSON_PATCH, ApiError
from testbed.certificates import Authority
from testbed.kubeflow import ProfileController, pod, profile, role_of, service_account
from testbed.mounted import MountedSecret
from testbed.prometheus import CHART, REPLICAS, WINDOW_S, Prometheus
from testbed.review import ask
from testbed.self_managed import PATH as SECRET_PATH
from testbed.self_managed import RENEW, again_and_again
from testbed.tls import HOST
from testbed.waiting import eventually

ERRORS, SLOW, EXPIRING, STATE_OLD, NOT_SYNCED, TOO_FEW, FAILED_OPEN, POLICY_WEAK, NOT_WORKING = (
    f"ProfileIamWebhook{name}"
    for name in (
        "Errors", "Slow", "CertificateExpiring", "StateOld", "NotSynced", "TooFewReplicas", "FailedOpen", "FailurePolicyWeak", "ProfilesNotWorking",
    )
)  # fmt: skip
BROKEN = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/zz-broken"
PODS = f"pods.{registration.DOMAIN}"


@pytest.fixture(scope="module")
def prometheus(warden, run_folder, cluster):
    """For all tests here. Of each kind something changes all the time, so that a watch hears more than a bookmark a minute."""
    if not cluster.own_network:
        pytest.skip("no network namespace of our own, which replicas with addresses need")
    ProfileController(cluster.api).create("monitored", role_of("monitored"))
    namespace = "/api/v1/namespaces/monitored"
    watched = ["/apis/kubeflow.org/v1/profiles/monitored", namespace, f"{namespace}/serviceaccounts/default-viewer"]
    numbers = itertools.count()

    def touch():
        for path in watched:
            with contextlib.suppress(ApiError):  # another test's registration may refuse it
                cluster.api.patch(path, {"metadata": {"annotations": {"touched": str(next(numbers))}}})

    started = Prometheus(warden, run_folder / "prometheus", cluster).start()
    with again_and_again(touch, every_s=0.5):
        yield started
    started.process.kill()


@pytest.fixture
def replicas(launch, identity, certificate):
    """replicas(FLAG..., kubeconfig=, count=2, certificate=): where Prometheus looks for them, and nobody calls them."""

    def do(*flags, kubeconfig=None, count=2, wait=True, certificate=certificate):
        source = ["--kubeconfig", kubeconfig or identity.kubeconfig]
        made = [
            launch(f"replica-{number}", source, *flags, wait=False, certificate=certificate, address=address, port=8443, metrics_port=8080)
            for number, address in enumerate(REPLICAS[:count])
        ]
        for webhook in made if wait else []:
            webhook.wait_ready()
        return made

    return do


@pytest.fixture
def break_calls(cluster):
    """break_calls(POLICY): kube-apiserver calls webhooks of our names at a place where nobody is."""

    def do(failure_policy):
        nowhere = registration.by_url("https://127.0.0.1:1/mutate")
        manifest = registration.configuration(nowhere, Authority("nobody").certificate, failure_policy=failure_policy)
        cluster.api.apply({**manifest, "metadata": {"name": "zz-broken"}})

    yield do
    cluster.api.delete(BROKEN)


def keep_doing(act, until, what):
    """`act()` again and again; returns what `until()` found."""

    def step():
        act()
        return until()

    return eventually(step, what)


def asking(webhooks, certificate, about, **options):
    """One review of each, all of which are refused."""

    def ask_all():
        assert {ask(each, certificate.ca, about, **options).status for each in webhooks} == {503}

    return ask_all


def firing(prometheus, alert, **labels):
    return lambda: any(labels.items() <= each.items() for each in prometheus.firing(alert))


def test_too_few_replicas(prometheus, replicas):
    prometheus.wait_firing(TOO_FEW, severity="critical")  # nothing answers: nothing is scraped
    prometheus.wait_firing(TOO_FEW, severity="warning")
    first, _ = replicas()
    prometheus.wait_quiet()
    first.kill()
    prometheus.wait_firing(TOO_FEW, severity="warning")
    assert not firing(prometheus, TOO_FEW, severity="critical")()
    first.start()
    prometheus.wait_quiet()


def test_not_synced_and_errors(prometheus, replicas, identity, certificate, relay):
    relay.refuse()
    found = replicas(kubeconfig=identity.kubeconfig_through(relay.address), wait=False)
    prometheus.wait_firing(NOT_SYNCED, resource="profiles", instance=f"{REPLICAS[0]}:8080")
    prometheus.wait_firing(NOT_SYNCED, resource="namespaces", instance=f"{REPLICAS[1]}:8080")
    prometheus.wait_firing(TOO_FEW, severity="critical")  # they are scraped, and not ready
    early = asking(found, certificate, pod("early", "monitored"))
    keep_doing(early, firing(prometheus, ERRORS, seen_by="webhook"), "reviews that are refused are an alert")
    relay.accept()
    for webhook in found:
        webhook.wait_ready()
    prometheus.wait_quiet()


def test_state_old_and_slow(prometheus, replicas, identity, certificate, relay):
    found = replicas(kubeconfig=identity.kubeconfig_through(relay.address))
    prometheus.wait_quiet()
    relay.hold()
    # What is not in the cache has to be read: that takes its second, and fails.
    unknown = asking(found, certificate, pod("unknown", "monitored-unknown"), timeout_s=3)
    keep_doing(unknown, firing(prometheus, SLOW), "reviews that wait are an alert")
    prometheus.wait_firing(ERRORS, seen_by="webhook")
    for resource in ("profiles", "namespaces", "serviceaccounts"):
        prometheus.wait_firing(STATE_OLD, resource=resource)
    assert not firing(prometheus, NOT_SYNCED)() and not firing(prometheus, TOO_FEW)()  # they serve on
    relay.release()
    prometheus.wait_quiet()


def test_certificate_expiring(prometheus, replicas, tmp_path):
    authority = Authority("monitored")
    mounted = MountedSecret(tmp_path / "mounted", authority, REPLICAS)

    def write(**valid):
        certificate, key = authority.issue(HOST, dns=[HOST], ip=REPLICAS, valid=datetime.timedelta(**valid))
        mounted.write({"tls.crt": certificate, "tls.key": key, "ca.crt": authority.certificate})

    write(days=15)
    replicas(certificate=mounted)
    prometheus.wait_quiet()
    write(days=13)
    prometheus.wait_firing(EXPIRING, certificate="server", severity="warning")
    assert not firing(prometheus, EXPIRING, severity="critical")()
    write(hours=23)
    prometheus.wait_firing(EXPIRING, certificate="server", severity="critical")
    write(days=90)
    prometheus.wait_quiet()


def test_client_ca_expiring(prometheus, replicas, tmp_path):
    """The testbed's authorities live for a day."""
    client_ca = tmp_path / "client-ca.crt"
    client_ca.write_text(Authority("clients").certificate, encoding="ascii")
    found = replicas(f"--client-ca={client_ca}")
    prometheus.wait_firing(EXPIRING, certificate="client_ca", severity="warning")
    assert not firing(prometheus, EXPIRING, certificate="server")()
    for webhook in found:
        webhook.kill()
    prometheus.wait_quiet(EXPIRING)


def create_until(cluster, prometheus, alert, **labels):
    numbers = itertools.count()

    def create():
        with contextlib.suppress(ApiError):
            cluster.api.create(pod(f"try-{next(numbers)}", "monitored", "default-viewer"), dry_run=True)

    keep_doing(create, firing(prometheus, alert, **labels), f"{alert} fires")
    return prometheus.wait_firing(alert, **labels)


def test_failed_open_and_refused(cluster, prometheus, break_calls):
    prometheus.wait_quiet(FAILED_OPEN, ERRORS)
    break_calls("Ignore")
    create_until(cluster, prometheus, FAILED_OPEN, name=PODS, severity="critical")
    prometheus.wait_firing(FAILED_OPEN, name=f"serviceaccounts.{registration.DOMAIN}", severity="warning")  # those that `prometheus` touches
    assert not firing(prometheus, ERRORS)()  # nobody was refused
    break_calls("Fail")
    create_until(cluster, prometheus, ERRORS, name=PODS, seen_by="kube-apiserver")
    cluster.api.delete(BROKEN)
    prometheus.wait_quiet(FAILED_OPEN, ERRORS)


def set_policy(cluster, policy):
    webhooks = cluster.api.get(registration.PATH)["webhooks"]
    [index] = [index for index, each in enumerate(webhooks) if each["name"] == PODS]
    cluster.api.patch(registration.PATH, [{"op": "replace", "path": f"/webhooks/{index}/failurePolicy", "value": policy}], content_type=JSON_PATCH)


def test_failure_policy_weak(cluster, prometheus, identity, install):
    install(replicas=2)
    prometheus.wait_quiet(POLICY_WEAK, TOO_FEW)
    try:
        withdraw(cluster, "mutatingwebhookconfigurations", "patch")
        set_policy(cluster, "Ignore")
        prometheus.wait_firing(POLICY_WEAK)
    finally:
        identity.restore_rights()
    prometheus.wait_quiet(POLICY_WEAK)  # raised again by a replica
    assert install.managed.policy() == "Fail"


def test_profiles_not_working(cluster, prometheus, profiles, replicas):
    replicas()
    prometheus.wait_quiet()
    profiles.create("monitored-broken", "arn:aws:iam::1234:user/nobody")
    assert prometheus.wait_firing(NOT_WORKING, reason="plugin_invalid")["annotations"]["description"].startswith("1 Profiles")
    cluster.api.apply(profile("monitored-broken", role_of("monitored-broken")))
    prometheus.wait_quiet()
    cluster.api.patch("/api/v1/namespaces/monitored-broken", {"metadata": {"labels": {"app.kubernetes.io/part-of": None}}})
    prometheus.wait_firing(NOT_WORKING, reason="namespace_not_labelled")
    cluster.api.delete("/apis/kubeflow.org/v1/profiles/monitored-broken")
    prometheus.wait_quiet()


# --- dashboards ---

# Titles of what has nothing to show while all is well, and what changes that in the test below.
EMPTY_WHILE_ALL_IS_WELL = {
    "Rejected": "kube-apiserver cannot call a webhook with policy Fail",
    "Failed open": "nor one with policy Ignore",
    "Pods that should be looked into": "a Pod of a Profile with a bad ARN",
    "Conflicts": "somebody writes another role into a ServiceAccount",
    "Certificates loaded, Secret and configuration written": "the leaf is renewed",
    "Certificates expire in": "one replica has a client CA, which has nothing to do with being well",
}


def dashboard_queries():
    """[(title, expression)] as Grafana would ask for the last minutes."""
    for path in sorted((CHART / "dashboards").glob("*.json")):
        for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]:
            for target in panel.get("targets", []):
                expression = target["expr"].replace("$__rate_interval", f"{WINDOW_S}s").replace("$__range", "5m")
                yield panel["title"], expression.replace("$namespace", ".*").replace("$job", ".*")


def empty(prometheus, queries):
    """Those without a number: NaN is none."""
    return [(title, expression) for title, expression in queries if not any(value == value for _, value in prometheus.query(expression))]


def test_every_query_of_the_dashboards_has_an_answer(cluster, prometheus, profiles, install, launch, identity, tmp_path, break_calls):
    queries = list(dashboard_queries())
    assert len(queries) > 60
    profiles.create("monitored-well", role_of("monitored-well"))
    install(replicas=2)
    registration.wait_answered(cluster)
    numbers = itertools.count()

    def create(namespace="monitored-well"):
        with contextlib.suppress(ApiError):
            cluster.api.create(pod(f"pod-{next(numbers)}", namespace), dry_run=True)

    well = [(title, expression) for title, expression in queries if title not in EMPTY_WHILE_ALL_IS_WELL]
    keep_doing(create, lambda: not empty(prometheus, well), lambda: f"all have an answer; not {empty(prometheus, well)}")

    profiles.create("monitored-bad", "no ARN")
    client_ca = tmp_path / "client-ca.crt"
    client_ca.write_text(Authority("clients").certificate, encoding="ascii")
    launch("guarded", ["--kubeconfig", identity.kubeconfig], f"--client-ca={client_ca}", address=REPLICAS[2], metrics_port=8080)
    cluster.api.patch(SECRET_PATH, {"metadata": {"annotations": {RENEW: "leaf"}}})

    def do_all():
        break_calls("Ignore")
        create()
        create("monitored-bad")
        conflict = service_account("default-editor", "monitored-well", annotations={"eks.amazonaws.com/role-arn": role_of("mine")})
        cluster.api.apply(conflict)
        break_calls("Fail")
        create()

    keep_doing(do_all, lambda: not empty(prometheus, queries), lambda: f"all have an answer; not {empty(prometheus, queries)}")
