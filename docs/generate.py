#!/usr/bin/env python3
"""Writes docs/configuration.md from what the program and the chart say of themselves.

    python3 docs/generate.py            # writes docs/configuration.md
    python3 docs/generate.py --check    # exit 1 when it is out of step

The program is build/release/profile-iam-webhook, or what PIW_BINARY names. Nothing here knows a flag by heart but
CHART_VALUES: which of the chart's values sets which flag. tests/docs renders the chart and holds that table against it.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/configuration.md"
CHART = ROOT / "charts/profile-iam-webhook"
COMMAND = "python3 docs/generate.py"

# Flag of `serve` -> the chart's value that sets it. Those without one are set by the chart itself, or by extraArgs.
CHART_VALUES = {
    "port": "ports.webhook",
    "metrics-port": "ports.metrics",
    "workers": "workers",
    "tls-cert": "certificates.mode",
    "tls-key": "certificates.mode",
    "self-signed-secret": "certificates.mode",
    "client-ca": "certificates.clientCA.secretName",
    "tls-min-version": "certificates.tlsMinVersion",
    "tls-cipher-suites": "certificates.tlsCipherSuites",
    "max-connections": "limits.maxConnections",
    "max-connections-per-address": "limits.maxConnectionsPerAddress",
    "max-in-flight": "limits.maxInFlight",
    "max-body-memory": "limits.maxBodyMemory",
    "max-body-size": "limits.maxBodySize",
    "max-connection-age": "limits.maxConnectionAge",
    "shutdown-delay": "shutdown.delaySeconds",
    "shutdown-timeout": "shutdown.timeoutSeconds",
    "log-level": "log.level",
    "log-format": "log.format",
    "mode": "mode",
    "service-accounts": "serviceAccounts",
    "default-role-arn": "defaultRoleArn",
    "allowed-role": "allowedRoles",
    "allowed-profile-role": "allowedProfileRoles",
    "on-role-conflict": "onRoleConflict",
    "annotation-prefix": "annotationPrefix",
    "token-audience": "tokenAudience",
    "token-expiration": "tokenExpiration",
    "token-mount-path": "tokenMountPath",
    "aws-default-region": "awsDefaultRegion",
    "sts-regional-endpoint": "stsRegionalEndpoint",
    "skip-containers": "skipContainers",
}
# Flags that the chart always sets itself.
SET_BY_THE_CHART = {"service", "webhook-configuration"}

INTRODUCTION = f"""# Configuration

<!-- Written by `{COMMAND}`: do not edit by hand. -->

Every setting of the program, of the chart, and of the objects that the webhook reads. How to choose among them:
[install.md](install.md). What they do to a Pod: [README.md](../README.md#how-it-decides).

* [Where a setting comes from](#where-a-setting-comes-from)
* [Values of the chart](#values-of-the-chart)
* [Settings on objects](#settings-on-objects)
* [Commands and their flags](#commands-and-their-flags)

## Where a setting comes from

A flag on the command line wins over the environment, that over the file of `--config`, that over the default.

| | form | example |
|---|---|---|
| flag | `--name=value` or `--name value`; a switch may stand bare | `--token-expiration=3600` |
| environment | `PROFILE_IAM_WEBHOOK_` and the flag's name in capitals, `-` becomes `_` | `PROFILE_IAM_WEBHOOK_TOKEN_EXPIRATION=3600` |
| `--config` file | YAML; the key is the flag's name without its dashes; an unknown key is an error | `token-expiration: 3600` |

Lists are separated by commas, replace their default, and may be repeated. Durations are written `500ms`, `5s`, `10m`; sizes
`64KiB`, `7MiB`. A value that makes no sense ends the start with exit code 2 and a sentence. `serve --print-config` shows
what is in force and where each value came from.

The chart passes flags. What it has no value for goes into `extraArgs` or `extraEnv`.
"""

OBJECTS = """## Settings on objects

`<prefix>` is `--annotation-prefix`, by default `eks.amazonaws.com`.

On a **Profile**, in `spec` of its plugin `AwsIamForServiceAccount` (`spec.plugins`). Keys know no upper and lower case.

| key | type | meaning |
|---|---|---|
| `awsIamRole` | string | ARN of the role for the managed ServiceAccounts. Missing or no role ARN: the plugin is invalid, and they get no role |
| `annotateOnly` | boolean | read by Kubeflow's profile controller alone: `true` keeps it from editing the role's trust policy ([migrating.md](migrating.md#what-annotateonly-means)) |
| `serviceAccounts` | list of patterns | more ServiceAccounts that take the role, beside `--service-accounts` |
| `audience` | string | audience of the token |
| `tokenExpirationSeconds` | integer | lifetime of the token, 600 to 86400 |
| `region` | string | `AWS_REGION` and `AWS_DEFAULT_REGION` |
| `stsRegionalEndpoints` | boolean | the STS endpoint of the region |

On a **Namespace**:

| key | kind | meaning |
|---|---|---|
| `profile-iam-webhook.kubeflow.org/mode` | label | `inject`, `observe` or `off`; overrides `--mode` for this namespace |
| `app.kubernetes.io/part-of: kubeflow-profile` | label | set by Kubeflow's profile controller: the webhook `pods.` is called for these namespaces |
| `owner` | annotation | set by Kubeflow's profile controller; says whose an adopted namespace is |

On a **ServiceAccount**:

| annotation | meaning |
|---|---|
| `<prefix>/role-arn` | the role of a ServiceAccount that does not take its Profile's |
| `<prefix>/audience` | audience of the token; empty: the API server's own |
| `<prefix>/token-expiration` | lifetime of the token in seconds |
| `<prefix>/sts-regional-endpoints` | `true` or `false` |
| `profile-iam-webhook.kubeflow.org/role-from` | written by the webhook beside a role that it wrote: `profile` or `default`. Such a role is a copy, and is withdrawn with its origin |

On a **Pod**:

| key | kind | meaning |
|---|---|---|
| `<prefix>/token-expiration` | annotation | lifetime of the token in seconds |
| `<prefix>/skip-containers` | annotation | names of containers that get nothing, separated by commas |
| `<prefix>/include-containers` | annotation | only these; overrides `--skip-containers`, yields to `skip-containers` |
| `eks.amazonaws.com/skip-pod-identity-webhook` | label | any value: the Pod is left alone. The prefix does not change this one |

On the **MutatingWebhookConfiguration** and the **Secret** of `certificates.mode: self-signed`:

| annotation | on | meaning |
|---|---|---|
| `profile-iam-webhook.kubeflow.org/pods-failure-policy` | MutatingWebhookConfiguration | `Fail`: a ready replica raises the webhook `pods.` to it. Absent: the policy is left alone ([operations.md](operations.md#emergency-pods-cannot-be-created)) |
| `profile-iam-webhook.kubeflow.org/renew` | Secret | `leaf` or `ca`: a renewal now ([certificates.md](certificates.md#self-managed)) |
"""


# --- what the program says ---


def binary() -> pathlib.Path:
    return pathlib.Path(os.environ.get("PIW_BINARY", ROOT / "build/release/profile-iam-webhook"))


def help_of(*command: str) -> str:
    # The help names the machine's cores and fits the reader's KUBECONFIG: neither belongs into a page.
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PROFILE_IAM_WEBHOOK_", "KUBE"))}
    done = subprocess.run([binary(), *command, "--help"], capture_output=True, text=True, timeout=20, env=environment, check=True)
    return re.sub(r"cores in the cgroup, here \d+", "cores in the cgroup", done.stdout)


def subcommands(*parents: str) -> list[tuple[tuple[str, ...], str]]:
    """Words and one line of meaning of each, in the order of `--help`; those below one follow it."""
    found = []
    for line in help_of(*parents).partition("Subcommands:\n")[2].partition("\n\n")[0].splitlines():
        if words := re.fullmatch(r"  ([a-z-]+) +(.*)", line):
            path = (*parents, words[1])
            found += [(path, words[2].strip()), *subcommands(*path)]
    return found


class Option:
    """One line of a table: a flag or a positional of a command."""

    def __init__(self, group: str, head: str, text: str):
        self.group, self.text = group, text
        names = re.match(r"(?:-\w,)?(?:--)?([\w-]+)(?:,--[\w-]+)*", head)
        self.is_positional = not head.startswith("-")
        self.name = names[1] if names else head
        self.placeholder = head[names.end() :].strip() if names else ""
        self.default = ""
        # Two ways of saying it: ours at the end of the text, CLI11's behind the placeholder.
        if found := re.search(r"\s*\(default: (.*)\)$", self.text):
            self.text, self.default = self.text[: found.start()], found[1]
        elif found := re.search(r"=(?!VALUE)(\S+)", self.placeholder):
            if not self.placeholder.startswith("["):
                self.placeholder, self.default = self.placeholder[: found.start()], found[1]
        self.placeholder = re.sub(r"^TEXT:\{(.*)\}$", lambda choices: choices[1].replace(",", "|"), self.placeholder).replace(" ...", "")

    @property
    def shown(self) -> str:
        if self.is_positional:
            return self.name + (" ..." if self.name == "FILE" else "")
        separator = "" if self.placeholder.startswith("[") or not self.placeholder else " "
        return f"--{self.name}{separator}{self.placeholder}"


def options_of(help_text: str) -> list[Option]:
    """Reads both layouts: a flag with its text below, indented by eight, and CLI11's two columns."""
    options: list[Option] = []
    group, head, text = "", "", []

    def finish():
        nonlocal head, text
        if head:
            options.append(Option(group, head, " ".join(text)))
        head, text = "", []

    for line in help_text.splitlines():
        if heading := re.fullmatch(r"([A-Z]\w*(?: \w+)*):", line):
            finish()
            group = heading[1]
        elif entry := re.match(r"  (-\S|[A-Z]\w+ |[A-Z]\w+$)", line) if group not in ("", "Subcommands") else None:
            finish()
            assert entry
            head, *rest = re.split(r"\s{2,}", line.strip(), maxsplit=1)
            text = rest
        elif head and line.startswith("        "):
            text.append(line.strip())
        elif not line.startswith(" ") and line:
            finish()
            group = "" if not line.endswith(":") else group
    finish()
    return [option for option in options if option.name != "help"]


def reads_environment(help_text: str) -> bool:
    return "read from" in help_text and "PROFILE_IAM_WEBHOOK_" in help_text


def environment_variable(flag: str) -> str:
    return "PROFILE_IAM_WEBHOOK_" + flag.upper().replace("-", "_")


# --- what the chart says ---


def schema() -> dict:
    return json.loads((CHART / "values.schema.json").read_text())


def defaults() -> dict:
    return yaml.safe_load((CHART / "values.yaml").read_text())


def resolve(node: dict, root: dict) -> dict:
    while "$ref" in node:
        target = root
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def type_of(node: dict, root: dict) -> str:
    node = resolve(node, root)
    if "enum" in node:
        # 1.2 and "1.2" are two values to a schema and one to a reader.
        return " \\| ".join(dict.fromkeys(f"`{value}`" if value is not None else "null" for value in node["enum"]))
    for word in ("oneOf", "anyOf"):
        if word in node and "type" not in node:
            return " or ".join(dict.fromkeys(type_of(each, root) for each in node[word]))
    if "const" in node:
        return f"`{node['const']}`"
    kinds = node.get("type", "any")
    return " or ".join([kinds] if isinstance(kinds, str) else kinds)


def values(node: dict, given, root: dict, path: str = ""):
    """Path, schema and default of each value: leaves, and maps whose keys are the user's own."""
    node = resolve(node, root)
    properties = node.get("properties", {})
    if not properties:
        yield path, node, given
        return
    if path and given in (None, {}) and "null" in str(node.get("type", "")):
        yield path, node, given
        given = {}
    for name, child in properties.items():
        if name == "global":  # Helm's own; the chart has none
            continue
        child_path = f"{path}.{name}" if path else name
        child_given = given.get(name) if isinstance(given, dict) else None
        yield from values(child, child_given, root, child_path)


# --- how it is written ---


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("\\\\|", "\\|").replace("<", "&lt;")


def code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def shown_default(given) -> str:
    if given is None:
        return "null"
    return code(json.dumps(given, ensure_ascii=False))


def chart_page() -> str:
    root = schema()
    text = "## Values of the chart\n\nRead from `charts/profile-iam-webhook/values.schema.json` and `values.yaml`. `null` means: the program's own default.\n\n"
    text += "| value | type | default | meaning |\n|---|---|---|---|\n"
    for path, node, given in values(root, defaults(), root):
        text += f"| {code(path)} | {type_of(node, root)} | {shown_default(given)} | {cell(node.get('description', ''))} |\n"
    return text


def chart_value_of(command: str, option: Option) -> str:
    if command != "serve" or option.is_positional:
        return ""
    if option.name in SET_BY_THE_CHART:
        return "set by the chart"
    value = CHART_VALUES.get(option.name)
    return code(value) if value else ""


def table(command: str, options: list[Option], has_environment: bool) -> str:
    columns = ["flag", "default", "meaning"]
    if has_environment:
        columns.insert(1, "environment")
    if command == "serve":
        columns.insert(-1, "chart")
    text = "| " + " | ".join(columns) + " |\n|" + "---|" * len(columns) + "\n"
    for option in options:
        row = {
            "flag": code(option.shown),
            "environment": code(environment_variable(option.name)),
            "default": cell(option.default),
            "chart": chart_value_of(command, option),
            "meaning": cell(option.text),
        }
        text += "| " + " | ".join(row[column] for column in columns) + " |\n"
    return text


def command_page(path: tuple[str, ...], meaning: str) -> str:
    command = " ".join(path)
    help_text = help_of(*path)
    options = options_of(help_text)
    text = f"### {command}\n\n{meaning}.\n\n"
    of_serve = "" if command == "serve" else command_page(("serve",), "")
    for group in dict.fromkeys(option.group for option in options):
        members = [option for option in options if option.group == group]
        if of_serve and all(f"| {code(option.shown)} | " in of_serve and cell(option.text) in of_serve for option in members):
            text += f"**{group}**: as for [`serve`](#serve).\n\n"
            continue
        has_environment = reads_environment(help_text) and group not in ("Options", "Positionals")
        if group not in ("Options", "Positionals"):
            text += f"**{group}**\n\n"
        text += table(command, members, has_environment) + "\n"
    return text


def page() -> str:
    text = INTRODUCTION + "\n" + chart_page() + "\n" + OBJECTS + "\n"
    text += "## Commands and their flags\n\nEvery command knows `-h`, `--help`. Exit codes: 0 done, 1 failed, 2 wrong use.\n\n"
    for path, meaning in subcommands():
        text += command_page(path, meaning)
    return text.rstrip() + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the page is out of step")
    arguments = parser.parse_args()
    if not binary().exists():
        print(f"generate.py: there is no {binary()}: run ./dev build, or set PIW_BINARY", file=sys.stderr)
        return 2
    text = page()
    if arguments.check:
        if PAGE.exists() and PAGE.read_text() == text:
            return 0
        print(f"{PAGE.relative_to(ROOT)} is out of step with --help or the chart's schema: run {COMMAND}", file=sys.stderr)
        return 1
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
