"""Every alert has its runbook, every runbook its alert, and what a runbook names exists."""

import re

import pytest
from test_metrics import family
from tools import ROOT, RUNBOOKS, alert_names, metric_names, promtool

TEXT = RUNBOOKS.read_text(encoding="utf-8") if RUNBOOKS.exists() else ""
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))


def test_alerts_and_runbooks_are_the_same():
    assert sorted(name for name in SECTIONS if name.startswith("ProfileIamWebhook")) == alert_names()


@pytest.mark.parametrize("alert", alert_names())
def test_a_runbook_says_what_it_means_what_to_look_at_what_to_do_and_how_to_silence(alert):
    parts = re.findall(r"^\*\*([A-Z]\w+)", SECTIONS[alert], re.MULTILINE)
    assert parts == ["What", "Look", "What", "Silence"], parts
    assert re.search(r"^    \w", SECTIONS[alert], re.MULTILINE), "no command"


def test_the_table_at_the_top_names_each(tmp_path):
    assert sorted(re.findall(r"^\| \[(\w+)\]\(#(\w+)\)", TEXT, re.MULTILINE)) == sorted((name, name.lower()) for name in alert_names())


def anchor(heading):
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        path, _, name = target.partition("#")
        file = (RUNBOOKS.parent / path).resolve() if path else RUNBOOKS
        assert file.is_relative_to(ROOT) and file.exists(), target
        headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        assert not name or name in map(anchor, headings), target


def test_metrics_in_the_text_exist(known_names):
    named = metric_names(TEXT.replace('"', "'"))
    assert len(named) > 15
    # Of kube-apiserver and of every process there is more than our own dashboards ask for.
    others = {"apiserver_request_duration_seconds"}
    missing = {name for name in named if family(name, known_names) not in known_names} - others
    assert not missing, missing


def test_queries_in_the_text_are_promql(tmp_path):
    """Those on lines of their own: what is not a command of the shell."""
    lines = [line.strip() for line in re.findall(r"^    (\S.*)$", TEXT, re.MULTILINE)]
    queries = [line for line in lines if re.match(r"(sum|histogram_quantile|rate|time)\b", line)]
    assert len(queries) > 10
    file = tmp_path / "queries.yaml"
    rules = "".join(f"      - record: query:{number}\n        expr: |\n          {query}\n" for number, query in enumerate(queries))
    file.write_text(f"groups:\n  - name: queries\n    rules:\n{rules}", encoding="utf-8")
    code, words = promtool("check", "rules", file)
    assert code == 0, words
