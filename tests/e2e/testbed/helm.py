"""The real helm."""

import json
import os
import pathlib
import subprocess

from .paths import ROOT

CHART = ROOT / "charts/profile-iam-webhook"


def tools():
    """The folder of helm and of other projects' CRDs."""
    folder = os.environ.get("PIW_TOOLS")
    assert folder, "no PIW_TOOLS: run through `./dev test e2e`"
    return pathlib.Path(folder)


class Helm:
    """As the user of a kubeconfig. Calls return the finished process; a failure is an AssertionError with its words, unless
    `check=False`."""

    def __init__(self, kubeconfig, home):
        homes = {f"HELM_{kind}_HOME": str(home / f"helm-{kind.lower()}") for kind in ("CACHE", "CONFIG", "DATA")}
        self._environment = {**os.environ, **homes, "KUBECONFIG": str(kubeconfig)}

    def __call__(self, *arguments, check=True, within_s=110):
        command = [tools() / "helm", *map(str, arguments)]
        run = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=within_s, check=False)
        assert not check or run.returncode == 0, f"helm {' '.join(map(str, arguments))}: exit {run.returncode}\n{run.stderr}{run.stdout}"
        return run


def settings(values):
    """--set-json for each of {"a.b": value}."""
    return [f"--set-json={key}={json.dumps(value)}" for key, value in values.items()]
