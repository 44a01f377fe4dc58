"""Where the rules and dashboards are, and the programs that judge them."""

import json
import os
import pathlib
import re
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHART = ROOT / "charts/profile-iam-webhook"
RULES = CHART / "rules/profile-iam-webhook.yaml"
DASHBOARDS = sorted((CHART / "dashboards").glob("*.json"))
RUNBOOKS = ROOT / "docs/runbooks.md"


def tool(variable, name):
    """Path of a program in the folder that `./dev` names in this variable."""
    folder = os.environ.get(variable)
    assert folder, f"{variable} is not set: run through `./dev test monitoring`"
    found = pathlib.Path(folder) / name
    assert os.access(found, os.X_OK), f"there is no {name} in {folder} ({variable}): run through `./dev test monitoring`"
    return str(found)


def binary():
    found = os.environ.get("PIW_BINARY", str(ROOT / "build/release/profile-iam-webhook"))
    assert os.access(found, os.X_OK), f"there is no {found}: run through `./dev test monitoring`"
    return found


def promtool(*arguments, stdin=None):
    """(exit code, all that it printed)"""
    command = [tool("PIW_PROMETHEUS", "promtool"), *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def rules():
    """Every rule of the file, in its order."""
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def alert_names():
    return sorted({rule["alert"] for rule in rules() if "alert" in rule})


def dashboard(path):
    return json.loads(path.read_text(encoding="utf-8"))


def panels(board):
    """Of all rows, those that are folded included."""
    for panel in board["panels"]:
        yield panel
        yield from panel.get("panels", [])


# What Grafana would put in, for a range of a few minutes.
VARIABLES = {"$__rate_interval": "2m", "$__range": "5m", "$__interval": "15s", "$namespace": ".*", "$job": ".*"}


def with_variables(expression, variables=None):
    for name, value in (variables or VARIABLES).items():
        expression = expression.replace(name, value)
    assert "$" not in expression, f"an unknown variable: {expression}"
    return expression


def queries(board):
    """(title of the panel, expression) of everything that a dashboard asks, annotations and variables aside."""
    return [(panel["title"], target["expr"]) for panel in panels(board) for target in panel.get("targets", [])]


def metric_names(expression):
    """The metrics that a query of ours names: all of our own, of kube-apiserver, of a process, and `up`."""
    without_strings = re.sub(r'"(?:[^"\\]|\\.)*"', '""', expression)
    return set(re.findall(r"\b(?:profile_iam_webhook_\w+|apiserver_\w+|process_\w+|up)\b", without_strings))
