"""Profiles, Namespaces and ServiceAccounts from files: what the plugin says and who owns a namespace."""

from dataclasses import dataclass, field

from words import matches_any, partition_of

PLUGIN = "AwsIamForServiceAccount"
MODE_LABEL = "profile-iam-webhook.kubeflow.org/mode"
OWN_KEYS = {
    "serviceaccounts": lambda v: isinstance(v, list) and all(isinstance(p, str) for p in v),
    "audience": lambda v: isinstance(v, str),
    "tokenexpirationseconds": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "region": lambda v: isinstance(v, str),
    "stsregionalendpoints": lambda v: isinstance(v, bool),
}


@dataclass
class Plugin:
    """The last AwsIamForServiceAccount entry. `valid` says nothing about --allowed-profile-role."""

    valid: bool = True
    role: str = ""
    keys: dict = field(default_factory=dict)  # lower-case name -> value, of our own keys
    wrong: list = field(default_factory=list)  # own keys of a wrong type, as they are written
    several: bool = False


def ascii_lower(text):
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def read_plugin(profile):
    """None when the Profile has no such plugin."""
    entries = [p for p in (profile.get("spec") or {}).get("plugins") or [] if isinstance(p, dict) and p.get("kind") == PLUGIN]
    if not entries:
        return None
    plugin = Plugin(several=len(entries) > 1)
    spec = entries[-1].get("spec")
    if spec is None:
        spec = {}
    if not isinstance(spec, dict):
        plugin.valid = False
        return plugin
    for key in sorted(spec, key=lambda k: k.encode()):
        read_key(plugin, key, spec[key])
    if partition_of(plugin.role) is None:
        plugin.valid = False
    return plugin


def read_key(plugin, key, value):
    name = ascii_lower(key)
    if value is None:
        return
    if name == "awsiamrole":
        if isinstance(value, str):
            plugin.role = value
        else:
            plugin.valid = False
    elif name == "annotateonly":
        if not isinstance(value, bool):
            plugin.valid = False
    elif name in OWN_KEYS:
        if OWN_KEYS[name](value):
            plugin.keys[name] = value
        else:
            plugin.wrong.append(key)


def group_of(reference):
    return str(reference.get("apiVersion", "")).partition("/")[0]


def owns(profile, namespace):
    """Ownership from files: an absent Namespace is owned; a uid is compared only when both sides have one."""
    if namespace is None:
        return True
    meta = namespace["metadata"]
    references = [r for r in meta.get("ownerReferences") or [] if r.get("kind") == "Profile" and group_of(r) == "kubeflow.org"]
    name, uid = profile["metadata"]["name"], profile["metadata"].get("uid")
    if references:
        return any(
            r.get("controller") is True and r.get("name") == name and (not uid or not r.get("uid") or r["uid"] == uid)
            for r in references
        )
    owner = ((profile.get("spec") or {}).get("owner") or {}).get("name")
    annotation = (meta.get("annotations") or {}).get("owner")
    return bool(owner) and owner == annotation


class Cluster:
    """The objects of files, found by name; everything else in the files is ignored."""

    def __init__(self, objects):
        self.profiles, self.namespaces, self.accounts = {}, {}, {}
        for o in objects:
            self.add(o)

    def add(self, o):
        kind, api, meta = o.get("kind"), o.get("apiVersion"), o.get("metadata") or {}
        if kind == "List":
            for item in o.get("items") or []:
                self.add(item)
        elif kind == "Profile" and api in ("kubeflow.org/v1", "kubeflow.org/v1beta1"):
            self.profiles[meta["name"]] = o
        elif kind == "Namespace" and api == "v1":
            self.namespaces[meta["name"]] = o
        elif kind == "ServiceAccount" and api == "v1":
            self.accounts[meta.get("namespace", "default"), meta["name"]] = o

    def mode(self, namespace, default):
        labels = (self.namespaces.get(namespace) or {}).get("metadata", {}).get("labels") or {}
        wish = labels.get(MODE_LABEL)
        return wish if wish in ("inject", "observe", "off") else default

    def annotations(self, namespace, account):
        """The annotations of a ServiceAccount; empty when it is absent."""
        return (self.accounts.get((namespace, account)) or {}).get("metadata", {}).get("annotations") or {}

    def facts(self, namespace):
        """(Profile of the name or None, owned, its plugin or None, Profile being deleted)"""
        profile = self.profiles.get(namespace) if namespace else None
        if profile is None:
            return None, False, None, False
        owned = owns(profile, self.namespaces.get(namespace))
        return profile, owned, read_plugin(profile), profile["metadata"].get("deletionTimestamp") is not None


def is_managed(account, policy, plugin):
    if not account:
        return False
    own = plugin.keys.get("serviceaccounts", []) if plugin else []
    return matches_any(policy.service_accounts, account) or matches_any(own, account)
