"""Random clusters: Profiles, Namespaces and ServiceAccounts of all odd shapes, and the files that hold them."""

import json

import yaml

ROLES = ["arn:aws:iam::111122223333:role/team-a", "arn:aws:iam::111122223333:role/path/to/team-b", "arn:aws-cn:iam::111122223333:role/cn",
         "arn:aws-us-gov:iam::111122223333:role/gov+x=1,.@_-", "arn:aws-iso-b:iam::000000000000:role/iso", "arn:aws-eusc:iam::111122223333:role/eu",
         "arn:aws:iam::444455556666:role/" + "x" * 64]
BAD_ROLES = ["", "team-a", "arn:aws:iam::11112222333:role/r", "arn:aws:iam::1111222233334:role/r", "arn:awsx:iam::111122223333:role/r", "arn:aws:iam::111122223333:user/r",
             "arn:aws:iam::111122223333:role/", "arn:aws:iam::111122223333:role/a b", " arn:aws:iam::111122223333:role/r", "arn:aws:iam::111122223333:role/r ",
             "arn:aws:iam::111122223333:role/" + "x" * 65, "arn:aws:iam::111122223333:role/p*/r", "arn:aws:iam::111122223333:role/p?/r", "ARN:aws:iam::111122223333:role/r",
             "arn:aws:s3::111122223333:role/r", "arn:aws:iam:us-east-1:111122223333:role/r", "arn:aws:iam::111122223333:role/r\n", "arn:aws:iam::11112222333é:role/r",
             "arn:aws:iam::111122223333:role/" + "p" * 600 + "/r", "${IAM_ROLE}"]
ACCOUNTS = ["default-editor", "default-viewer", "default", "ws-alice", "job-17", "aws-sa", "team.worker"]
UIDS = ["c3fc76fe-0d8c-5f2c-8ee9-1d5d91aa1e1d", "11111111-1111-4111-8111-111111111111"]
MARK = "profile-iam-webhook.kubeflow.org/role-from"
INTEGERS = ["3600", "+900", "-1", "0", "600", "86400", "86401", "599", "99999999999999999999999", "-99999999999999999999999", "007200", "1h", "", " 3600", "3600.0", "1e4", "٣٦٠٠", "+", "0x1000"]
BOOLEANS = ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False", "yes", "tRUE", "", "on", " true"]


def maybe(r, p):
    return r.random() < p


def random_case(r, word):
    return "".join(c.upper() if maybe(r, 0.5) else c.lower() for c in word)


def plugin_spec(r, name):
    """The spec of a plugin entry: mostly right, sometimes with keys in another case, twice, null or of a wrong type."""
    role = r.choice(ROLES) if maybe(r, 0.88) else r.choice(BAD_ROLES)
    if maybe(r, 0.3):
        role = f"arn:aws:iam::111122223333:role/{name[:60]}"
    spec = {"awsIamRole" if maybe(r, 0.7) else random_case(r, "awsIamRole"): role}
    if maybe(r, 0.05):
        spec = {}
    if maybe(r, 0.1):
        spec[random_case(r, "awsIamRole")] = r.choice([None, None, r.choice(ROLES), "", 7, ["x"]])
    if maybe(r, 0.4):
        spec["annotateOnly" if maybe(r, 0.5) else "AnnotateOnly"] = r.choice([True, False] * 9 + [None, "true", 1])
    own = {"serviceAccounts": [["job-*"], ["ws-?lice", "aws-sa"], [], ["*"], "job-17", ["x", 1], ["", "j*"], {}],
           "audience": ["sts.example.com", "aud", "", 5, True], "tokenExpirationSeconds": [3600, 600, 86400, 1, -5, 86401, 99999999999, "3600", 3600.5, True],
           "region": ["eu-west-1", "us-gov-west-1", "", 1], "stsRegionalEndpoints": [True, False, "true", 1, 0]}
    for key, values in own.items():
        if maybe(r, 0.3):
            spec[key if maybe(r, 0.7) else random_case(r, key)] = r.choice(values) if maybe(r, 0.7) else values[0]
        if maybe(r, 0.04):
            spec[random_case(r, key)] = r.choice([None, *values])
    if maybe(r, 0.3):
        spec["futureKey"] = {"a": [1, None, "x"]}
    return spec


def plugins(r, name):
    one = lambda: {"kind": "AwsIamForServiceAccount", "spec": plugin_spec(r, name)}
    other = [{"kind": "WorkloadIdentity", "spec": {"gcpServiceAccount": "x", "awsIamRole": ROLES[0]}}, {"spec": {"awsIamRole": ROLES[0]}}, {"kind": "awsiamforserviceaccount", "spec": {"awsIamRole": ROLES[0]}}]
    choice = r.random()
    if choice < 0.5:
        return [one()]
    if choice < 0.65:
        return [r.choice(other), one(), r.choice(other)]
    if choice < 0.8:
        return [one(), one()]
    return r.choice([None, [], other, [other[0]], [other[1], other[2]], [{"kind": "AwsIamForServiceAccount", "spec": s} for s in (None, "x", [])][: r.randint(1, 3)]])


def profile(r, name):
    meta = {"name": name}
    if maybe(r, 0.7):
        meta["uid"] = UIDS[0]
    if maybe(r, 0.07):
        meta |= {"deletionTimestamp": "2025-01-01T00:00:00Z", "finalizers": ["profile-finalizer"]}
    spec = {"owner": {"kind": "User", "name": r.choice(["user@example.com"] * 4 + ["", "other@example.com"])}}
    if maybe(r, 0.05):
        del spec["owner"]
    entries = plugins(r, name)
    if entries is not None or maybe(r, 0.3):
        spec["plugins"] = entries
    return {"apiVersion": r.choice(["kubeflow.org/v1", "kubeflow.org/v1", "kubeflow.org/v1beta1"]), "kind": "Profile", "metadata": meta, "spec": spec}


def reference(r, name):
    ref = {"apiVersion": r.choice(["kubeflow.org/v1"] * 6 + ["kubeflow.org/v1beta1", "kubeflow.example.com/v1", "v1"]), "kind": r.choice(["Profile"] * 8 + ["Owner"]),
           "name": r.choice([name] * 9 + ["someone-else"]), "uid": r.choice([UIDS[0]] * 8 + [UIDS[1]]), "controller": True, "blockOwnerDeletion": True}
    if maybe(r, 0.08):
        ref["controller"] = False
    if maybe(r, 0.05):
        del ref["controller"]
    if maybe(r, 0.05):
        del ref["uid"]
    return ref


def namespace(r, name):
    meta = {"name": name, "labels": {"app.kubernetes.io/part-of": "kubeflow-profile"}}
    if maybe(r, 0.65):  # as the controller makes it
        meta["ownerReferences"] = [{"apiVersion": "kubeflow.org/v1", "kind": "Profile", "name": name, "uid": UIDS[0], "controller": True, "blockOwnerDeletion": True}]
    elif maybe(r, 0.6):
        meta["ownerReferences"] = [reference(r, name)]
        if maybe(r, 0.1):
            meta["ownerReferences"].insert(r.randint(0, 1), reference(r, name))
    if maybe(r, 0.8):
        meta["annotations"] = {"owner": r.choice(["user@example.com"] * 4 + ["", "mallory@example.com"])}
    if maybe(r, 0.12):
        meta["labels"]["profile-iam-webhook.kubeflow.org/mode"] = r.choice(["inject", "observe", "off", "off", "Observe", ""])
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": meta}


def account_annotations(r, prefix, role=None):
    """Annotations of a ServiceAccount, for files and for reviews."""
    a = {}
    if maybe(r, 0.6):
        a[f"{prefix}/role-arn"] = role if role and maybe(r, 0.3) else r.choice(ROLES) if maybe(r, 0.85) else r.choice(BAD_ROLES)
    if maybe(r, 0.15):
        a[MARK] = r.choice(["profile", "profile", "default", "default", "other", ""])
    if maybe(r, 0.2):
        a[f"{prefix}/audience"] = r.choice(["sts.sa.example.com", "", "aud"])
    if maybe(r, 0.25):
        a[f"{prefix}/token-expiration"] = r.choice(INTEGERS)
    if maybe(r, 0.25):
        a[f"{prefix}/sts-regional-endpoints"] = r.choice(BOOLEANS)
    if maybe(r, 0.2):
        a["serving.kserve.io/s3-region"] = "us-east-2"
    return a


def account(r, name, ns, prefix, role=None):
    meta = {"name": name, "namespace": ns}
    a = account_annotations(r, prefix, role)
    if a or maybe(r, 0.2):
        meta["annotations"] = a
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta}


def world(r, prefix, size=60):
    """(objects, names of namespaces)"""
    objects, names = [], []
    for i in range(size):
        name = r.choice(["team", "user-example-com", "kubeflow-user", "x"]) + f"-{i}" if maybe(r, 0.92) else f"n{i}-" + "n" * (60 - len(str(i)))
        names.append(name)
        role = None
        if maybe(r, 0.85):
            p = profile(r, name)
            objects.append(p)
            role = next((v for e in (p["spec"].get("plugins") or []) if isinstance(e.get("spec"), dict) for v in e["spec"].values() if isinstance(v, str) and v.startswith("arn:")), None)
        if maybe(r, 0.85):
            objects.append(namespace(r, name))
        for sa in ACCOUNTS:
            if maybe(r, 0.55):
                objects.append(account(r, sa, name, prefix, role))
    objects.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "not-ours", "namespace": names[0]}, "data": {"a": "yes"}})
    return objects, names


class Quoted(yaml.SafeDumper):
    """Strings in double quotes, so that YAML 1.1 and 1.2 read the same."""


Quoted.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def write_files(folder, objects, r):
    """The objects in shuffled files of several kinds: YAML documents, a JSON List, one JSON object each."""
    objects = list(objects)
    r.shuffle(objects)
    third = len(objects) // 3
    (folder / "a.yaml").write_text(yaml.dump_all(objects[:third], Dumper=Quoted, allow_unicode=True, width=10**6))
    (folder / "b.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects[third:2 * third]}, ensure_ascii=False))
    (folder / "c.yml").write_text("\n---\n".join(json.dumps(o) for o in objects[2 * third:]))
    (folder / ".hidden.yaml").write_text("{ this is never read")
    (folder / "notes.txt").write_text("{ neither is this")
