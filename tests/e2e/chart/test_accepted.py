"""Every rendering of the chart is taken by a real API server, field by field, and its Pods by Pod Security."""

import pathlib
import re

import pytest
import yaml
from testbed.discovery import Discovery
from testbed.helm import CHART
from testbed.kubeflow import namespace
from testbed.paths import ROOT

VALUES = sorted((ROOT / "tests/chart/values").glob("*.yaml"))
KUSTOMIZE = ROOT / "charts/kustomize"
# Pods on the network of their Node are for namespaces that allow them.
_ON_THE_NODE = {"host-network", "host-network-one-replica"}


def where(values):
    """(release, namespace), which the first lines may name."""
    said = dict(re.findall(r"^# (release|namespace): (\S+)$", values.read_text(encoding="utf-8"), re.MULTILINE))
    return said.get("release", "profile-iam-webhook"), said.get("namespace", "profile-iam-system")


def rendering(helm, values):
    name, home = where(values)
    return helm("template", name, CHART, f"--namespace={home}", f"--values={values}", "--kube-version=1.34").stdout


def make_namespace(cluster, name, level):
    """With this level of Pod Security, enforced and warned of."""
    made = namespace(name)
    made["metadata"]["labels"] = {f"pod-security.kubernetes.io/{mode}": level for mode in ("enforce", "warn")}
    cluster.api.apply(made)


def namespaces_of(objects):
    return {each["metadata"]["namespace"] for each in objects if "namespace" in each["metadata"]}


def pods_of(each):
    """What its controller makes of it; without the label that only a selector needs."""
    if each["kind"] in ("Deployment", "Job"):
        template = each["spec"]["template"]
        metadata = {**template["metadata"], "name": "one-of-them", "namespace": each["metadata"]["namespace"]}
        spec = {**template["spec"], "serviceAccountName": "default", "priorityClassName": ""}  # both are the cluster's to have
        yield {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def check_accepted(cluster, objects, level):
    for name in namespaces_of(objects):
        make_namespace(cluster, name, level)
    discovery = Discovery(cluster.api)
    warnings = []
    for each in objects:
        if each["kind"] == "Namespace":  # this one may be there, from above
            each["metadata"]["name"] = "not-there-yet"
        if each["kind"] == "Pod":  # the account that it names is only rendered
            each["spec"]["serviceAccountName"] = "default"
        for manifest in (each, *pods_of(each)):
            warnings += discovery.try_create(manifest)
    return warnings


@pytest.mark.parametrize("values", VALUES, ids=lambda path: path.stem)
def test_the_api_server_takes_it_with_strict_validation_and_without_a_warning(chart_cluster, helm_of_cluster, values):
    text = rendering(helm_of_cluster, values)
    level = "privileged" if pathlib.Path(values).stem in _ON_THE_NODE else "restricted"
    assert check_accepted(chart_cluster, [each for each in yaml.safe_load_all(text) if each], level) == []


def test_a_mistake_would_be_seen(chart_cluster, helm_of_cluster):
    """The three that the test above stands on: a field that does not exist, a Pod that is not restricted, a warning."""
    objects = [each for each in yaml.safe_load_all(rendering(helm_of_cluster, VALUES[0].with_name("defaults.yaml"))) if each]
    deployment = next(each for each in objects if each["kind"] == "Deployment")
    deployment["spec"]["template"]["spec"]["containers"][0]["securityContext"]["allowPrivilegeEscalation"] = True
    discovery = Discovery(chart_cluster.api)
    assert any("would violate PodSecurity" in each for each in discovery.try_create(deployment))
    (pod,) = pods_of(deployment)
    with pytest.raises(Exception, match="violates PodSecurity"):
        discovery.try_create(pod)
    deployment["spec"]["replica"] = 2
    with pytest.raises(Exception, match='unknown field "spec.replica"'):
        discovery.try_create(deployment)


def test_the_rendering_for_kustomize_is_taken_too(chart_cluster):
    text = chart_cluster.kubectl("kustomize", KUSTOMIZE)
    assert check_accepted(chart_cluster, [each for each in yaml.safe_load_all(text) if each], "restricted") == []
