"""What gitops.md tells Argo CD and Flux to leave alone is what the chart renders and the webhook writes."""

import re
import subprocess

import pytest
import yaml
from conftest import CHART
from pages import ROOT, Page

PODS = "pods.profile-iam-webhook.kubeflow.org"
DOCUMENTS = [
    document for fence in Page(ROOT / "docs/gitops.md").fences if fence.language == "yaml" for document in yaml.safe_load_all(fence.text)
]


def manifest(kind):
    return next(each for each in DOCUMENTS if each.get("kind") == kind)


def render(helm, tmp_path, values, release="profile-iam-webhook", namespace="profile-iam-system"):
    file = tmp_path / "values.yaml"
    file.write_text(yaml.safe_dump(values))
    command = [helm, "template", release, CHART, "--namespace", namespace, "--values", file, "--no-hooks"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return {(each["kind"], each["metadata"]["name"]): each for each in yaml.safe_load_all(done.stdout) if each}


def registration(objects):
    return objects["MutatingWebhookConfiguration", "profile-iam-webhook"]


def test_argo_cd_gets_values_and_names_that_exist(helm, tmp_path):
    spec = manifest("Application")["spec"]
    assert (ROOT / spec["source"]["path"] / "Chart.yaml").exists()
    # Before Argo CD 3.0 its own label would change the Deployment's selector.
    assert spec["source"]["helm"]["releaseName"] == manifest("Application")["metadata"]["name"]
    rendered = render(helm, tmp_path, spec["source"]["helm"]["valuesObject"], namespace=spec["destination"]["namespace"])
    (rule,) = spec["ignoreDifferences"]
    ignored = rendered[rule["kind"], rule["name"]]
    assert rule["group"] == ignored["apiVersion"].split("/")[0]
    named = re.findall(r'\.name == "([^"]+)"', " ".join(rule["jqPathExpressions"]))
    assert named == [PODS] and PODS in [webhook["name"] for webhook in ignored["webhooks"]]


def test_flux_gets_values_and_pointers_that_exist(helm, tmp_path):
    spec = manifest("HelmRelease")["spec"]
    assert (ROOT / spec["chart"]["spec"]["chart"] / "Chart.yaml").exists()
    rendered = render(helm, tmp_path, spec["values"])
    (rule,) = spec["driftDetection"]["ignore"]
    target = rendered[rule["target"]["kind"], rule["target"]["name"]]
    assert rule["paths"] == ["/webhooks/0/failurePolicy"] and target["webhooks"][0]["name"] == PODS
    (patch,) = manifest("Kustomization")["spec"]["patches"]
    assert (patch["target"]["kind"], patch["target"]["name"]) in rendered


@pytest.mark.parametrize("mode", ["self-signed", "cert-manager", "secret"])
@pytest.mark.parametrize("scope", ["profiles", "cluster"])
def test_only_one_policy_and_the_bundles_change_in_a_cluster(helm, tmp_path, mode, scope):
    bundle = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    certificates = {"mode": mode, **({"caBundle": bundle} if mode == "secret" else {})}
    rendered = registration(render(helm, tmp_path, {"certificates": certificates, "scope": scope}))
    policies = {webhook["name"]: webhook["failurePolicy"] for webhook in rendered["webhooks"]}
    assert rendered["webhooks"][0]["name"] == PODS
    assert policies.pop(PODS) == ("Ignore" if mode == "self-signed" else "Fail")
    assert set(policies.values()) == {"Ignore"}
    assert all(("caBundle" in webhook["clientConfig"]) == (mode == "secret") for webhook in rendered["webhooks"])


def test_the_rendering_is_the_same_every_time(helm, tmp_path):
    assert render(helm, tmp_path, {}) == render(helm, tmp_path, {})
