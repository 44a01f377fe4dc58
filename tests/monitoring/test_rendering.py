"""What the chart makes of the rules and dashboards."""

import json
import re
import subprocess

import pytest
import yaml
from tools import CHART, DASHBOARDS, RULES, alert_names, dashboard, promtool, rules, tool

KINDS = {"ServiceMonitor": "serviceMonitor", "PodMonitor": "podMonitor", "PrometheusRule": "prometheusRule"}
# Values of the chart, and the number that stands in the file without Helm.
NUMBERS = {"minimumReplicas": 2, "errorRatio": 0.05, "slowSeconds": 0.5, "certificateDays": 14, "stateAgeSeconds": 300}


def rendered(tmp_path, values=None):
    file = tmp_path / "values.yaml"
    file.write_text(yaml.safe_dump(values or {}), encoding="utf-8")
    command = [tool("PIW_TOOLS", "helm"), "template", "rel", str(CHART), "--namespace=monitored", f"--values={file}", "--kube-version=1.34.0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return [each for each in yaml.safe_load_all(done.stdout) if each]


def of_kind(objects, kind):
    return [each for each in objects if each["kind"] == kind]


def prometheus_rule(tmp_path, **values):
    [found] = of_kind(rendered(tmp_path, {"prometheusRule": {"enabled": True, **values}}), "PrometheusRule")
    return found


def rules_of(found):
    return [rule for group in found["spec"]["groups"] for rule in group["rules"]]


def dashboards_of(objects):
    return [each for each in of_kind(objects, "ConfigMap") if each["metadata"]["name"].endswith("-dashboards")]


def test_nothing_of_it_is_there_by_default(tmp_path):
    objects = rendered(tmp_path)
    assert not [each for each in objects if each["kind"] in KINDS] and not dashboards_of(objects)


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_switched_on_alone_and_labelled(kind, tmp_path):
    objects = rendered(tmp_path, {KINDS[kind]: {"enabled": True, "labels": {"release": "prometheus"}}})
    [found] = [each for each in objects if each["kind"] in KINDS]
    assert found["kind"] == kind and found["apiVersion"] == "monitoring.coreos.com/v1"
    assert found["metadata"]["namespace"] == "monitored"
    labels = found["metadata"]["labels"]
    assert labels["release"] == "prometheus" and labels["app.kubernetes.io/instance"] == "rel"


def test_the_service_monitor_finds_the_service_and_its_port(tmp_path):
    objects = rendered(tmp_path, {"serviceMonitor": {"enabled": True, "interval": "17s"}})
    [found], services = of_kind(objects, "ServiceMonitor"), of_kind(objects, "Service")
    wanted = found["spec"]["selector"]["matchLabels"].items()
    [service] = [each for each in services if wanted <= each["metadata"]["labels"].items()]
    [endpoint] = found["spec"]["endpoints"]
    assert endpoint["port"] in [port["name"] for port in service["spec"]["ports"]]
    assert endpoint["interval"] == "17s" and endpoint["path"] == "/metrics"
    assert found["spec"]["namespaceSelector"]["matchNames"] == [service["metadata"]["namespace"]]


def test_the_pod_monitor_finds_the_pods_and_their_port(tmp_path):
    objects = rendered(tmp_path, {"podMonitor": {"enabled": True}})
    [found], [deployment] = of_kind(objects, "PodMonitor"), of_kind(objects, "Deployment")
    template = deployment["spec"]["template"]
    assert found["spec"]["selector"]["matchLabels"].items() <= template["metadata"]["labels"].items()
    [endpoint] = found["spec"]["podMetricsEndpoints"]
    assert endpoint["port"] in [port["name"] for container in template["spec"]["containers"] for port in container["ports"]]


@pytest.mark.parametrize("kind", ["serviceMonitor", "podMonitor"])
def test_relabelings_are_passed_on(kind, tmp_path):
    some = [{"targetLabel": "cluster", "replacement": "here"}]
    [found] = of_kind(rendered(tmp_path, {kind: {"enabled": True, "relabelings": some, "metricRelabelings": some}}), kind[0].upper() + kind[1:])
    [endpoint] = found["spec"].get("endpoints") or found["spec"]["podMetricsEndpoints"]
    assert endpoint["relabelings"] == endpoint["metricRelabelings"] == some


def test_by_default_the_rules_are_those_of_the_file(tmp_path):
    assert prometheus_rule(tmp_path)["spec"] == yaml.safe_load(RULES.read_text(encoding="utf-8"))


def test_prometheus_takes_what_is_rendered(tmp_path):
    found = prometheus_rule(tmp_path, **{name: number * 3 for name, number in NUMBERS.items()})
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump(found["spec"]), encoding="utf-8")
    code, words = promtool("check", "rules", file)
    assert code == 0, words


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_a_value(name, tmp_path):
    """Just those rules change that name it, and just there."""
    marker = f"# prometheusRule.{name}"
    number = 7 if name != "errorRatio" else 0.125
    changed = 0
    for before, after in zip(rules(), rules_of(prometheus_rule(tmp_path, **{name: number})), strict=True):
        if marker in before["expr"]:
            assert f" {NUMBERS[name]} {marker}" in before["expr"]
            assert after["expr"] == before["expr"].replace(f" {NUMBERS[name]} {marker}", f" {number} {marker}")
            changed += 1
        else:
            assert after == before
    assert changed == 1


def test_every_number_in_the_file_is_a_value_of_the_chart():
    named = re.findall(r"# prometheusRule\.(\w+)", "".join(rule["expr"] for rule in rules()))
    values = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))["prometheusRule"]
    assert {name: values[name] for name in named} == NUMBERS


def test_runbooks_are_where_the_value_says(tmp_path):
    for rule in rules_of(prometheus_rule(tmp_path, runbookURL="https://wiki.example/runbooks")):
        assert rule["annotations"]["runbook_url"] == f"https://wiki.example/runbooks#{rule['alert'].lower()}"


def test_labels_are_added_to_every_alert(tmp_path):
    for before, after in zip(rules(), rules_of(prometheus_rule(tmp_path, alertLabels={"team": "platform"})), strict=True):
        assert after["labels"] == {**before["labels"], "team": "platform"}


def test_alerts_can_be_left_out(tmp_path):
    found = {rule["alert"] for rule in rules_of(prometheus_rule(tmp_path, disabledAlerts=["ProfileIamWebhookSlow", "ProfileIamWebhookErrors"]))}
    assert sorted(found | {"ProfileIamWebhookSlow", "ProfileIamWebhookErrors"}) == alert_names()
    assert found.isdisjoint({"ProfileIamWebhookSlow", "ProfileIamWebhookErrors"})


def test_all_alerts_can_be_left_out(tmp_path):
    assert not rules_of(prometheus_rule(tmp_path, disabledAlerts=alert_names()))


def test_dashboards_are_put_in_as_they_are_with_the_sidecars_label(tmp_path):
    values = {"dashboards": {"enabled": True, "annotations": {"grafana_folder": "Kubeflow"}}}
    [found] = dashboards_of(rendered(tmp_path, values))
    assert found["metadata"]["labels"]["grafana_dashboard"] == "1"
    assert found["metadata"]["annotations"] == {"grafana_folder": "Kubeflow"}
    assert {name: json.loads(text) for name, text in found["data"].items()} == {path.name: dashboard(path) for path in DASHBOARDS}
    assert len(json.dumps(found)) < 1 << 20  # what etcd takes


def test_dashboards_take_other_labels(tmp_path):
    [found] = dashboards_of(rendered(tmp_path, {"dashboards": {"enabled": True, "labels": {"grafana_dashboard": None, "team": "platform"}}}))
    assert found["metadata"]["labels"]["team"] == "platform" and "grafana_dashboard" not in found["metadata"]["labels"]
