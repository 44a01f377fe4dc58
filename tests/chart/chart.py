"""The chart as the tests see it: values files, and what helm makes of them.

A values file of values/ may name a release and a namespace in comments: `# release: NAME`, `# namespace: NAME`; else both
are as the documentation has them. Needs PIW_TOOLS, the folder with helm that tests/chart/tools makes.
"""

import dataclasses
import functools
import os
import pathlib
import re
import subprocess

import pytest
import yaml

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
CHART = ROOT / "charts/profile-iam-webhook"
RELEASE, NAMESPACE = "profile-iam-webhook", "profile-iam-system"
CONFIGURATION = "profile-iam-webhook"


def needed(variable):
    value = os.environ.get(variable)
    if not value:
        pytest.fail(f"{variable} is not set: run the tests as `./dev test chart`", pytrace=False)
    return value


def helm(*arguments):
    """Runs helm without a cluster."""
    environment = {**os.environ, "KUBECONFIG": "/dev/null"}
    return subprocess.run(
        [f"{needed('PIW_TOOLS')}/helm", *map(str, arguments)], capture_output=True, text=True, env=environment, timeout=60
    )


def template(*arguments, release=RELEASE, namespace=NAMESPACE, chart=CHART):
    """`helm template`, whether it works or not."""
    return helm("template", release, chart, "--namespace", namespace, *arguments)


@functools.cache
def rendered(*arguments, **names):
    """The text that `helm template` makes of these arguments, which must be right."""
    done = template(*arguments, **names)
    assert done.returncode == 0, done.stderr
    return done.stdout


def parsed(text):
    return yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 both are safe


@functools.cache
def documents(text):
    """The objects of a rendering; not to be changed, others look at them, too."""
    return [document for document in parsed(text) if document]


def of_kind(objects, kind):
    return [each for each in objects if each["kind"] == kind]


def is_hook(obj):
    return "helm.sh/hook" in obj["metadata"].get("annotations", {})


def pod_templates(objects):
    """(name, metadata, spec) of every Pod that these objects are or make."""
    for each in objects:
        if each["kind"] == "Pod":
            yield f"Pod/{each['metadata']['name']}", each["metadata"], each["spec"]
        elif "template" in each.get("spec", {}):
            template_ = each["spec"]["template"]
            yield f"{each['kind']}/{each['metadata']['name']}", template_["metadata"], template_["spec"]


def merged(defaults, given):
    """As helm does it: maps are merged, everything else is replaced."""
    if not isinstance(defaults, dict) or not isinstance(given, dict):
        return given
    return {**defaults, **{key: merged(defaults.get(key), value) for key, value in given.items()}}


@functools.cache
def default_values():
    return yaml.safe_load((CHART / "values.yaml").read_text())


@functools.cache
def values_of(path):
    return merged(default_values(), yaml.safe_load(path.read_text()))


@dataclasses.dataclass(frozen=True)
class Case:
    """One file of values/."""

    path: pathlib.Path

    @property
    def name(self):
        return self.path.stem

    def _said(self, what, default):
        found = re.search(rf"^# {what}: (\S+)$", self.path.read_text(), re.MULTILINE)
        return found[1] if found else default

    @property
    def release(self):
        return self._said("release", RELEASE)

    @property
    def namespace(self):
        return self._said("namespace", NAMESPACE)

    @property
    def values(self):
        """What is in force: the defaults with this file over them."""
        return values_of(self.path)

    @property
    def text(self):
        return rendered("--values", str(self.path), release=self.release, namespace=self.namespace)

    @property
    def objects(self):
        return documents(self.text)

    @property
    def fullname(self):
        return self.one("Deployment")["metadata"]["name"]

    def one(self, kind):
        (only,) = of_kind([each for each in self.objects if not is_hook(each)], kind)
        return only

    def none_or_one(self, kind):
        return next(iter(of_kind([each for each in self.objects if not is_hook(each)], kind)), None)


CASES = [Case(path) for path in sorted((HERE / "values").glob("*.yaml"))]
