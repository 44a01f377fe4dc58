"""What `helm install` says at its end. Helm renders NOTES.txt only when it installs, so it is rendered as an object here."""

import shutil

import chart
import pytest

WRAPPED = """\
{{- define "the.notes" -}}
%s
{{- end -}}
apiVersion: v1
kind: ConfigMap
metadata: {name: notes}
data: {notes: {{ include "the.notes" . | toJson }}}
"""


@pytest.fixture(scope="module")
def with_notes(tmp_path_factory):
    copy = tmp_path_factory.mktemp("notes") / "chart"
    shutil.copytree(chart.CHART, copy)
    (copy / "templates/notes.yaml").write_text(WRAPPED % (copy / "templates/NOTES.txt").read_text())
    return copy


def notes(with_notes, *values, **names):
    done = chart.template("--show-only", "templates/notes.yaml", *(part for value in values for part in ("--set", value)), chart=with_notes, **names)
    assert done.returncode == 0, done.stderr
    (only,) = chart.documents(done.stdout)
    return only["data"]["notes"]


def test_render_with_every_values_file(with_notes, case):
    done = chart.template("--show-only", "templates/notes.yaml", "--values", case.path, release=case.release, namespace=case.namespace, chart=with_notes)
    assert done.returncode == 0, done.stderr
    text = chart.documents(done.stdout)[0]["data"]["notes"]
    assert case.fullname in text and f"-n {case.namespace}" in text and "<no value>" not in text


def test_say_what_to_do_next(with_notes):
    text = notes(with_notes)
    assert "helm test profile-iam-webhook -n profile-iam-system" in text
    assert "kubectl -n profile-iam-system rollout status deployment/profile-iam-webhook" in text
    assert "WARNING" not in text


@pytest.mark.parametrize(("value", "warning"), [
    ("replicas=1", "one replica"),
    ("hostNetwork=true", "pod-security.kubernetes.io/enforce=privileged"),
    ("rbac.create=false", "rbac.create is false"),
])
def test_warn(with_notes, value, warning):
    text = notes(with_notes, value)
    assert "WARNING" in text and warning in text


def test_warn_of_a_shared_namespace(with_notes):
    assert "shared with others" in notes(with_notes, namespace="kubeflow")


def test_tell_an_observer_how_to_begin(with_notes):
    assert "mode=inject" in notes(with_notes, "mode=observe")


def test_say_how_to_uninstall(with_notes):
    assert "add --no-hooks" in notes(with_notes)
    assert "cleanupHook is off: before it, kubectl delete mutatingwebhookconfiguration" in notes(with_notes, "cleanupHook.enabled=false")
