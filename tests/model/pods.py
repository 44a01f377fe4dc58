"""Random Pods of all odd shapes, near what matters: names, roles and paths that the server knows."""

from containers import CREDENTIALS, FIVE, KEY_ID
from inject import VOLUME
from world import ACCOUNTS, INTEGERS, ROLES, maybe

NAMES = ["app", "main", "wait", "init", "istio-proxy", "istio-init", "queue-proxy", "a", "b", "App", "контейнер", "😀" * 70, "x" * 200, "é\u0301\u202e\"\\/", ""]
SKIPS = ["app", " main , a", "", ",", "istio-proxy", "b,B", "main,app,wait,init,a,b", "nobody", "  ", "дом,контейнер"]
WINDOWS = [{"nodeSelector": {"kubernetes.io/os": "windows"}}, {"nodeSelector": {"beta.kubernetes.io/os": "windows"}}, {"os": {"name": "windows"}}, {"os": {"name": "linux"}},
           {"nodeSelector": {"kubernetes.io/os": "linux"}}, {"nodeSelector": {"kubernetes.io/os": "Windows"}}, {"nodeSelector": None, "os": None}]


class PodMaker:
    """`r` is the only source of chance; `flags` those of the server; `objects` what it knows."""

    def __init__(self, r, flags, objects, namespaces):
        self.r, self.flags, self.namespaces = r, flags, namespaces
        self.prefix = flags.get("annotation-prefix", "eks.amazonaws.com")
        self.path = flags.get("token-mount-path", "/var/run/secrets/eks.amazonaws.com/serviceaccount")
        self.roles = {}
        for o in objects:
            if o["kind"] == "Profile":
                for entry in o["spec"].get("plugins") or []:
                    for value in (entry.get("spec") or {}).values() if isinstance(entry.get("spec"), dict) else []:
                        if isinstance(value, str) and value.startswith("arn:"):
                            self.roles.setdefault(o["metadata"]["name"], []).append(value)
            if o["kind"] == "ServiceAccount":
                value = o["metadata"].get("annotations", {}).get(f"{self.prefix}/role-arn")
                if value:
                    self.roles.setdefault(o["metadata"]["namespace"], []).append(value)

    def role(self, namespace):
        """A role that means something in the namespace, or any."""
        r = self.r
        default = self.flags.get("default-role-arn", "").replace("{profile}", namespace)
        near = self.roles.get(namespace, []) + ([default] if default else [])
        return r.choice(near) if near and maybe(r, 0.75) else r.choice([*ROLES, "", "$(OTHER)", "nonsense"])

    def windows_file(self):
        return "C:" + self.path.replace("/", "\\") + "\\token"

    def entry(self, name, namespace, windows):
        r = self.r
        if maybe(r, 0.02):
            return {"name": name}
        own = self.windows_file() if windows else self.path + "/token"
        values = {"AWS_ROLE_ARN": lambda: self.role(namespace),
                  "AWS_WEB_IDENTITY_TOKEN_FILE": lambda: own if maybe(r, 0.75) else r.choice(["/elsewhere/token", "", self.path, self.windows_file(), own + "/", self.path + "/token"])}
        if maybe(r, 0.12):
            return {"name": name, "valueFrom": r.choice([{"secretKeyRef": {"name": "s", "key": "k"}}, {"configMapKeyRef": {"name": "c", "key": "k", "optional": True}}, {"fieldRef": {"fieldPath": "metadata.name"}}])}
        entry = {"name": name, "value": values.get(name, lambda: r.choice(["us-west-2", "regional", "legacy", "AKIAIOSFODNN7EXAMPLE", "http://x"]))()}
        if maybe(r, 0.05):
            entry["futureField"] = [1.50, None]
        return entry

    def env(self, namespace, windows, p=0.3):
        r, env = self.r, []
        for name in r.sample(FIVE, len(FIVE)):
            if maybe(r, p):
                env.append(self.entry(name, namespace, windows))
        for name, chance in ((KEY_ID, 0.12), ("AWS_SECRET_ACCESS_KEY", 0.12), (CREDENTIALS[0], 0.1), (CREDENTIALS[1], 0.05), ("HOME", 0.4), ("aws_role_arn", 0.05)):
            if maybe(r, chance):
                env.insert(r.randint(0, len(env)), self.entry(name, namespace, windows))
        if env and maybe(r, 0.15):
            env.insert(r.randint(0, len(env)), self.entry(r.choice(env)["name"], namespace, windows))
        return env

    def mount(self, volumes):
        r = self.r
        choice = r.random()
        name = VOLUME if choice < 0.6 else r.choice([v["name"] for v in volumes] or [VOLUME])
        path = self.path + r.choice([""] * 12 + ["/", "/", "//", "x"])
        return {"name": name, "mountPath": path} | ({"readOnly": True} if maybe(r, 0.9) else {})

    def set_array(self, owner, key, items):
        """An array of its own, or absent, null or empty."""
        if items or maybe(self.r, 0.3):
            owner[key] = items
        elif maybe(self.r, 0.2):
            owner[key] = None

    def container(self, name, namespace, windows, volumes):
        r = self.r
        c = {"name": name, "image": "busybox", "resources": {"limits": {"cpu": 0.5, "memory": "1Gi"}}}
        style = r.random()
        if style < 0.35:
            self.set_array(c, "env", [])
            self.set_array(c, "volumeMounts", [])
        elif style < 0.55:
            c["env"] = self.done_env(namespace, windows)
            c["volumeMounts"] = [{"name": VOLUME, "readOnly": True, "mountPath": self.path}]
        else:
            self.set_array(c, "env", self.env(namespace, windows))
            mounts = [{"name": "work", "mountPath": "/work"}] if maybe(r, 0.4) else []
            if maybe(r, 0.25):
                mounts.insert(r.randint(0, len(mounts)), self.mount(volumes))
            self.set_array(c, "volumeMounts", mounts)
        if maybe(r, 0.1):
            c["futureField"] = {"deep": [[1e2, -0.0, 12345678901234567890]]}
        return c

    def done_env(self, namespace, windows):
        """As a webhook that ran before us leaves it."""
        file = self.windows_file() if windows else self.path + "/token"
        role = (self.roles.get(namespace) or ROLES)
        env = [{"name": "AWS_STS_REGIONAL_ENDPOINTS", "value": "regional"}] if maybe(self.r, 0.7) else []
        if maybe(self.r, 0.7):
            env += [{"name": "AWS_DEFAULT_REGION", "value": "us-west-2"}, {"name": "AWS_REGION", "value": "us-west-2"}]
        return env + [{"name": "AWS_ROLE_ARN", "value": self.r.choice(role)}, {"name": "AWS_WEB_IDENTITY_TOKEN_FILE", "value": file}]

    def token(self, name):
        r = self.r
        audience = r.choice([self.flags.get("token-audience", "sts.amazonaws.com")] * 6 + ["sts.example.com", "other", None, ""])
        token = {"expirationSeconds": r.choice([86400, 3600]), "path": "token" if maybe(r, 0.9) else "jwt"}
        if audience is not None:
            token["audience"] = audience
        sources = [{"serviceAccountToken": token}]
        if maybe(r, 0.1):
            sources.insert(r.randint(0, 1), r.choice([{"configMap": {"name": "c"}}, {"serviceAccountToken": {"path": "other"}}]))
        return {"name": name, "projected": {"sources": sources} | ({"defaultMode": 420} if maybe(r, 0.5) else {})}

    def volumes(self):
        r, found = self.r, []
        if maybe(r, 0.5):
            found.append({"name": "kube-api-access-x7k2p", "projected": {"sources": [{"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}}, {"configMap": {"name": "kube-root-ca.crt"}}], "defaultMode": 420}})
        if maybe(r, 0.2):
            found.append({"name": "work", "emptyDir": {}})
        for name, p in ((VOLUME, 0.4), (VOLUME + "-2", 0.12), (VOLUME + "-3", 0.04)):
            if maybe(r, p):
                found.append(self.token(name) if maybe(r, 0.75) else {"name": name, "emptyDir": {}})
        r.shuffle(found)
        if found and maybe(r, 0.03):
            found.append({"name": r.choice(found)["name"], "emptyDir": {}})
        return found

    def annotations(self, names):
        r, a = self.r, {}
        for key, p in (("skip-containers", 0.12), ("include-containers", 0.1)):
            if maybe(r, p):
                a[f"{self.prefix}/{key}"] = r.choice([*SKIPS, ",".join(names), names[0], names[-1]])
        if maybe(r, 0.2):
            a[f"{self.prefix}/token-expiration"] = r.choice(INTEGERS)
        if maybe(r, 0.015):
            a["kubernetes.io/config.mirror"] = r.choice(["abc", ""])
        if maybe(r, 0.2):
            a["sidecar.istio.io/inject"] = "false"
        return a

    def finished(self, pod, namespace, windows):
        """Every container as a webhook that ran before us leaves it, the volume too."""
        for c in pod["spec"]["containers"] + (pod["spec"].get("initContainers") or []):
            c["env"] = self.done_env(namespace, windows) + ([{"name": KEY_ID, "value": "AKIAIOSFODNN7EXAMPLE"}] if maybe(self.r, 0.1) else [])
            c["volumeMounts"] = [{"name": VOLUME, "readOnly": True, "mountPath": self.path}]
        pod["spec"]["volumes"] = [v for v in pod["spec"].get("volumes") or [] if v["name"] != VOLUME] + [self.token(VOLUME)]
        return pod

    def pod(self, namespace):
        r = self.r
        fleet = r.sample(NAMES, r.randint(1, 4)) if maybe(r, 0.7) else ["app"]
        if maybe(r, 0.03):
            fleet = r.sample(["istio-proxy", "istio-init", "queue-proxy", "linkerd-proxy"], 2)
        cut = r.randint(1, len(fleet))
        extra = r.choice(WINDOWS) if maybe(r, 0.2) else {}
        windows = extra in WINDOWS[:3]
        volumes = self.volumes()
        meta = {"name": "pod-0", "namespace": namespace} if maybe(r, 0.7) else {"generateName": "pod-"}
        spec = {"containers": [self.container(n, namespace, windows, volumes) for n in fleet[:cut]], **extra}
        self.set_array(spec, "initContainers", [self.container(n, namespace, windows, volumes) for n in fleet[cut:]])
        self.set_array(spec, "volumes", volumes)
        self.set_account(spec)
        a = self.annotations(fleet)
        if a or maybe(r, 0.2):
            meta["annotations"] = a or r.choice([{}, None])
        if maybe(r, 0.02):
            meta["labels"] = {"eks.amazonaws.com/skip-pod-identity-webhook": r.choice(["", "true"])}
        if maybe(r, 0.3):
            spec["futureField"] = {"~/a": ["\u2028", 1.0]}
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}
        return self.finished(pod, namespace, windows) if maybe(r, 0.12) else pod

    def set_account(self, spec):
        r = self.r
        name = "default-editor" if maybe(r, 0.6) else r.choice([*ACCOUNTS, "not-there", "job-17", ""])
        style = r.random()
        if style < 0.8:
            spec["serviceAccountName"] = spec["serviceAccount"] = name
        elif style < 0.9:
            spec["serviceAccount"] = name
            if maybe(r, 0.5):
                spec["serviceAccountName"] = r.choice(["", None])
        else:
            spec["serviceAccountName"] = name
            if maybe(r, 0.5):
                spec["serviceAccount"] = r.choice(ACCOUNTS)
