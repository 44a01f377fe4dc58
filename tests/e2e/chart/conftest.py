"""The chart in a cluster of its own, in which Pods run."""

import contextlib
import os

import pytest
import yaml
from testbed import helm, registration
from testbed.cert_manager import CertManager
from testbed.certificates import Authority
from testbed.kubectl import as_yaml
from testbed.kubeflow import ProfileController
from testbed.node.images import own_image, version
from testbed.node.nodes import Nodes
from testbed.paths import ROOT
from testbed.release import NAMESPACE, Release
from testbed.tls import HOST

# A namespace's own; kube-root-ca.crt for the volume of the API token; the budget of disruptions.
_CONTROLLERS = ("root-ca-certificate-publisher-controller", "disruption-controller")
_STAYING = ("MutatingWebhookConfiguration", "Namespace")
_RESTRICTED = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "warn")}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Shows with a test that failed what has happened on the Nodes."""
    report = (yield).get_result()
    if report.failed and (nodes := item.funcargs.get("nodes")):
        report.sections.append(("the Nodes", nodes.report()))
        report.sections.append(("kube-apiserver", item.funcargs["chart_cluster"].api_server.tail(4)))


@pytest.fixture(scope="package")
def chart_cluster(another_cluster):
    if os.geteuid() != 0:
        pytest.skip("the chart's Pods run as users and in namespaces of their own, which needs root")
    with another_cluster("chart", more_controllers=_CONTROLLERS) as cluster:
        if not cluster.own_network:
            pytest.skip("no network namespace of our own, which Pods with addresses need")
        if cluster.controllers is None:
            pytest.skip("there is no kube-controller-manager in KUBEBUILDER_ASSETS (unset it, and ./dev builds one)")
        for file in sorted((helm.tools() / "crds").glob("*.yaml")):
            cluster.install_crd(file)
        yield cluster


@pytest.fixture(scope="package")
def running_nodes(chart_cluster, warden, run_folder):
    image = own_image(run_folder / "image")
    with Nodes(chart_cluster, warden, run_folder / "nodes", NAMESPACE, {f"profile-iam-webhook:{version()}": image}) as nodes:
        yield nodes


@pytest.fixture
def nodes(running_nodes):
    """Whatever the runner did not understand, or could not do, fails the test."""
    running_nodes.forget_journal()
    yield running_nodes
    running_nodes.power_back()
    running_nodes.let_start()
    faults, running_nodes.faults = running_nodes.faults, []
    assert not faults, faults


@pytest.fixture
def chart_profiles(chart_cluster):
    return ProfileController(chart_cluster.api)


@pytest.fixture
def release(chart_cluster, nodes, run_folder):
    """Nothing is installed yet; what a test has installed is gone after it. Its namespace is there, with Pod Security."""
    made = Release(chart_cluster, nodes, run_folder)
    made.make_namespace(_RESTRICTED)
    yield made
    made.remove()


@pytest.fixture(scope="package")
def helm_of_cluster(chart_cluster, run_folder):
    return helm.Helm(chart_cluster.kubeconfig, run_folder)


@pytest.fixture
def kustomize(chart_cluster):
    """kustomize(): a context in which the rendering for people without Helm is applied."""

    @contextlib.contextmanager
    def apply():
        chart_cluster.kubectl("apply", "-k", ROOT / "charts/kustomize")
        try:
            yield
        finally:
            # As the pages say: the registration first. The namespace stays, for the next test.
            chart_cluster.api.delete(registration.PATH)
            objects = yaml.safe_load_all(chart_cluster.kubectl("kustomize", ROOT / "charts/kustomize"))
            chart_cluster.kubectl("delete", "-f", "-", stdin=as_yaml(*(each for each in objects if each["kind"] not in _STAYING)))

    return apply


@pytest.fixture
def certificates_of(chart_cluster, release):
    """certificates_of("secret" or "cert-manager"): a context with the values for certificates that are not the webhook's own
    business, in which somebody makes them."""

    @contextlib.contextmanager
    def make(mode):
        if mode == "cert-manager":
            with CertManager(chart_cluster, release):
                yield {"certificates.mode": mode}
        else:
            authority = Authority("the administrator's")
            certificate, key = authority.issue(HOST, dns=[HOST])
            release.make_secret("own-certificate", {"tls.crt": certificate, "tls.key": key})
            yield {"certificates.mode": mode, "certificates.secretName": "own-certificate", "certificates.caBundle": authority.certificate}

    return make
