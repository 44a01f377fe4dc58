"""Files that are written from the chart are in step with it. `./dev test chart -- --rewrite` puts them right."""

import chart
import generate

COMMAND = "out of step with the chart: ./dev test chart -- --rewrite"


def test_readme_has_every_value(rewrite):
    wanted = generate.readme()
    if rewrite:
        generate.README.write_text(wanted)
    assert generate.README.read_text() == wanted, f"{generate.README} is {COMMAND}"


def test_kustomize_is_the_chart_with_default_values(rewrite):
    wanted = generate.kustomize()
    if rewrite:
        generate.KUSTOMIZE.mkdir(exist_ok=True)
        for name, text in wanted.items():
            (generate.KUSTOMIZE / name).write_text(text)
    found = {file.name: file.read_text() for file in generate.KUSTOMIZE.glob("*")}
    assert found == wanted, f"{generate.KUSTOMIZE} is {COMMAND}"


def test_kustomize_has_no_hook_and_its_namespace():
    objects = [each for name, text in generate.kustomize().items() if name != "kustomization.yaml" for each in chart.documents(text)]
    namespaces = {each["metadata"]["namespace"] for each in objects if "namespace" in each["metadata"]}
    assert namespaces == {each["metadata"]["name"] for each in chart.of_kind(objects, "Namespace")}
    assert not [each for each in objects if chart.is_hook(each)]
    assert "elm" not in str([each["metadata"] for each in objects])
