"""Args that the program takes: flags that it knows, values that it accepts, and each value where it belongs."""

import functools
import re
import subprocess

import chart
import pytest
import yaml


def run(*arguments):
    return subprocess.run([chart.needed("PIW_BINARY"), *arguments], capture_output=True, text=True, env={}, timeout=30)


@functools.cache
def known_flags(command):
    done = run(command, "--help")
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return set(re.findall(r"^\s+(?:-\w,)?--([a-z][a-z-]*)", done.stdout, re.MULTILINE))


@functools.cache
def in_force(*args):
    """What `serve` makes of these args, as --print-config has it."""
    done = run("serve", *args, "--print-config")
    assert done.returncode == 0, f"{args}: {done.stderr}"
    return yaml.safe_load(done.stdout)


def args_of(case):
    (container,) = case.one("Deployment")["spec"]["template"]["spec"]["containers"]
    command, *args = container["args"]
    assert command == "serve"
    return args


def test_commands_know_their_flags(case):
    for name, _, spec in chart.pod_templates(case.objects):
        command, *args = spec["containers"][0]["args"]
        unknown = {re.fullmatch(r"--([a-z-]+)=.*", arg)[1] for arg in args} - known_flags(command)
        assert not unknown, f"{name}: {command} has no {unknown}"


def test_serve_accepts_every_value(case):
    in_force(*args_of(case))


def test_no_flag_comes_twice(case):
    flags = [arg.split("=")[0] for arg in args_of(case)]
    assert len(flags) == len(set(flags))


def test_what_is_not_set_renders_no_flag():
    args = args_of(next(case for case in chart.CASES if case.name == "defaults"))
    rendered = {arg.split("=")[0][2:] for arg in args}
    assert rendered == {
        "port", "metrics-port", "service", "self-signed-secret", "webhook-configuration", "mode", "service-accounts", "log-level",
        "log-format", "shutdown-delay", "shutdown-timeout",
    }


def test_every_value_reaches_the_program():
    case = next(case for case in chart.CASES if case.name == "every-flag")
    values, config = case.values, in_force(*args_of(case))
    seconds = lambda number: f"{number}s"  # noqa: E731
    assert {
        "port": values["ports"]["webhook"],
        "metrics-port": values["ports"]["metrics"],
        "service": f"{case.namespace}/{case.fullname}",
        "self-signed-secret": f"{case.namespace}/{case.fullname}-tls",
        "webhook-configuration": "profile-iam-webhook",
        "workers": values["workers"],
        "mode": values["mode"],
        "service-accounts": values["serviceAccounts"],
        "default-role-arn": values["defaultRoleArn"],
        "allowed-role": values["allowedRoles"],
        "allowed-profile-role": values["allowedProfileRoles"],
        "on-role-conflict": values["onRoleConflict"],
        "annotation-prefix": values["annotationPrefix"],
        "token-audience": values["tokenAudience"],
        "token-expiration": values["tokenExpiration"],
        "token-mount-path": values["tokenMountPath"],
        "aws-default-region": values["awsDefaultRegion"],
        "sts-regional-endpoint": values["stsRegionalEndpoint"],
        "skip-containers": values["skipContainers"],
        "max-connections": values["limits"]["maxConnections"],
        "max-connections-per-address": values["limits"]["maxConnectionsPerAddress"],
        "max-in-flight": values["limits"]["maxInFlight"],
        "max-body-memory": values["limits"]["maxBodyMemory"],
        "max-body-size": values["limits"]["maxBodySize"],
        "max-connection-age": values["limits"]["maxConnectionAge"],
        "shutdown-delay": seconds(values["shutdown"]["delaySeconds"]),
        "shutdown-timeout": seconds(values["shutdown"]["timeoutSeconds"]),
        "log-level": values["log"]["level"],
        "log-format": values["log"]["format"],
        "bind-address": "0.0.0.0",
    }.items() <= config.items()
    # And what is not in this list stands where another file sets it.
    assert set(config) - {arg.split("=")[0][2:] for arg in args_of(case)} == {
        "tls-cert", "tls-key", "client-ca", "tls-min-version", "tls-cipher-suites", "development-ca-file", "profiles", "kubeconfig", "context",
    }


def test_certificates_are_read_where_they_are_mounted(case):
    spec = case.one("Deployment")["spec"]["template"]["spec"]
    mounts = {mount["name"]: mount["mountPath"] for mount in spec["containers"][0]["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    files = {f"{mounts[name]}/{item['path']}" for name in ("tls", "client-ca") if name in volumes for item in volumes[name]["secret"]["items"]}
    config = in_force(*args_of(case))
    assert {config[flag] for flag in ("tls-cert", "tls-key", "client-ca") if config[flag]} == files
    asked = case.values["certificates"]
    if asked["clientCA"]["secretName"]:
        assert volumes["client-ca"]["secret"]["secretName"] == asked["clientCA"]["secretName"]
        assert config["client-ca"].endswith(f"/{asked['clientCA']['key']}")
        assert (config["tls-min-version"], config["tls-cipher-suites"]) == ("1.3", asked["tlsCipherSuites"])


@pytest.mark.parametrize(("preset", "accounts"), [
    ("notebooks", ["default-editor"]),
    ("pipelines", ["default-editor", "pipeline-runner"]),
    ("all", ["default-editor", "pipeline-runner", "default", "ws-*"]),
])
def test_presets_are_these_accounts(preset, accounts):
    (deployment,) = chart.of_kind(chart.documents(chart.rendered("--set", f"serviceAccounts={preset}")), "Deployment")
    args = deployment["spec"]["template"]["spec"]["containers"][0]["args"]
    assert f"--service-accounts={','.join(accounts)}" in args


@pytest.mark.parametrize(("set_", "arg"), [
    ("workers=2", "--workers=2"),
    ("limits.maxInFlight=1000000", "--max-in-flight=1000000"),
    ("limits.maxBodySize=1048576", "--max-body-size=1048576"),
    ("certificates.tlsMinVersion=1.3", "--tls-min-version=1.3"),
    ("stsRegionalEndpoint=false", "--sts-regional-endpoint=false"),
    ("tokenAudience=", "--token-audience="),
    ("tokenExpiration=86400", "--token-expiration=86400"),
    ("serviceAccounts={default-editor,ws-*}", "--service-accounts=default-editor,ws-*"),
    ("defaultRoleArn=arn:aws-us-gov:iam::111122223333:role/{profile}", "--default-role-arn=arn:aws-us-gov:iam::111122223333:role/{profile}"),
])
def test_values_of_the_command_line_have_their_type(set_, arg):
    (deployment,) = chart.of_kind(chart.documents(chart.rendered("--set", set_)), "Deployment")
    _, *args = deployment["spec"]["template"]["spec"]["containers"][0]["args"]
    assert arg in args
    in_force(*args)


def test_extra_args_can_be_no_flag_of_the_charts():
    text = (chart.CHART / "templates/_validate.tpl").read_text()
    own = set(re.findall(r"^([a-z-]+): .+$", text.split('"profile-iam-webhook.ownFlags"')[-1], re.MULTILINE))
    assert known_flags("serve") - own - {"help"} == {"bind-address"}, "a new flag: a value of the chart, or one for extraArgs?"
    assert own <= known_flags("serve")
