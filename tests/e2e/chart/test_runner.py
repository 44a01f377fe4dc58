"""That what plays kubelet here is as strict as one: without that, none of the other scenarios would say anything."""

import errno
import pathlib
import re

import pytest
from testbed.kubeflow import pod
from testbed.node.understood import NotUnderstood, check
from testbed.release import NAMESPACE
from testbed.waiting import eventually

TOKEN = "var/run/secrets/kubernetes.io/serviceaccount/token"


def status_of(container):
    text = pathlib.Path(f"/proc/{container.process_id}/status").read_text(encoding="ascii")
    return dict(re.findall(r"^(\w+):\s+(.*)$", text, re.MULTILINE))


def test_the_program_runs_as_the_pod_says(release):
    release.install()
    (container, other), (of_pod, _) = release.containers(), release.pods()
    status = status_of(container)
    assert status["Uid"].split() == status["Gid"].split() == ["65532"] * 4 and status["Groups"].split() == ["65532"]
    assert {int(status[name], 16) for name in ("CapPrm", "CapEff", "CapBnd", "CapInh", "CapAmb")} == {0}
    assert status["NoNewPrivs"] == "1" and status["NSpid"].split()[-1] == "1"
    inside = pathlib.Path(f"/proc/{container.process_id}/root")
    with pytest.raises(OSError) as refused:  # for root, too, so it is not for want of rights
        (inside / "usr/bin/anything").touch()
    assert refused.value.errno == errno.EROFS
    assert not (inside / "bin").exists() and not (inside / "home").exists()
    # Each Pod is in a network of its own.
    assert pathlib.Path(f"/proc/{container.process_id}/ns/net").readlink() != pathlib.Path(f"/proc/{other.process_id}/ns/net").readlink()
    token = (inside / TOKEN).read_text(encoding="ascii")
    of_pod.place.volumes.renew_tokens()
    eventually(lambda: (inside / TOKEN).read_text(encoding="ascii") != token, "the running container has another token")
    assert (inside / TOKEN).stat().st_uid == 65532 and not (inside / TOKEN).stat().st_mode & 0o007


def test_a_flag_that_does_not_exist_ends_the_container_again_and_again(release):
    release.install({"extraArgs": ["--no-such-flag=1"]}, wait=False)
    container = eventually(release.containers, "it is started")[0]

    def waits_for_its_third_start():
        status = container.status()
        return status["restartCount"] == 1 and status["state"] == {"waiting": {"reason": "CrashLoopBackOff"}}

    eventually(waits_for_its_third_start, "the first restart is at once, the second waits")
    assert container.status()["lastState"]["terminated"]["exitCode"] == 2 and "no-such-flag" in container.log()


def test_what_is_not_understood_fails_the_scenario(chart_cluster, nodes, release):
    asked = pod("not-understood", NAMESPACE, "default", hostAliases=[{"ip": "127.0.0.1", "hostnames": ["there"]}])
    # Restricted enough for the namespace.
    asked["spec"]["securityContext"] = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    asked["spec"]["containers"][0]["securityContext"] = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    with pytest.raises(NotUnderstood, match="spec.hostAliases.*enableServiceLinks.*only a read-only root"):
        check(chart_cluster.api.create(asked, dry_run=True))
    chart_cluster.api.create(asked)
    eventually(lambda: nodes.faults, "it is a fault")
    assert "hostAliases" in nodes.faults.pop()
    assert not nodes.faults
