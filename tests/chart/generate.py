"""What is written from the chart: the values table of its README.md, and charts/kustomize/ for people without Helm.

test_generated.py holds the files against this; `./dev test chart -- --rewrite` writes them.
"""

import json
import re

import chart

README = chart.CHART / "README.md"
KUSTOMIZE = chart.ROOT / "charts/kustomize"
BEGIN, END = "<!-- values: written by ./dev test chart -- --rewrite -->", "<!-- end of values -->"
# What only Helm needs to know; `managed-by: Helm` would keep `helm install` from taking the objects over, and kubectl cares not.
OF_HELM = re.compile(r"^ *(app\.kubernetes\.io/managed-by|helm\.sh/chart): .*\n", re.MULTILINE)


def schema():
    return json.loads((chart.CHART / "values.schema.json").read_text())


def leaves(properties, values, path=""):
    """(path, schema, default) of every value that somebody may set."""
    for name, each in properties.items():
        if name in values and each.get("properties") and isinstance(values[name], dict) and "additionalProperties" in each and not is_verbatim(each):
            yield from leaves(each["properties"], values[name], f"{path}{name}.")
        elif name in values:
            yield path + name, each, values[name]


def is_verbatim(each):
    """Goes into the Pod as it is: described as a whole."""
    return "claims" in each["properties"]


def type_of(each):
    if "enum" in each:
        return " or ".join(f"`{json.dumps(value)}`" if value is None else f"`{value}`" for value in each["enum"])
    types = each["type"] if isinstance(each["type"], list) else [each["type"]]
    text = " or ".join({"object": "map", "array": "list", "null": "`null`"}.get(name, name) for name in types)
    if "integer" in types and "string" not in types:
        text += f", {each['minimum']}..{each['maximum']}"
    return text


def table():
    lines = ["| value | type | default | what |", "|---|---|---|---|"]
    for path, each, default in leaves(schema()["properties"], chart.default_values()):
        what = each["description"].replace("|", "\\|")
        lines.append(f"| `{path}` | {type_of(each)} | `{json.dumps(default)}` | {what} |")
    return "\n".join(lines)


def readme():
    """README.md with the table as it should be."""
    before, rest = README.read_text().split(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{rest[rest.index(END):]}"


NAMESPACE = """\
# The webhook's own namespace: Pods of Kubeflow's namespaces are served, its own are not.
apiVersion: v1
kind: Namespace
metadata:
  name: profile-iam-system
  labels:
    pod-security.kubernetes.io/enforce: restricted
"""

KUSTOMIZATION = """\
# kubectl apply -k charts/kustomize: the Helm chart with its default values, for people without Helm. Written by
# `./dev test chart -- --rewrite`; change the chart, not these files. Other values: `helm template`, or patches of your own.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - namespace.yaml
  - profile-iam-webhook.yaml
# Where your cluster pulls the image from: newName, newTag or digest.
images:
  - name: profile-iam-webhook
"""


def kustomize():
    """{file name: content} of charts/kustomize/."""
    text = OF_HELM.sub("", chart.rendered("--no-hooks"))
    return {"kustomization.yaml": KUSTOMIZATION, "namespace.yaml": NAMESPACE, "profile-iam-webhook.yaml": text}
