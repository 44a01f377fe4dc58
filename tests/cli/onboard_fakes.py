"""`aws` and `kubectl` for apply.sh: programs that keep a state file and write down what changed it.

Only what the script uses, in the words that the real ones print (aws 1.45, kubectl 1.32): JSON with four spaces, text
between tabs, `None` for null, `An error occurred (NoSuchEntity) ...` with exit code 254. An option or a question that they
do not know is exit code 2, so that the script cannot ask something new without a test seeing it.
"""

import json
import pathlib
import subprocess
import sys

from command import BINARY

ACCOUNT = "111122223333"
ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"

COMMON = '''#!{python}
import json, pathlib, sys
import yaml
folder = pathlib.Path(__file__).resolve().parent.parent
state = json.loads((folder / "state.json").read_text())
program = pathlib.Path(sys.argv[0]).name
words = sys.argv[1:]

def save():
    (folder / "state.json").write_text(json.dumps(state, indent=1))
    with open(folder / "changes.log", "a") as log:
        log.write(json.dumps([program, *words]) + "\\n")

def stop(code, text):
    sys.stderr.write(text + "\\n")
    sys.exit(code)

if " ".join([program, *words[:2]]) == state.get("broken"):
    stop(255, "Unable to locate credentials")
'''

AWS = '''
operation = " ".join(words[:2])
options = {}
for flag, value in zip(words[2::2], words[3::2]):
    options[flag] = value

def missing(what):
    stop(254, f"An error occurred (NoSuchEntity) when calling the {operation} operation: {what} cannot be found.")

def document(text):
    text = pathlib.Path(text[len("file://"):]).read_text() if text.startswith("file://") else text
    return json.loads(text)

def show(value):
    if options["--output"] == "json":
        print(json.dumps(value, indent=4))
    else:
        print("\\t".join("None" if each is None else each for each in (value if isinstance(value, list) else [value])))

def role():
    return state["roles"].get(options["--role-name"]) or missing("The role with name " + options["--role-name"])

asked = (operation, options.get("--query"))
if asked == ("sts get-caller-identity", "Account"):
    show(state["account"])
elif asked == ("iam get-open-id-connect-provider", "ClientIDList"):
    arn = options["--open-id-connect-provider-arn"]
    show(state["providers"][arn]) if arn in state["providers"] else missing("OpenIDConnect Provider")
elif operation == "iam create-open-id-connect-provider":
    arn = f"arn:aws:iam::{state['account']}:oidc-provider/" + options["--url"].removeprefix("https://")
    state["providers"][arn] = [options["--client-id-list"]]
    save()
elif asked == ("iam get-role", "Role.[Path,PermissionsBoundary.PermissionsBoundaryArn]"):
    show([role()["path"], role()["boundary"]])
elif asked == ("iam get-role", "Role.AssumeRolePolicyDocument"):
    show(role()["trust"])
elif operation == "iam create-role":
    if options["--role-name"] in state["roles"]:
        stop(254, "An error occurred (EntityAlreadyExists)")
    state["roles"][options["--role-name"]] = {
        "path": options["--path"], "boundary": options.get("--permissions-boundary"), "policies": {},
        "trust": document(options["--assume-role-policy-document"]), "tags": json.loads(options.get("--tags", "[]"))}
    save()
elif operation == "iam put-role-permissions-boundary":
    role()["boundary"] = options["--permissions-boundary"]
    save()
elif operation == "iam update-assume-role-policy":
    role()["trust"] = document(options["--policy-document"])
    save()
elif asked == ("iam get-role-policy", "PolicyDocument"):
    name = options["--policy-name"]
    show(role()["policies"][name]) if name in role()["policies"] else missing("The role policy with name " + name)
elif operation == "iam put-role-policy":
    role()["policies"][options["--policy-name"]] = document(options["--policy-document"])
    save()
else:
    stop(2, f"the fake aws does not know {words}")
'''

KUBECTL = '''
def option(name):
    return next((w.partition("=")[2] for w in words if w.startswith(name + "=")), None) or (
        words[words.index(name) + 1] if name in words else None)

def spec_of(plugin):
    return json.dumps(plugin.get("spec", {}), sort_keys=True, separators=(",", ":"))

def show_profile(profile):
    owner = profile["spec"]["owner"]
    print(profile["metadata"]["resourceVersion"], owner["kind"], owner.get("namespace", ""), owner["name"], sep="\\n")
    for plugin in profile["spec"].get("plugins", []):
        print(plugin["kind"], plugin.get("spec", {}).get("awsIamRole", ""), spec_of(plugin), sep="|")

def store(kind, name, each):
    each["metadata"]["resourceVersion"] = str(state["version"])
    state["version"] += 1
    state[kind][name] = each
    save()

if words == ["get", "--raw", "/.well-known/openid-configuration"]:
    if not state["discovery"]:
        stop(1, "Error from server (Forbidden)")
    print(state["discovery"])
elif words[:2] == ["get", "profiles.kubeflow.org"] and "--ignore-not-found" in words and "spec.plugins[*]" in option("--output"):
    if words[2] in state["profiles"]:
        show_profile(state["profiles"][words[2]])
elif words[:2] == ["get", "serviceaccount"] and "--ignore-not-found" in words:
    account = state["accounts"].get(option("--namespace") + "/" + words[2])
    if account:
        print(words[2] + "|" + account["metadata"].get("annotations", {}).get("eks.amazonaws.com/role-arn", ""))
elif words[0] == "create":
    each = yaml.safe_load(pathlib.Path(option("--filename")).read_text())
    if each["kind"] == "Profile":
        store("profiles", each["metadata"]["name"], each)
    else:
        store("accounts", each["metadata"]["namespace"] + "/" + each["metadata"]["name"], each)
elif words[0] == "annotate":
    account = state["accounts"][option("--namespace") + "/" + words[2]]
    key, _, value = words[-1].partition("=")
    account["metadata"].setdefault("annotations", {})[key] = value
    store("accounts", option("--namespace") + "/" + words[2], account)
elif words[:2] == ["patch", "profiles.kubeflow.org"]:
    profile, patch = state["profiles"][words[2]], json.loads(option("--patch"))
    if option("--type") == "merge":
        if patch["metadata"]["resourceVersion"] != profile["metadata"]["resourceVersion"]:
            stop(1, "Error from server (Conflict)")
        profile["spec"]["plugins"] = patch["spec"]["plugins"]
    else:
        test, add = patch
        assert test["op"] == "test" and test["path"] == "/metadata/resourceVersion"
        if test["value"] != profile["metadata"]["resourceVersion"]:
            stop(1, "Error from server (Invalid): testing failed")
        assert (add["op"], add["path"]) == ("add", "/spec/plugins/-")
        profile["spec"]["plugins"].append(add["value"])
    store("profiles", words[2], profile)
else:
    stop(2, f"the fake kubectl does not know {words}")
'''


class World:
    """An account and a cluster in a folder."""

    def __init__(self, folder, with_program=True):
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir(parents=True)
        for name, text in (("aws", AWS), ("kubectl", KUBECTL)):
            (self.bin / name).write_text(COMMON.replace("{python}", sys.executable) + text)
            (self.bin / name).chmod(0o755)
        if with_program:
            (self.bin / "profile-iam-webhook").symlink_to(pathlib.Path(BINARY).resolve())
        self.write({"account": ACCOUNT, "providers": {PROVIDER: ["sts.amazonaws.com"]}, "roles": {}, "profiles": {},
                    "accounts": {}, "version": 100,
                    "discovery": json.dumps({"issuer": f"https://{ISSUER}"}, separators=(",", ":"))})

    def write(self, state):
        (self.folder / "state.json").write_text(json.dumps(state))

    def state(self):
        return json.loads((self.folder / "state.json").read_text())

    def change(self, **members):
        self.write({**self.state(), **members})

    def changes(self):
        """The commands that changed something since the last time that this was asked."""
        log = self.folder / "changes.log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [json.loads(line) for line in lines]

    def run(self, script, *arguments, stdin=None):
        """Runs a script, or with `stdin` bash on its text; gives back what subprocess.run does."""
        clean = {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.folder), "TMPDIR": str(self.folder)}
        command = ["bash", "-s", "--", *arguments] if stdin is not None else [str(script), *arguments]
        return subprocess.run(command, input=stdin or "", capture_output=True, text=True, env=clean, cwd="/", timeout=120)

