"""The probes of a container, at their own periods and thresholds."""

import http.client
import time


class Probe:
    """`passes` begins as a kubelet sees it: alive, but neither started nor ready."""

    def __init__(self, kind, spec, ports, address):
        self.passes = kind == "liveness"
        self.why = None  # what was wrong with the last failure
        self._spec, self._address = spec, address
        asked = spec["httpGet"]
        self._port = ports[asked["port"]] if isinstance(asked["port"], str) else asked["port"]
        self._streak = (None, 0)
        self._next = time.monotonic() + spec.get("initialDelaySeconds", 0)

    def look(self):
        """When it is time to; returns whether it was."""
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._spec["periodSeconds"]
        ok = self._ask()
        self._streak = (ok, self._streak[1] + 1) if self._streak[0] == ok else (ok, 1)
        if self._streak[1] >= self._spec["successThreshold" if ok else "failureThreshold"]:
            self.passes = ok
        return True

    @property
    def has_failed(self):
        """As often as is too often."""
        return self._streak[0] is False and self._streak[1] >= self._spec["failureThreshold"]

    def _ask(self):
        connection = http.client.HTTPConnection(self._address, self._port, timeout=self._spec["timeoutSeconds"])
        try:
            connection.request("GET", self._spec["httpGet"].get("path", "/"), headers={"User-Agent": "kube-probe/1.34", "Connection": "close"})
            response = connection.getresponse()
            text = response.read()
            if 200 <= response.status < 400:
                return True
            self.why = f"HTTP {response.status}: {text.decode(errors='replace')}"
        except (OSError, http.client.HTTPException) as why:
            self.why = repr(why)
        finally:
            connection.close()
        return False


class Probes:
    """Of a container that has just been started."""

    def __init__(self, container, address):
        ports = {each["name"]: each["containerPort"] for each in container.get("ports", []) if "name" in each}
        make = {kind: container[f"{kind}Probe"] for kind in ("startup", "readiness", "liveness") if f"{kind}Probe" in container}
        self._probes = {kind: Probe(kind, spec, ports, address) for kind, spec in make.items()}

    @property
    def started(self):
        return "startup" not in self._probes or self._probes["startup"].passes

    @property
    def ready(self):
        return self.started and ("readiness" not in self._probes or self._probes["readiness"].passes)

    def look(self, ending=False):
        """Returns why the container must be killed, or None."""
        if not self.started and not ending:
            return self._look_at("startup")
        if "readiness" in self._probes:
            self._probes["readiness"].look()
        return None if ending or "liveness" not in self._probes else self._look_at("liveness")

    def why(self, kind):
        """What the last failure of this one was, if it does not pass."""
        probe = self._probes.get(kind)
        return probe.why if probe and not probe.passes else None

    def _look_at(self, kind):
        probe = self._probes[kind]
        probe.look()
        return f"{kind} probe failed: {probe.why}" if probe.has_failed else None
