"""What the chart makes of each values file, in full, so that a change of a template shows all that it changes.

    ./dev test chart -- --rewrite      writes golden/ anew; read the difference before you commit it
"""

import re

import chart

GOLDEN = chart.HERE / "golden"


def without_monitoring(text):
    """Dashboards and rules have tests of their own (tests/monitoring) and are long."""
    parts = re.split(r"^---\n", text, flags=re.MULTILINE)
    kept = [part for part in parts if part.strip() and "/templates/monitoring/" not in part.split("\n", 1)[0]]
    return "".join("---\n" + part for part in kept)


def test_renders_what_golden_says(case, rewrite):
    file = GOLDEN / f"{case.name}.yaml"
    text = without_monitoring(case.text)
    if rewrite:
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(text)
    assert file.exists() and file.read_text() == text, f"{file} differs; if that is meant: ./dev test chart -- --rewrite"


def test_has_no_golden_file_too_many(rewrite):
    extra = {file.stem for file in GOLDEN.glob("*.yaml")} - {case.name for case in chart.CASES}
    if rewrite:
        for name in extra:
            (GOLDEN / f"{name}.yaml").unlink()
        extra = set()
    assert not extra, "no values file has these names: ./dev test chart -- --rewrite"
