"""Which role does a ServiceAccount's Pod get, from where, and why not: the decision table, and the settings table."""

from dataclasses import dataclass, field

from cluster import ascii_lower, is_managed
from words import INTEGER, boolean, matches_any, partition_of

MARK = "profile-iam-webhook.kubeflow.org/role-from"
SHORTEST, LONGEST = 600, 86400


@dataclass
class Decision:
    role: object = None
    source: object = None
    reasons: tuple = ()  # why there is no role
    profile: object = None  # the name of the owning Profile
    managed: bool = False
    managed_by_flag: bool = False
    owned: bool = False
    plugin: object = None
    terminating: bool = False
    annotation: str = ""  # the role annotation of the ServiceAccount, whatever it is worth
    warnings: list = field(default_factory=list)
    optional: list = field(default_factory=list)
    readings: set = field(default_factory=set)
    row: str = ""


def expand(template, profile):
    return template.replace("{profile}", profile)


def allowed_for_profile(role, policy, profile):
    return matches_any([expand(p, profile) for p in policy.allowed_profile_role], role)


def annotated_role(annotations, policy):
    """(role or None, refused): rule 2. A copy (marked) is no wish, an empty value is none."""
    role = annotations.get(policy.annotation("role-arn"), "")
    if not role or annotations.get(MARK) in ("profile", "default"):
        return None, False
    if partition_of(role) is None or not matches_any(policy.allowed_role, role):
        return None, True
    return role, False


def decide(cluster, policy, namespace, account, annotations=None):
    """`annotations`: those of the ServiceAccount, when they are not the cluster's."""
    profile, owned, plugin, terminating = cluster.facts(namespace)
    d = Decision(owned=owned, plugin=plugin if owned else None, terminating=terminating and owned)
    name = profile["metadata"]["name"] if profile else None
    d.profile = name if owned else None
    d.managed_by_flag = is_managed(account, policy, None)
    d.managed = is_managed(account, policy, plugin if owned else None)
    if annotations is None:
        annotations = cluster.annotations(namespace, account) if namespace and account else {}
    d.annotation = annotations.get(policy.annotation("role-arn"), "")
    if not account:
        d.reasons, d.row = ("no_role",), "no account"
        return d
    wish, refused = annotated_role(annotations, policy)
    if owned:
        decide_owned(d, name, policy, wish, refused)
    else:
        strangers = ("not_owned",) if profile and d.managed_by_flag else ("no_role",)
        d.row = "not owned" if profile else "no profile"
        take_wish(d, wish, refused, strangers)
    return d


def decide_owned(d, name, policy, wish, refused):
    plugin = d.plugin
    valid = plugin and plugin.valid and allowed_for_profile(plugin.role, policy, name)
    if plugin:
        plugin.usable = valid
    if d.managed and d.terminating:
        d.row, d.reasons = "terminating", ("profile_terminating",)
        if plugin and not valid:
            d.readings.add("terminating-invalid")
    elif d.managed and plugin and not valid:
        d.row, d.reasons = "invalid managed", ("plugin_invalid",)
        d.warnings.append("plugin_invalid")
    elif d.managed and plugin:
        d.row, d.role, d.source = "valid managed", plugin.role, "profile"
    elif d.managed:
        d.row = "none managed"
        take_wish(d, wish, refused, ("no_role",))
        if d.role is None and policy.default_role_arn:
            take_default(d, expand(policy.default_role_arn, name), name, policy)
    else:
        d.row = "valid unmanaged" if valid else "invalid unmanaged" if plugin else "none unmanaged"
        take_wish(d, wish, refused, ("sa_not_managed",) if valid else ("no_role",))


def take_wish(d, wish, refused, otherwise):
    if wish:
        d.role, d.source = wish, "service_account"
        return
    d.reasons = otherwise
    if refused:
        d.warnings.append("refused")
        d.row += " refused"
        if otherwise == ("no_role",):
            d.reasons = ("role_refused",)
        else:
            d.readings.add("refused-elsewhere")


def take_default(d, role, name, policy):
    if partition_of(role) is None or not allowed_for_profile(role, policy, name):
        d.reasons = ("role_refused",)
        d.readings.add("default-refused-warning")
        d.warnings.append("default_refused")
        return
    if "refused" in d.warnings:
        d.readings.add("fallthrough-warning")
    d.role, d.source, d.reasons = role, "default", ()


@dataclass
class Settings:
    audience: str
    lifetime: int
    regional: bool
    region: str
    warnings: list = field(default_factory=list)
    readings: set = field(default_factory=set)


def settings(cluster, policy, d, namespace, account, pod_annotations):
    """First that is set: Pod annotation, SA annotation, plugin (for the Profile's role alone), flag."""
    sa = cluster.annotations(namespace, account) if namespace and account else {}
    keys = d.plugin.keys if d.source == "profile" else {}
    s = Settings(policy.token_audience, policy.token_expiration, partition_of(d.role) != "aws", policy.aws_default_region)
    if d.source == "profile":
        s.warnings += sorted({"key:" + ascii_lower(k) for k in d.plugin.wrong})
        if d.plugin.several:
            s.warnings.append("plugins")
    if policy.annotation("audience") in sa:
        s.audience = sa[policy.annotation("audience")]
    elif keys.get("audience"):
        s.audience = keys["audience"]
    s.region = keys.get("region") or s.region
    s.readings |= {"empty-plugin-strings"} if "" in (keys.get("audience"), keys.get("region")) else set()
    choose_regional(s, policy, sa, keys)
    choose_lifetime(s, policy, sa, keys, pod_annotations)
    return s


def choose_regional(s, policy, sa, keys):
    text = sa.get(policy.annotation("sts-regional-endpoints"))
    value = boolean(text) if text is not None else None
    if text is not None and value is None:
        s.warnings.append("sts-regional-endpoints")
    if value is None:
        value = keys.get("stsregionalendpoints")
    if value is None:
        value = policy.sts_regional_endpoint
    if value is not None:
        s.regional = value


def choose_lifetime(s, policy, sa, keys, pod_annotations):
    for annotations in (pod_annotations, sa):
        text = annotations.get(policy.annotation("token-expiration"))
        if text is None:
            continue
        if INTEGER.fullmatch(text):
            clamp(s, int(text), "token-expiration")
            return
        s.warnings.append("token-expiration")
    if "tokenexpirationseconds" in keys:
        clamp(s, keys["tokenexpirationseconds"], "key:tokenExpirationSeconds")


def clamp(s, value, where):
    s.lifetime = min(max(value, SHORTEST), LONGEST)
    if s.lifetime != value:
        s.warnings.append(where)
