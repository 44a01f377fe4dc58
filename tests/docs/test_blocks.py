"""What readers copy out of these pages is understood by what they paste it into."""

import json
import subprocess

import pytest
import yaml
from conftest import CHART
from pages import all_pages

FENCES = [(page, fence) for page in all_pages() for fence in page.fences]


def name_of(value) -> str:
    page, fence = value
    return f"{page.name}:{fence.line}"


def blocks(*languages):
    return [each for each in FENCES if each[1].language in languages]


@pytest.mark.parametrize("block", blocks("yaml", "yml"), ids=name_of)
def test_yaml_parses(block):
    documents = list(yaml.safe_load_all(block[1].text))
    assert any(documents), "an empty block"


@pytest.mark.parametrize("block", blocks("json"), ids=name_of)
def test_json_parses(block):
    json.loads(block[1].text)


@pytest.mark.parametrize("block", [each for each in blocks("yaml") if each[1].text.startswith("# values")], ids=name_of)
def test_values_are_taken_by_the_chart(block, helm, tmp_path):
    # The chart's schema knows no unknown keys: a value that was renamed is an error here.
    file = tmp_path / "values.yaml"
    file.write_text(block[1].text)
    done = subprocess.run([helm, "template", "test", CHART, "--values", file], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", blocks("yaml"), ids=name_of)
def test_manifests_are_complete_enough_to_apply(block):
    for document in yaml.safe_load_all(block[1].text):
        if not isinstance(document, dict) or not {"apiVersion", "kind"} <= set(document):
            continue
        if document["kind"] in ("Kustomization", "Config", "AdmissionConfiguration", "WebhookAdmissionConfiguration"):
            continue
        assert document.get("metadata", {}).get("name"), f"{name_of(block)}: a {document['kind']} without a name"
