"""Each alert fires when it should, and at no other time: promtool plays the rules over the series of cases.py."""

import re

import pytest
import yaml
from cases import CASES, STEP_S
from tools import RULES, alert_names, promtool, rules

# Of these parts of the words nothing is left when promtool expands them wrongly.
TEMPLATE_FAULTS = ("<no value>", "<error", "%!")


def written(folder, tests, name="cases.yaml"):
    """A test file for promtool."""
    file = folder / name
    everything = {"rule_files": [str(RULES)], "evaluation_interval": f"{STEP_S}s", "tests": tests}
    file.write_text(yaml.safe_dump(everything, sort_keys=False), encoding="utf-8")
    return file


def test_promtool_takes_the_rules():
    code, words = promtool("check", "rules", RULES)
    assert code == 0 and f"{len(rules())} rules found" in words, words


def expectation(alert, minute, labels):
    """How many alerts fire that have all these labels: exactly one."""
    matchers = ",".join(f'{key}="{value}"' for key, value in {"alertname": alert, "alertstate": "firing", **labels}.items())
    return {"expr": f"count(ALERTS{{{matchers}}})", "eval_time": f"{minute}m", "exp_samples": [{"labels": "{}", "value": 1}]}


def count(alert, minute, firing):
    samples = [{"labels": "{}", "value": firing}] if firing else []
    return {"expr": f'count(ALERTS{{alertname="{alert}",alertstate="firing"}})', "eval_time": f"{minute}m", "exp_samples": samples}


def name_of(case):
    return f"{case.alert.removeprefix('ProfileIamWebhook')}: {case.claim}"


def as_test(case):
    """For promtool."""
    expected = []
    for minute, firing in case.fires.items():
        expected.append(count(case.alert, minute, len(firing)))
        expected += [expectation(case.alert, minute, labels) for labels in firing]
    series = [{"series": name, "values": values} for name, values in case.series.items()]
    # promtool does not say the name of a test that fails, but the expression with its comment.
    named = [{**each, "expr": f"{each['expr']} # {name_of(case)}"} for each in expected]
    return {"interval": f"{STEP_S}s", "input_series": series, "promql_expr_test": named}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """{name of a case: what promtool says of it}. One run for all takes a third of the time of one for each."""
    code, words = promtool("test", "rules", written(tmp_path_factory.mktemp("cases"), [as_test(case) for case in CASES]))
    found = {}
    for complaint in re.split(r"^ *expr: ", words, flags=re.MULTILINE)[1:]:
        name = re.match(r'".*? # (.*?)", time: ', complaint)[1]
        found[name] = found.get(name, "") + complaint
    assert (code == 0) == (not found) and found.keys() <= set(map(name_of, CASES)), words
    return found


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_it_fires_exactly_when_it_should(case, complaints):
    assert name_of(case) not in complaints, complaints[name_of(case)]


def test_cases_have_names_of_their_own():
    assert len(set(map(name_of, CASES))) == len(CASES)


def test_every_alert_has_cases_of_both_sorts():
    for alert in alert_names():
        of_it = [case for case in CASES if case.alert == alert]
        assert any(any(case.fires.values()) for case in of_it), f"{alert} never fires"
        assert any(not any(case.fires.values()) for case in of_it), f"{alert} always fires"


def test_every_rule_of_every_alert_fires_in_some_case():
    """Of one name there may be two, of different severity or seen by another."""
    for rule in rules():
        fired = [labels for case in CASES if case.alert == rule["alert"] for firing in case.fires.values() for labels in firing]
        wanted = rule["labels"].items()
        assert any(all(labels.get(key) == value for key, value in wanted) for labels in fired), (rule["alert"], rule["labels"])


def test_the_words_of_every_alert_have_their_numbers(tmp_path):
    """promtool shows what it got where nothing is expected; that is read here, because the words may change."""
    seen = set()
    for case in CASES:
        firing = [minute for minute, labels in case.fires.items() if labels]
        if not firing or case.alert in seen:
            continue
        seen.add(case.alert)
        series = [{"series": name, "values": values} for name, values in case.series.items()]
        asked = [{"eval_time": f"{firing[0]}m", "alertname": case.alert, "exp_alerts": []}]
        code, words = promtool("test", "rules", written(tmp_path, [{"interval": f"{STEP_S}s", "input_series": series, "alert_rule_test": asked}]))
        assert code == 1, words
        found = re.search(r'description="(.*?)", runbook_url', words, re.DOTALL)
        assert found and not any(fault in words for fault in TEMPLATE_FAULTS), words
        assert re.search(r"\d", found[1]), f"{case.alert} says no number: {found[1]}"
    assert sorted(seen) == alert_names()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule['alert']}-{rule['labels']['severity']}")
def test_an_alert_says_what_who_and_where(rule):
    assert rule["labels"]["severity"] in ("critical", "warning")
    annotations = rule["annotations"]
    assert set(annotations) == {"summary", "description", "runbook_url"}
    assert "{{" not in annotations["summary"]  # the same for all of a group, and short enough for a pager
    assert len(annotations["summary"]) <= 100
    assert "$value" in annotations["description"]
    assert annotations["runbook_url"] == f"docs/runbooks.md#{rule['alert'].lower()}"


def test_the_alerts_are_those_of_the_contract():
    names = "Errors Slow CertificateExpiring StateOld NotSynced TooFewReplicas FailedOpen FailurePolicyWeak ProfilesNotWorking"
    assert alert_names() == sorted(f"ProfileIamWebhook{name}" for name in names.split())
