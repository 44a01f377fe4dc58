"""Random AdmissionReviews: Pods, debuggers and ServiceAccounts; biased so that every row is hit often."""

import copy

from inject import VOLUME
from pods import WINDOWS, PodMaker
from world import ACCOUNTS, MARK, account_annotations, maybe


class Maker(PodMaker):
    """Reviews of what `PodMaker` makes, and of ServiceAccounts."""

    def namespace(self):
        return self.r.choice(self.namespaces) if maybe(self.r, 0.97) else self.r.choice(["elsewhere", ""])

    def review(self, request, kind):
        r = self.r
        resource = {"Pod": "pods", "ServiceAccount": "serviceaccounts"}.get(kind, kind.lower() + "s")
        gvk = {"group": "", "version": "v1", "kind": kind}
        base = {"uid": "".join(r.choice("0123456789abcdef") for _ in range(32)), "kind": gvk, "resource": {"group": "", "version": "v1", "resource": resource},
                "requestKind": dict(gvk), "requestResource": {"group": "", "version": "v1", "resource": resource},
                "userInfo": {"username": "user@example.com", "groups": ["system:authenticated"]}, "dryRun": maybe(r, 0.1)}
        if maybe(r, 0.03):
            base["uid"] = r.choice(["ü😀", "a\"b\\c", "x" * 300, "\u2028"])
        review = {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1" if maybe(r, 0.85) else "admission.k8s.io/v1beta1", "request": base | request}
        if maybe(r, 0.2):
            items = list(review["request"].items())
            r.shuffle(items)
            review["request"] = dict(items)
        if maybe(r, 0.1):
            review = dict(reversed(review.items())) | {"futureField": [{}]}
        return review

    def create_pod(self):
        ns = self.namespace()
        pod = self.pod(ns)
        return self.review({"name": pod["metadata"].get("name", ""), "namespace": ns, "operation": "CREATE", "object": pod, "oldObject": None}, "Pod")

    def debug_pod(self):
        r, ns = self.r, self.namespace()
        pod = self.pod(ns)
        if maybe(r, 0.6):
            windows = any(pod["spec"].get(k) == w[k] for w in WINDOWS[:3] for k in w)
            self.r.choice(pod["spec"]["containers"]).update(env=self.done_env(ns, windows), volumeMounts=[{"name": VOLUME, "readOnly": True, "mountPath": self.path}])
        before = [self.container(n, ns, False, []) for n in r.sample(["dbg-0", "dbg-1"], r.randint(0, 2))]
        new = [self.container(n, ns, False, []) for n in r.sample(["debugger", "app2", "a", "queue-proxy"], r.randint(0, 2) if maybe(r, 0.3) else 1)]
        old = copy.deepcopy(pod)
        self.set_array(old["spec"], "ephemeralContainers", copy.deepcopy(before))
        self.set_array(pod["spec"], "ephemeralContainers", before + new)
        sub = {"subResource": "ephemeralcontainers", "requestSubResource": "ephemeralcontainers"}
        return self.review({"name": "pod-0", "namespace": ns, "operation": "UPDATE", "object": pod, "oldObject": old, **sub}, "Pod")

    def account(self):
        r, ns = self.r, self.namespace()
        name = "default-editor" if maybe(r, 0.65) else r.choice(ACCOUNTS)
        near = self.roles.get(ns) or [None]

        def one():
            meta = {"name": name, "namespace": ns, "uid": "u"}
            a = account_annotations(r, self.prefix, r.choice(near))
            if maybe(r, 0.1):
                a[f"{self.prefix}/role-arn"] = ""
            if near[0] and maybe(r, 0.25):
                a |= {f"{self.prefix}/role-arn": r.choice(near), MARK: "profile"}
            if a or maybe(r, 0.4):
                meta["annotations"] = a or r.choice([{}, None])
            return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta}

        o, old, operation = one(), None, "CREATE"
        if maybe(r, 0.6):
            operation, old = "UPDATE", one()
            if maybe(r, 0.4):
                old = copy.deepcopy(o)
            if maybe(r, 0.06):
                o["metadata"]["deletionTimestamp"] = old["metadata"]["deletionTimestamp"] = "2025-01-01T00:00:00Z"
        elif maybe(r, 0.1):
            o["metadata"]["generateName"] = o["metadata"].pop("name") + "-"
        return self.review({"name": o["metadata"].get("name", ""), "namespace": ns, "operation": operation, "object": o, "oldObject": old}, "ServiceAccount")

    def not_asked(self):
        r = self.r
        review = self.create_pod() if maybe(r, 0.6) else self.account()
        request = review["request"]
        style = r.randint(0, 3)
        if style == 0:
            request["operation"], request["oldObject"], request["object"] = "DELETE", request["object"], None
        elif style == 1:
            request["operation"] = "CONNECT" if request["kind"]["kind"] == "ServiceAccount" else "UPDATE"
        elif style == 2:
            request["subResource"] = r.choice(["status", "token", "eviction", "resize"])
        else:
            kind = r.choice(["ConfigMap", "Secret", "Deployment"])
            request["kind"] = request["requestKind"] = {"group": "apps" if kind == "Deployment" else "", "version": "v1", "kind": kind}
            request["resource"] = request["requestResource"] = {"group": request["kind"]["group"], "version": "v1", "resource": kind.lower() + "s"}
            request["object"] = {"kind": kind, "apiVersion": "v1", "metadata": {"name": "x"}}
        return review

    def wrong_type(self):
        """A Pod with one wrong JSON type where the specification names one."""
        r, review = self.r, self.create_pod()
        pod = review["request"]["object"]
        wrong = r.choice(["x", 7, True, {"a": 1}, [], ["x"]])
        where = r.choice(["spec", "containers", "initContainers", "volumes", "env", "volumeMounts", "annotations"])
        if where == "annotations":
            pod["metadata"]["annotations"] = ["x"] if isinstance(wrong, dict) else wrong
        elif where == "spec":
            pod["spec"] = ["x"] if isinstance(wrong, dict) else wrong
        elif where in ("containers", "initContainers", "volumes"):
            pod["spec"][where] = [7] if isinstance(wrong, list) else wrong
        else:
            r.choice(pod["spec"]["containers"])[where] = ["x"] if isinstance(wrong, list) else wrong
        return review

    def any(self):
        r = self.r.random()
        for limit, make in ((0.60, self.create_pod), (0.72, self.debug_pod), (0.92, self.account), (0.96, self.not_asked)):
            if r < limit:
                return make()
        return self.wrong_type()
