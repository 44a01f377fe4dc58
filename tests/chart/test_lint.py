"""The chart as helm judges it, and as one that GitOps can compare."""

import re
import shutil

import chart
import pytest
import yaml


def test_lints_strictly(case):
    done = chart.helm("lint", "--strict", chart.CHART, "--values", case.path, "--namespace", case.namespace)
    assert done.returncode == 0, done.stdout + done.stderr


def test_renders_the_same_bytes_twice(case):
    again = chart.template("--values", case.path, release=case.release, namespace=case.namespace)
    assert again.stdout == case.text


def test_asks_neither_the_cluster_nor_chance():
    for file in chart.CHART.rglob("templates/**/*"):
        if file.is_file():
            actions = " ".join(re.findall(r"{{.*?}}", re.sub(r"{{-? ?/\*.*?\*/ ?-?}}", "", file.read_text(), flags=re.DOTALL), re.DOTALL))
            found = re.findall(r"\b(?:lookup|gen[A-Z]\w+|rand[A-Z]\w+|uuidv4|now|Capabilities|Release\.(?:Is\w+|Revision))\b", actions)
            assert not found, f"{file}: {found}"


def test_is_of_the_projects_version():
    version = re.search(r"project\(profile-iam-webhook VERSION (\S+)", (chart.ROOT / "CMakeLists.txt").read_text())[1]
    about = yaml.safe_load((chart.CHART / "Chart.yaml").read_text())
    assert (about["version"], about["appVersion"]) == (version, version)


@pytest.mark.parametrize(("version", "is_taken"), [
    ("1.28.0", True),
    ("v1.30.4-eks-a737599", True),
    ("1.34.1", True),
    ("1.20.0", True),  # what a helm of `go install` takes every cluster for when it only renders
    ("1.20.1", False),
    ("1.21.0", False),
    ("1.27.9", False),
])
def test_takes_every_kubernetes_from_1_28(version, is_taken):
    done = chart.helm("template", chart.RELEASE, chart.CHART, "--kube-version", version)
    assert (done.returncode == 0) is is_taken, done.stderr
    assert is_taken or f"incompatible with Kubernetes v{version}" in done.stderr


def test_works_from_a_package(tmp_path):
    # A package leaves out what .helmignore names; files that templates read must be in it.
    assert chart.helm("package", chart.CHART, "--destination", tmp_path).returncode == 0
    (package,) = tmp_path.glob("*.tgz")
    monitoring = next(case for case in chart.CASES if case.name == "monitoring")
    assert chart.template("--values", monitoring.path, chart=package).stdout == monitoring.text


def test_works_as_part_of_another_chart(tmp_path):
    # Helm hands `global` to charts that others depend on.
    shutil.copytree(chart.CHART, tmp_path / "charts" / chart.CHART.name)
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: platform\nversion: 1.0.0\n")
    (tmp_path / "values.yaml").write_text("global: {region: eu-central-1}\nprofile-iam-webhook: {replicas: 3}\n")
    done = chart.template(chart=tmp_path)
    assert done.returncode == 0, done.stderr
    (deployment,) = chart.of_kind(chart.documents(done.stdout), "Deployment")
    assert deployment["spec"]["replicas"] == 3
