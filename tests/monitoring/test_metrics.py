"""What /metrics says is well-formed by Prometheus' own judgement, and has all that rules and dashboards ask for."""

import exported
import pytest
from tools import DASHBOARDS, dashboard, metric_names, promtool, queries, rules

# Endings by which the series of a histogram are asked for.
ENDINGS = ("_bucket", "_count", "_sum")


def family(name, known):
    """Of a series: `x_count` belongs to the histogram `x`, unless something is named so itself."""
    if name in known:
        return name
    return next((name.removesuffix(ending) for ending in ENDINGS if name.endswith(ending)), name)


@pytest.mark.parametrize("source", ["of_files", "of_a_cluster"])
def test_promtool_has_nothing_to_say_about_metrics(source, request):
    assert promtool("check", "metrics", stdin=request.getfixturevalue(source)) == (0, "")


def test_promtool_would_say_something():
    code, words = promtool("check", "metrics", stdin="# TYPE things counter\nthings 1\n")
    assert code == 3 and "_total" in words


def test_every_metric_of_a_rule_exists(known_names):
    for rule in rules():
        missing = {name for name in metric_names(rule["expr"]) if family(name, known_names) not in known_names}
        assert not missing, f"{rule['alert']} asks for {missing}"


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_every_metric_of_a_dashboard_exists(path, known_names):
    for title, expression in queries(dashboard(path)):
        missing = {name for name in metric_names(expression) if family(name, known_names) not in known_names}
        assert not missing, f"{title} asks for {missing}"


def test_every_metric_is_shown_somewhere(known_names):
    """A metric that no dashboard and no rule asks for is one that nobody will find in an outage."""
    expressions = [rule["expr"] for rule in rules()] + [expression for path in DASHBOARDS for _, expression in queries(dashboard(path))]
    asked = {family(name, known_names) for expression in expressions for name in metric_names(expression)}
    # Of use when one looks at one process: address space says nothing; files' own moments are told by the log.
    unshown = {"process_virtual_memory_bytes", "profile_iam_webhook_loads_total", "profile_iam_webhook_last_load_timestamp_seconds"}
    assert known_names - asked == unshown


def test_names_that_come_late_are_not_there_at_once(of_files, of_a_cluster):
    """Else they would not have to be listed, and the list would hide a name that is gone."""
    at_once = exported.names(of_files) | exported.names(of_a_cluster)
    assert not at_once & exported.WITH_A_CLUSTER
