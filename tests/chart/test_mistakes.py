"""What an administrator gets wrong is refused before anything is installed, and the error names the value."""

import json

import chart
import generate
import pytest
import yaml

CA = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"

# Values in YAML, then what the error must say.
MISTAKES = {
    "a name that is not there": ("replicaCount: 3", "replicaCount"),
    "a name of another case": ("defaultRoleARN: arn:aws:iam::111122223333:role/a", "defaultRoleARN"),
    "a name that is not there, inside": ("image: {name: x}", "Additional property name is not allowed"),
    "a name that is not there, deep inside": ("certificates: {certManager: {issuer: x}}", "issuer"),
    "no replica": ("replicas: 0", "replicas: Must be greater than or equal to 1"),
    "a number as text": ('replicas: "2"', "replicas: Invalid type"),
    "a number taken away": ("replicas: null", "replicas is required"),
    "a map taken away": ("limits: null", "limits is required"),
    "no thread": ("workers: 0", "workers: Must be greater than or equal to 1"),
    "half a thread": ("workers: 0.5", "workers: Invalid type"),
    "a tag that YAML takes for a number": ("image: {tag: 1.10}", "image.tag: Invalid type. Expected: string"),
    "a tag in the repository": ("image: {repository: 'example.com/webhook:v1'}", "image.repository: Does not match pattern"),
    "a digest without its algorithm": ("image: {digest: abc}", "image.digest: Does not match pattern"),
    "tag and digest": (f"image: {{tag: v1, digest: 'sha256:{'0' * 64}'}}", "image.tag and image.digest are both set"),
    "a secret of the registry by its bare name": ("image: {pullSecrets: [registry]}", "image.pullSecrets.0: Invalid type"),
    "an unknown scope": ("scope: all", 'scope must be one of the following: "profiles", "cluster"'),
    "an unknown mode": ("mode: dry-run", 'mode must be one of the following: "inject", "observe"'),
    "an unknown preset": ("serviceAccounts: default-editor", 'serviceAccounts must be one of the following: "notebooks", "pipelines", "all"'),
    "a list in one string": ("serviceAccounts: ['default-editor,ws-*']", "serviceAccounts.0: Does not match pattern"),
    "no account at all": ("serviceAccounts: []", "serviceAccounts: Array must have at least 1 items"),
    "a role's name in place of its ARN": ("defaultRoleArn: team-a", "defaultRoleArn: Does not match pattern"),
    "a user's ARN": ("defaultRoleArn: arn:aws:iam::111122223333:user/a", "defaultRoleArn: Does not match pattern"),
    "a role of another partition's spelling": ("defaultRoleArn: 'arn:awsx:iam::111122223333:role/a'", "defaultRoleArn is no role ARN"),
    "a role's name that is too long": (f"defaultRoleArn: 'arn:aws:iam::111122223333:role/{'a' * 65}'", "defaultRoleArn is no role ARN"),
    "a list of roles as one string": ("allowedRoles: '*'", "allowedRoles: Invalid type. Expected: array"),
    "a pattern that no role can match": ("allowedRoles: ['role/team-*']", "allowedRoles: role/team-* can match no role ARN"),
    "a Profile's pattern that no role can match": ("allowedProfileRoles: ['{profile}']", "allowedProfileRoles: {profile} can match no role ARN"),
    "two patterns in one": ("allowedRoles: ['arn:aws:iam::1:role/a,arn:aws:iam::1:role/b']", "allowedRoles.0: Does not match pattern"),
    "an unknown way to solve a conflict": ("onRoleConflict: refuse", 'onRoleConflict must be one of the following: "repair", "warn", "deny"'),
    "a prefix with its slash": ("annotationPrefix: eks.amazonaws.com/", "annotationPrefix: Does not match pattern"),
    "a token that is too short-lived": ("tokenExpiration: 300", "tokenExpiration: Must be greater than or equal to 600"),
    "a token that is too long-lived": ("tokenExpiration: 100000", "tokenExpiration: Must be less than or equal to 86400"),
    "a lifetime with a unit": ("tokenExpiration: 24h", "tokenExpiration: Invalid type"),
    "a relative folder": ("tokenMountPath: var/run/token", "tokenMountPath: Does not match pattern"),
    "a folder that steps aside": ("tokenMountPath: /var/../token", "tokenMountPath: /var/../token must be an absolute path"),
    "a region with capitals": ("awsDefaultRegion: EU-central-1", "awsDefaultRegion: Does not match pattern"),
    "a boolean as text": ('stsRegionalEndpoint: "true"', "stsRegionalEndpoint: Invalid type"),
    "containers in one string": ("skipContainers: istio-proxy", "skipContainers: Invalid type. Expected: [array,null]"),
    "an unknown level": ("log: {level: trace}", "log.level must be one of the following"),
    "a size without meaning": ("limits: {maxBodySize: 7 MB}", "limits.maxBodySize: Does not match pattern"),
    "a duration without unit": ("limits: {maxConnectionAge: 600}", "limits.maxConnectionAge: Invalid type"),
    "an end before the delay": ("shutdown: {delaySeconds: 60}", "shutdown.timeoutSeconds must not be less than shutdown.delaySeconds"),
    "a flag without dashes": ("extraArgs: [workers=2]", "extraArgs.0: Does not match pattern"),
    "a flag that has a value": ("extraArgs: [--port=9443]", "extraArgs has --port, which the chart sets itself: use ports.webhook"),
    "another source of Profiles": ("extraArgs: [--profiles=/etc]", "extraArgs has --profiles, which the chart sets itself"),
    "a variable that is a flag": ("extraEnv: [{name: PROFILE_IAM_WEBHOOK_MODE, value: observe}]", "extraEnv has PROFILE_IAM_WEBHOOK_MODE"),
    "a variable's value that is a number": ("extraEnv: [{name: A, value: 1}]", "extraEnv.0.value: Invalid type"),
    "an unknown source of certificates": ("certificates: {mode: certManager}", "certificates.mode must be one of the following"),
    "a Secret without its CA": ("certificates: {mode: secret}", "certificates.caBundle is required with certificates.mode secret"),
    "a CA that nobody asked for": (f"certificates: {{caBundle: {json.dumps(CA)}}}", "certificates.caBundle is for certificates.mode secret only"),
    "a CA that is base64 already": ("certificates: {mode: secret, caBundle: LS0tLS1CRUdJTg==}", "certificates.caBundle: Does not match pattern"),
    "a CA with its key": (
        f"certificates: {{mode: secret, caBundle: {json.dumps(CA + '-----BEGIN PRIVATE KEY-----')}}}", "certificates.caBundle has a private key"),
    "an issuer that is not asked": ("certificates: {certManager: {issuerRef: {name: a}}}", "certificates.certManager.issuerRef is set, but"),
    "an issuer without a name": ("certificates: {mode: cert-manager, certManager: {issuerRef: {kind: Issuer}}}", "name is required"),
    "days that cert-manager does not know": ("certificates: {certManager: {duration: 90d}}", "certificates.certManager.duration: Does not match pattern"),
    "an old TLS": ('certificates: {tlsMinVersion: "1.1"}', "certificates.tlsMinVersion: Does not match pattern"),
    "a TLS that is none": ("certificates: {tlsMinVersion: 1.25}", "certificates.tlsMinVersion is 1.25: it must be 1.2 or 1.3"),
    "a privileged port": ("ports: {webhook: 443}", "ports.webhook: Must be greater than or equal to 1024"),
    "one port for both": ("ports: {metrics: 8443}", "ports.webhook and ports.metrics are both 8443"),
    "one port for both, on the host": ("{hostNetwork: true, ports: {webhook: 8080}}", "ports.webhook and ports.metrics are both 8080"),
    "a policy that locks kube-apiserver out": ("networkPolicy: {enabled: true}", "networkPolicy.apiServerCIDRs is required"),
    "an address without its length": ("networkPolicy: {enabled: true, apiServerCIDRs: [10.0.0.1]}", "networkPolicy.apiServerCIDRs.0: Does not match pattern"),
    "a policy for the host's network": (
        "{hostNetwork: true, networkPolicy: {enabled: true, apiServerCIDRs: [10.0.0.0/8]}}", "networkPolicy.enabled has no effect with hostNetwork"),
    "nobody's account": ("serviceAccount: {create: false}", "serviceAccount.name is required when serviceAccount.create is false"),
    "a token that Kubernetes refuses": ("apiToken: {expirationSeconds: 60}", "apiToken.expirationSeconds: Must be greater than or equal to 600"),
    "a drain that never ends": ("podDisruptionBudget: {maxUnavailable: 0}", "podDisruptionBudget.maxUnavailable: Must be greater than or equal to 1"),
    "more at least than at most": ("autoscaling: {enabled: true, minReplicas: 9}", "autoscaling.minReplicas must not be more than autoscaling.maxReplicas"),
    "scaling by nothing": ("{autoscaling: {enabled: true}, resources: {requests: {cpu: null}}}", "resources.requests.cpu is required when autoscaling.enabled"),
    "resources that are none": ("resources: {cpu: 1}", "Additional property cpu is not allowed"),
    "the chart's own label": ("podLabels: {app.kubernetes.io/name: x}", "podLabels sets the label app.kubernetes.io/name"),
    "our Pods served by ourselves": (
        "commonLabels: {eks.amazonaws.com/skip-pod-identity-webhook: 'false'}", "commonLabels sets the label eks.amazonaws.com/skip-pod-identity-webhook"),
    "a label that is a boolean": ("podLabels: {a: true}", "podLabels.a: Invalid type"),
    "a label that is none": ("commonLabels: {a: 'x y'}", "commonLabels.a: Does not match pattern"),
    "a name that is none": ("fullnameOverride: My_Webhook", "fullnameOverride: Does not match pattern"),
    "an alert that is none": ("prometheusRule: {disabledAlerts: [Slow]}", "prometheusRule.disabledAlerts.0 must be one of the following"),
    "a ratio in percent": ("prometheusRule: {errorRatio: 5}", "prometheusRule.errorRatio: Must be less than"),
    "a role that nobody can try": ("test: {roleArn: team-a}", "test.roleArn: Does not match pattern"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_is_refused_with_a_word_that_helps(mistake, tmp_path):
    values, said = MISTAKES[mistake]
    file = tmp_path / "values.yaml"
    file.write_text(values)
    done = chart.template("--values", file)
    assert done.returncode != 0, f"{values} is taken"
    assert said in done.stderr
    assert "nil pointer" not in done.stderr and "wrong type for value" not in done.stderr


@pytest.mark.parametrize("path", [path for path, each, _ in generate.leaves(generate.schema()["properties"], chart.default_values())])
def test_no_value_taken_away_ends_in_a_stack_of_templates(path, tmp_path):
    # `--set X=null` takes a default away. Where the program's default is meant, that works; else the error says so.
    nested = None
    for part in reversed(path.split(".")):
        nested = {part: nested}
    file = tmp_path / "values.yaml"
    file.write_text(yaml.safe_dump(nested))
    done = chart.template("--values", file)
    assert done.returncode == 0 or f"{path.split('.')[-1]} is required" in done.stderr, done.stderr


def objects_of(each, path="values"):
    if isinstance(each, dict):
        if each.get("properties") is not None:
            yield path, each
        for name, inner in each.items():
            yield from objects_of(inner, f"{path}.{name}")


def test_schema_knows_every_name_and_no_other():
    for path, each in objects_of(generate.schema()):
        assert each.get("additionalProperties") is False, path
        assert set(each.get("required", [])) <= set(each["properties"]), path
        for name, value in each["properties"].items():
            assert len(value.get("description", "")) > 4, f"{path}.{name} has no description"

    def compare(properties, values, path):
        known = {name for name in properties if name != "global"}
        assert known == set(values), path
        for name, value in values.items():
            inner = properties[name]
            if isinstance(value, dict) and inner.get("properties") and name != "resources":
                compare(inner["properties"], value, f"{path}{name}.")

    compare(generate.schema()["properties"], chart.default_values(), "")


def test_schema_has_no_two_equal_words():
    # Helm 4 refuses the whole schema otherwise, and takes "1.2" and 1.2 for equal.
    def words(each):
        if isinstance(each, dict):
            if isinstance(each.get("enum"), list):
                yield each["enum"]
            for inner in each.values():
                yield from words(inner)

    for enum in words(generate.schema()):
        assert len({str(word) for word in enum}) == len(enum)


def test_values_file_explains_itself():
    # A comment on the line above, or on the line above of its map: nobody should have to open the schema.
    lines = (chart.CHART / "values.yaml").read_text().splitlines()
    comments = sum(line.strip().startswith("#") for line in lines)
    assert comments > 0.6 * sum(":" in line and not line.strip().startswith("#") for line in lines)
