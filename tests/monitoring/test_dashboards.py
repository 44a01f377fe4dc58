"""The dashboards are what Grafana and its sidecar can take."""

import collections
import json
import re

import pytest
import yaml
from tools import DASHBOARDS, dashboard, metric_names, panels, promtool, queries, with_variables

each_dashboard = pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)


def test_there_are_two():
    assert len(DASHBOARDS) == 2


@each_dashboard
def test_it_is_json_without_a_repeated_key(path):
    def unique(pairs):
        repeated = [key for key, count in collections.Counter(key for key, _ in pairs).items() if count > 1]
        assert not repeated, repeated
        return dict(pairs)

    json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique)


@each_dashboard
def test_ids_are_unique(path):
    ids = [panel["id"] for panel in panels(dashboard(path))]
    assert len(ids) == len(set(ids))


def test_boards_have_uids_and_titles_of_their_own():
    boards = [dashboard(path) for path in DASHBOARDS]
    for key in ("uid", "title"):
        assert len({board[key] for board in boards}) == len(boards)
    for board in boards:
        assert board["id"] is None  # an id is one database's
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,40}", board["uid"])  # Grafana's own bound


@each_dashboard
def test_panels_lie_on_the_grid_and_none_on_another(path):
    taken = {}
    for panel in panels(dashboard(path)):
        place = panel["gridPos"]
        assert 0 <= place["x"] and place["x"] + place["w"] <= 24 and place["h"] > 0, panel["title"]
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                assert (x, y) not in taken, f"{panel['title']} lies on {taken[x, y]}"
                taken[x, y] = panel["title"]


@each_dashboard
def test_everything_is_asked_of_the_chosen_data_source(path):
    board = dashboard(path)
    chosen = {"type": "prometheus", "uid": "${datasource}"}
    for panel in panels(board):
        if panel["type"] != "row":
            assert panel["datasource"] == chosen, panel["title"]
            assert all(target["datasource"] == chosen for target in panel["targets"]), panel["title"]
    variables = {variable["name"]: variable for variable in board["templating"]["list"]}
    assert list(variables) == ["datasource", "namespace", "job"]
    # `.*` matches a series without that label, too: a Prometheus without Kubernetes' service discovery has no namespaces.
    assert all(variables[name]["allValue"] == ".*" and variables[name]["includeAll"] for name in ("namespace", "job"))


@each_dashboard
def test_a_panel_has_targets_with_ids_of_their_own_and_a_title(path):
    for panel in panels(dashboard(path)):
        assert panel["title"]
        ids = [target["refId"] for target in panel.get("targets", [])]
        assert len(ids) == len(set(ids)) and (ids or panel["type"] == "row"), panel["title"]


@each_dashboard
def test_every_query_is_promql(path, tmp_path):
    board = dashboard(path)
    expressions = [expression for _, expression in queries(board)]
    expressions += [annotation["expr"] for annotation in board["annotations"]["list"] if "expr" in annotation]
    as_rules = [{"record": f"query:{number}", "expr": with_variables(each)} for number, each in enumerate(expressions)]
    file = tmp_path / "queries.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": as_rules}]}), encoding="utf-8")
    code, words = promtool("check", "rules", file)
    assert code == 0, words


@each_dashboard
def test_every_query_of_ours_follows_the_variables(path):
    for title, expression in queries(dashboard(path)):
        for selector in re.findall(r"profile_iam_webhook_\w+(\{[^}]*\})?", expression):
            assert 'namespace=~"$namespace"' in selector and 'job=~"$job"' in selector, f"{title}: {expression}"
        if any(name.startswith("process_") for name in metric_names(expression)):
            assert "profile_iam_webhook_build_info{" in expression, f"{title} shows every process there is"


@each_dashboard
def test_no_counter_is_shown_raw(path):
    for title, expression in queries(dashboard(path)):
        for name in metric_names(expression):
            if name.endswith(("_total", "_count", "_bucket")):
                for start in (match.start() for match in re.finditer(rf"\b{name}\b", expression)):
                    assert re.search(r"(rate|increase|changes)\($", expression[:start]), f"{title}: {expression}"
