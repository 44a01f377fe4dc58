"""The real kubectl."""

import json
import subprocess

import yaml

from .paths import program


class Kubectl:
    """As the user of a kubeconfig. Calls return standard output; a failure is an AssertionError with its words."""

    def __init__(self, kubeconfig, home):
        self._start = [program("kubectl"), f"--kubeconfig={kubeconfig}", f"--cache-dir={home}/kubectl-cache"]

    def run(self, *arguments, stdin=None, within_s=60):
        """The finished process, whatever its exit code."""
        command = [*self._start, *map(str, arguments)]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=within_s, check=False)

    def __call__(self, *arguments, **options):
        run = self.run(*arguments, **options)
        assert run.returncode == 0, f"kubectl {' '.join(map(str, arguments))}: exit {run.returncode}\n{run.stderr}{run.stdout}"
        return run.stdout

    def apply(self, *manifests, **options):
        """`kubectl apply -f -`; each a path, a text of YAML, or an object."""
        return self("apply", "-f", "-", stdin=as_yaml(*manifests), **options)

    def get(self, *arguments):
        return json.loads(self("get", "-o", "json", *arguments))


def as_yaml(*manifests):
    texts = []
    for manifest in manifests:
        if hasattr(manifest, "read_text"):
            texts.append(manifest.read_text(encoding="utf-8"))
        else:
            texts.append(manifest if isinstance(manifest, str) else yaml.safe_dump(manifest))
    return "\n---\n".join(texts)
