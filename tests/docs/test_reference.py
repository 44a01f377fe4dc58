"""docs/configuration.md says what the program and the chart say of themselves."""

import re
import subprocess

import pytest
import yaml
from conftest import CHART


@pytest.fixture(scope="module")
def generate(binary):
    import generate

    return generate


def test_the_reference_is_in_step(generate):
    # A plain comparison would print two long pages.
    is_in_step = generate.PAGE.exists() and generate.PAGE.read_text() == generate.page()
    assert is_in_step, f"docs/configuration.md is out of step with --help or the chart's schema: run {generate.COMMAND}"


def test_every_command_and_flag_is_in_it(generate, binary):
    # Counted in another way than the generator reads, so that a line which it cannot read is noticed.
    page = generate.PAGE.read_text()
    commands = list(commands_below(binary))
    assert len(commands) > 12
    for *path, text in commands:
        assert f"### {' '.join(path)}\n" in page
        section = page.split(f"### {' '.join(path)}\n", 1)[1].split("\n### ", 1)[0]
        for flag in set(re.findall(r"^  (?:-\w,)?--([a-z-]+)", text, re.M)) - {"help"}:
            assert f"`--{flag}" in section or "as for [`serve`](#serve)" in section, f"{' '.join(path)} --{flag}"


def commands_below(binary, *parents):
    """The words of each command and its help."""
    text = subprocess.run([binary, *parents, "--help"], capture_output=True, text=True, timeout=20).stdout
    if parents:
        yield (*parents, text)
    for name in re.findall(r"^  ([a-z-]+) {2,}", text.partition("Subcommands:")[2], re.M):
        yield from commands_below(binary, *parents, name)


def leaves(node, schema, path=""):
    while "$ref" in node:
        node = {**schema["$defs" if "$defs" in schema else "definitions"][node["$ref"].split("/")[-1]], **{k: v for k, v in node.items() if k != "$ref"}}
    properties = {name: child for name, child in node.get("properties", {}).items() if name != "global"}
    if not properties:
        yield path, node
    for name, child in properties.items():
        yield from leaves(child, schema, f"{path}.{name}" if path else name)


def test_every_value_of_the_chart_is_described(generate, schema):
    page = generate.PAGE.read_text()
    found = list(leaves(schema, schema))
    assert len(found) > 50
    for path, node in found:
        assert f"| `{path}` |" in page, path
        assert node.get("description") or "const" in node, f"{path} has no description"


# A value for each flag, other than its default, so that a rendering shows which of them reaches the program.
SENTINELS = {
    "workers": 3,
    "mode": "observe",
    "serviceAccounts": ["ws-sentinel"],
    "defaultRoleArn": "arn:aws:iam::111122223333:role/sentinel",
    "allowedRoles": ["arn:aws:iam::*:role/sentinel-a"],
    "allowedProfileRoles": ["arn:aws:iam::*:role/sentinel-b"],
    "onRoleConflict": "warn",
    "annotationPrefix": "sentinel.example.com",
    "tokenAudience": "sentinel",
    "tokenExpiration": 4242,
    "tokenMountPath": "/sentinel",
    "awsDefaultRegion": "eu-central-1",
    "stsRegionalEndpoint": True,
    "skipContainers": ["sentinel"],
    "log": {"level": "debug", "format": "text"},
    "limits": {
        "maxConnections": 901,
        "maxConnectionsPerAddress": 902,
        "maxInFlight": 903,
        "maxBodyMemory": "91MiB",
        "maxBodySize": "3MiB",
        "maxConnectionAge": "9m",
    },
    "shutdown": {"delaySeconds": 7, "timeoutSeconds": 37},
    "ports": {"webhook": 9443, "metrics": 9080},
    "certificates": {
        "mode": "secret",
        "caBundle": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        "tlsMinVersion": "1.3",
        "tlsCipherSuites": ["TLS_AES_128_GCM_SHA256"],
        "clientCA": {"secretName": "sentinel-ca"},
    },
}


def arguments_of(helm, tmp_path, given):
    file = tmp_path / "values.yaml"
    file.write_text(yaml.safe_dump(given))
    command = [helm, "template", "test", CHART, "--namespace", "elsewhere", "--values", file]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    deployment = next(each for each in yaml.safe_load_all(done.stdout) if each and each["kind"] == "Deployment")
    arguments = deployment["spec"]["template"]["spec"]["containers"][0]["args"]
    return {argument[2:].split("=", 1)[0]: argument.split("=", 1)[-1] for argument in arguments if argument.startswith("--")}


def as_argument(path):
    """What the sentinel at this path looks like in the arguments."""
    value = SENTINELS
    for part in path.split("."):
        value = value[part]
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)


def test_the_values_that_it_names_set_these_flags(generate, helm, tmp_path):
    given = arguments_of(helm, tmp_path, SENTINELS)
    before = arguments_of(helm, tmp_path, {})
    for flag, path in generate.CHART_VALUES.items():
        if path == "certificates.mode":
            assert (flag in before) != (flag in given), f"--{flag} is there whatever {path} says"
            continue
        assert flag in given, f"{path} does not set --{flag}"
        assert given[flag] != before.get(flag), f"--{flag} is {given[flag]} whatever {path} says"
        if path != "certificates.clientCA.secretName":  # that one is mounted, and the flag names the file
            assert given[flag].removesuffix("s") == as_argument(path).removesuffix("s"), f"{path} does not set --{flag}"
    rest = set(given) - set(generate.CHART_VALUES) - generate.SET_BY_THE_CHART
    assert not rest, f"docs/generate.py does not say which value sets {rest}"
