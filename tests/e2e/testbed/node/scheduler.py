"""Which Node a Pod gets: what must be is kept to, and of the Nodes that are left the emptiest is taken."""


def choose(pod, nodes, others):
    """A Node, or None: nowhere. `others` are the Pods that are bound already."""
    fitting = [each for each in nodes if _fits(pod, each, nodes, others)]
    return min(fitting, key=lambda each: _crowd(pod, each, others), default=None)


def _fits(pod, node, nodes, others):
    spec = pod["spec"]
    if any(node.labels.get(key) != value for key, value in spec.get("nodeSelector", {}).items()):
        return False
    if any(_ports(pod) & _ports(each) for each in others if each["spec"]["nodeName"] == node.name):
        return False
    apart = spec.get("affinity", {}).get("podAntiAffinity", {}).get("requiredDuringSchedulingIgnoredDuringExecution", [])
    if any(_counts(term, nodes, others)[node.labels[term["topologyKey"]]] for term in apart):
        return False
    strict = [each for each in spec.get("topologySpreadConstraints", []) if each["whenUnsatisfiable"] == "DoNotSchedule"]
    return all(_skew(each, node, nodes, others) <= each["maxSkew"] for each in strict)


def _crowd(pod, node, others):
    """Of its own revision first: that is what spreading is about."""
    here = [each for each in others if each["spec"]["nodeName"] == node.name]
    own = [each for each in here if _label(each, "pod-template-hash") == _label(pod, "pod-template-hash")]
    return len(own), len(here), node.name


def _skew(constraint, node, nodes, others):
    """If the Pod came here."""
    counts = _counts(constraint, nodes, others)
    return counts[node.labels[constraint["topologyKey"]]] + 1 - min(counts.values())


def _counts(rule, nodes, others):
    """{domain: how many Pods there match}"""
    domains = {each.name: each.labels[rule["topologyKey"]] for each in nodes}
    counts = dict.fromkeys(domains.values(), 0)
    for each in others:
        if _matches(rule["labelSelector"], each):
            counts[domains[each["spec"]["nodeName"]]] += 1
    return counts


def _matches(selector, pod):
    labels = all(_label(pod, key) == value for key, value in selector.get("matchLabels", {}).items())
    return labels and all(_label(pod, each["key"]) in each["values"] for each in selector.get("matchExpressions", []))


def _label(pod, key):
    return pod["metadata"].get("labels", {}).get(key)


def _ports(pod):
    """Of its Node."""
    return {port["hostPort"] for container in pod["spec"]["containers"] for port in container.get("ports", []) if "hostPort" in port}
