"""One control plane for the whole run; webhooks and their registration for as long as a test or a module says."""

import contextlib
import datetime
import os
import pathlib
import shutil
import sys
import tempfile

import pytest
from testbed import network, registration
from testbed.clock import Clock, build_clock
from testbed.cluster import Cluster
from testbed.kubeflow import ProfileController
from testbed.paths import MissingProgram, program
from testbed.relay import Relay
from testbed.self_managed import SelfManaged
from testbed.stand import Stand
from testbed.warden import Warden
from testbed.webhook import Certificate, Identity, Webhook

_no_own_network = None  # why, if so


def pytest_configure(config):
    # Here, because a process can move only before it has threads.
    global _no_own_network
    try:
        network.enter_own_network()
    except (network.NoOwnNetwork, OSError) as why:
        _no_own_network = str(why)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Shows the last words of every process with a test that failed."""
    report = (yield).get_result()
    if report.failed:
        for webhook in getattr(item, "webhooks", []):
            report.sections.append((webhook.name, webhook.process.tail()))
        if cluster := item.funcargs.get("cluster"):
            report.sections.append(("kube-apiserver", cluster.api_server.tail(15)))


@pytest.fixture(scope="session")
def warden():
    each = Warden()
    yield each
    each.close()


@pytest.fixture(scope="session")
def run_folder(warden):
    """Logs, certificates, data of etcd. Removed even when the run is killed; PIW_E2E_KEEP=1 keeps it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="piw-e2e-"))
    if os.environ.get("PIW_E2E_KEEP"):
        print(f"kept: {folder}", file=sys.stderr)
    else:
        warden.remove_at_end(folder)
    yield folder
    if not os.environ.get("PIW_E2E_KEEP"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster(warden, run_folder):
    """kube-apiserver with etcd and the CRD of Profiles; kube-controller-manager if there is one (see `controllers`)."""
    try:
        program("kube-apiserver")
    except MissingProgram as why:
        pytest.fail(str(why))
    started = Cluster(warden, run_folder / "cluster", own_network=_no_own_network is None)
    try:
        yield started.start()
    finally:
        started.stop()


@pytest.fixture(scope="session")
def another_cluster(warden, run_folder):
    """another_cluster(NAME, **options of Cluster.start): for a module that would hurt the one of all; a context."""

    @contextlib.contextmanager
    def make(name, **options):
        made = Cluster(warden, run_folder / name, own_network=_no_own_network is None)
        try:
            yield made.start(**options)
        finally:
            made.stop()

    return make


@pytest.fixture(scope="session")
def controllers(cluster):
    """For tests that need what kube-controller-manager does: StatefulSets, Jobs, EndpointSlices, default ServiceAccounts,
    the end of namespaces."""
    if cluster.controllers is None:
        pytest.skip("there is no kube-controller-manager in KUBEBUILDER_ASSETS (unset it, and ./dev builds one)")
    return cluster.controllers


@pytest.fixture
def profiles(cluster):
    """Makes Profiles with their namespaces, as Kubeflow's controller does."""
    return ProfileController(cluster.api)


@pytest.fixture(scope="session")
def identity(cluster, run_folder):
    return Identity(cluster, run_folder / "identity")


@pytest.fixture(scope="session")
def certificate(run_folder):
    return Certificate(run_folder / "certificate")


@pytest.fixture
def launch(request, warden, tmp_path, certificate):
    """launch(NAME, SOURCE, FLAG..., address=, certificate=): starts a Webhook for this test; its log is shown if the test
    fails."""
    request.node.webhooks = getattr(request.node, "webhooks", [])
    launched = []

    def make(name, source, *flags, wait=True, certificate=certificate, **options):
        webhook = Webhook(warden, tmp_path, name, source, certificate, *flags, **options)
        request.node.webhooks.append(webhook)
        launched.append(webhook)
        return webhook.start(wait)

    yield make
    for webhook in launched:
        webhook.kill()


@pytest.fixture
def register(cluster, certificate):
    """register(WEBHOOK, scope=, failure_policy=): the API server calls this one, by its URL, until the test is over."""

    def do(webhook, **options):
        registration.register(cluster, registration.by_url(webhook.url), certificate.ca, **options)

    yield do
    registration.unregister(cluster)


@pytest.fixture
def serve(launch, register, identity):
    """serve(FLAG..., scope=, failure_policy=): a Webhook that knows the cluster, and that the API server calls by its URL,
    until the test is over."""

    def do(*flags, **registration_options):
        webhook = launch("webhook", ["--kubeconfig", identity.kubeconfig], *flags)
        register(webhook, **registration_options)
        return webhook

    return do


@pytest.fixture
def relay(cluster):
    """A line to the API server at `relay.address`, for identity.kubeconfig_through(): as bad as a test wants it."""
    made = Relay(cluster.address)
    yield made
    made.close()


def _stand(request, cluster, warden, folder):
    if not cluster.own_network:
        pytest.skip(f"no network namespace of our own, which replicas with addresses need: {_no_own_network}")
    return Stand(request, cluster, warden, folder)


@pytest.fixture
def deploy(request, cluster, controllers, identity, warden, tmp_path, certificate):
    """deploy(SOURCE, FLAG..., replicas=2, certificate=): replicas behind their real Service, registered by it, until the test
    is over."""
    stand = _stand(request, cluster, warden, tmp_path)

    def do(source, *flags, replicas=2, certificate=certificate, **options):
        started = stand.deployment(stand.maker(source, certificate, *flags), replicas).start()
        registration.register(cluster, registration.by_service(), certificate.ca, **options)
        return started

    yield do
    stand.close()


@pytest.fixture
def install(request, cluster, controllers, identity, warden, tmp_path):
    """install(FLAG..., replicas=3): as `deploy`, but nobody brings a certificate: the Service is registered first, with
    nobody in its caBundle, and the replicas manage their own. `install.managed` is that; `install.clock`, if a test puts a
    Clock there, is theirs; `install.registered` is what was registered. With `wait=False` it returns as soon as they run,
    else when all of it is in force."""
    stand = _stand(request, cluster, warden, tmp_path)

    def maker(*flags, kubeconfig=None):
        source = ["--kubeconfig", kubeconfig or identity.kubeconfig]
        return stand.maker(source, do.managed, *flags, environment=do.clock and do.clock.environment)

    def do(*flags, replicas=3, wait=True, manifest=None, **options):
        do.registered = registration.register_as(cluster, manifest or registration.fresh("Fail"))
        deployment = stand.deployment(maker(*flags, **options), replicas).start(wait)
        if wait:
            do.managed.wait_in_force(*deployment.webhooks)
        return deployment

    do.managed, do.clock, do.registered, do.maker = SelfManaged(cluster), None, None, maker
    yield do
    stand.close()
    do.managed.delete()


@pytest.fixture(scope="session")
def clock_library(run_folder):
    return build_clock(run_folder)


@pytest.fixture
def new_clock(clock_library, tmp_path):
    """new_clock(OFFSET): a Clock which is that much ahead of ours (negative: behind)."""
    return lambda offset=datetime.timedelta(): Clock(clock_library, tmp_path / "clock", offset)
