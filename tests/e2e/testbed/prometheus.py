"""A real Prometheus that watches the replicas and kube-apiserver by the chart's own rules, only faster: what takes minutes
in a cluster takes seconds here."""

import json
import os
import pathlib
import re
import subprocess
import urllib.parse
import urllib.request

import yaml

from . import network
from .paths import ROOT
from .process import Process
from .waiting import eventually

CHART = ROOT / "charts/profile-iam-webhook"
REPLICAS = network.POD_ADDRESSES[:3]  # where it looks for replicas, port 8080
WINDOW_S = 5  # instead of 5 or 10 minutes
STATE_AGE_S = 4  # value stateAgeSeconds
_SCRAPES = {"replicas": "250ms", "kube-apiserver": "1s"}


def _program(variable, name):
    folder = os.environ.get(variable)
    assert folder, f"{variable} is not set: run through `./dev test e2e`"
    found = pathlib.Path(folder) / name
    assert os.access(found, os.X_OK), f"there is no {name} in {folder} ({variable}): run through `./dev test e2e`"
    return str(found)


def rendered_rules():
    """The groups of the chart's PrometheusRule."""
    values = f"prometheusRule.enabled=true,prometheusRule.stateAgeSeconds={STATE_AGE_S}"
    template = "templates/monitoring/prometheusrule.yaml"
    command = [_program("PIW_TOOLS", "helm"), "template", "x", str(CHART), "--kube-version=1.34.0", f"--set={values}", f"--show-only={template}"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return yaml.safe_load(run.stdout)["spec"]["groups"]


def faster(groups):
    """The same rules: every window is WINDOW_S, and nothing has to last."""
    for rule in (rule for group in groups for rule in group["rules"]):
        assert re.search(r"\d+m", rule["expr"] + rule.get("for", "0m")), rule  # nothing that would stay as slow as it is
        rule["expr"] = re.sub(r"\[\d+m\]", f"[{WINDOW_S}s]", rule["expr"])
        rule["expr"] = re.sub(r"offset \d+m", f"offset {WINDOW_S}s", rule["expr"])
        rule["for"] = "0s"
        assert not re.search(r"\b\d+m\b", rule["expr"]), rule["expr"]
    return groups


class Prometheus:
    """Its targets are fixed: a replica that is not there is down, as it would be."""

    def __init__(self, warden, folder, cluster):
        self._folder = pathlib.Path(folder)
        self._folder.mkdir()
        self._port = network.free_port()
        self._cluster = cluster
        (self._folder / "rules.yaml").write_text(yaml.safe_dump({"groups": faster(rendered_rules())}), encoding="utf-8")
        (self._folder / "token").touch(mode=0o600)
        (self._folder / "token").write_text(cluster.admin_token, encoding="ascii")
        (self._folder / "prometheus.yaml").write_text(yaml.safe_dump(self._configuration()), encoding="utf-8")
        arguments = [
            _program("PIW_PROMETHEUS", "prometheus"), f"--config.file={self._folder}/prometheus.yaml", f"--storage.tsdb.path={self._folder}/data",
            f"--web.listen-address=127.0.0.1:{self._port}", "--log.level=warn",
        ]  # fmt: skip
        self.process = Process(warden, "prometheus", arguments, self._folder / "prometheus.log")

    def _configuration(self):
        of_kube_apiserver = {
            "job_name": "kube-apiserver", "scrape_interval": _SCRAPES["kube-apiserver"], "scrape_timeout": "1s", "scheme": "https",
            "authorization": {"credentials_file": f"{self._folder}/token"},
            "tls_config": {"ca_file": str(self._cluster.ca_file)},
            "static_configs": [{"targets": [urllib.parse.urlsplit(self._cluster.address).netloc]}],
            # The rest is two megabytes, a second.
            "metric_relabel_configs": [{"source_labels": ["__name__"], "regex": "apiserver_admission_webhook_.*", "action": "keep"}],
        }  # fmt: skip
        replicas = {
            "job_name": "profile-iam-webhook", "scrape_interval": _SCRAPES["replicas"], "scrape_timeout": _SCRAPES["replicas"],
            "static_configs": [{"targets": [f"{address}:8080" for address in REPLICAS], "labels": {"namespace": "profile-iam-system"}}],
        }
        return {"global": {"evaluation_interval": "250ms"}, "rule_files": ["rules.yaml"], "scrape_configs": [of_kube_apiserver, replicas]}

    def start(self):
        """Returns when it looks at kube-apiserver."""
        self.process.start()

        def looks():
            assert self.process.is_running(), self.process.tail()
            try:
                return self.query('up{job="kube-apiserver"} == 1')
            except OSError:
                return False

        eventually(looks, "Prometheus scrapes kube-apiserver", explain=self.process.tail)
        return self

    def query(self, expression):
        """[(labels, value)] as of now."""
        result = self._get("query", query=expression)["result"]
        return [(each["metric"], float(each["value"][1])) for each in result]

    def firing(self, alert=None):
        """Labels of each alert that fires, `annotations` among them; of one name, if given."""
        found = [each for each in self._get("alerts")["alerts"] if each["state"] == "firing"]
        return [
            {**each["labels"], "annotations": each["annotations"]} for each in found if alert is None or each["labels"]["alertname"] == alert
        ]  # fmt: skip

    def wait_firing(self, alert, **labels):
        """Until one of that name with these labels fires; returns it. Its words have numbers and no mistake."""
        short = f"{alert.removeprefix('ProfileIamWebhook')} {labels or ''}"

        def found():
            return next((each for each in self.firing(alert) if labels.items() <= each.items()), None)

        fires = eventually(found, lambda: f"{short} fires; there are {self.names()}", explain=self.process.tail)
        words = fires["annotations"]["description"]
        assert re.search(r"\d", words) and not re.search(r"<no value>|<error|%!", words), words
        return fires

    def wait_quiet(self, *alerts):
        """Until none of these fires; without any, none at all."""
        eventually(lambda: not self.names() & set(alerts or self.names()), lambda: f"{alerts or 'all'} are quiet; there are {self.firing()}")

    def names(self):
        """Of all that fire."""
        return {each["alertname"] for each in self.firing()}

    def _get(self, what, **parameters):
        url = f"http://127.0.0.1:{self._port}/api/v1/{what}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)["data"]
