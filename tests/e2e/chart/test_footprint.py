"""What a replica of the installed chart costs: the figures that `resources` in values.yaml stand on. Run with -s to see them."""

import os
import pathlib
import re
import time

from testbed import registration
from testbed.creators import Creators
from testbed.flood import flood, review_of
from testbed.kubeflow import pod, role_of
from testbed.self_managed import SelfManaged
from testbed.waiting import eventually

REVIEWS = 4000
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def memory_mib(container, kind="VmRSS"):
    status = pathlib.Path(f"/proc/{container.process_id}/status").read_text(encoding="ascii")
    return int(re.search(rf"{kind}:\s+(\d+) kB", status)[1]) / 1024


def cpu_s(container):
    """User and system, since its start."""
    fields = pathlib.Path(f"/proc/{container.process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def limit_mib(container):
    text = container.spec["resources"]["limits"]["memory"]
    assert text.endswith("Mi"), text
    return int(text.removesuffix("Mi"))


def test_it_stays_far_below_its_limit_of_memory(chart_cluster, chart_profiles, release):
    chart_profiles.create("footprint", role_of("footprint"))
    release.install()
    registration.wait_answered(chart_cluster)
    containers = release.containers()
    for each in containers:
        print(f"after the start: {memory_mib(each):.1f} MiB, {cpu_s(each):.2f} s of CPU")
    began, before = time.monotonic(), sum(map(cpu_s, containers))
    eventually(lambda: release.policy() == "Fail", "the policy is raised")  # which takes ten seconds, in which nothing else happens
    took = time.monotonic() - began
    print(f"at rest: {(sum(map(cpu_s, containers)) - before) / took / len(containers) * 1000:.1f} ms of CPU a second, probes included")
    began, before = time.monotonic(), sum(map(cpu_s, containers))
    with Creators(chart_cluster, "footprint", threads=4) as creators:
        creators.wait_for_more(400)
    creators.assert_none_noticed()
    used, took = sum(map(cpu_s, containers)) - before, time.monotonic() - began
    print(f"{creators.created} Pods in {took:.1f} s, both replicas: {used:.2f} s of CPU, {used / creators.created * 1e6:.0f} us a Pod")
    busy, replica = containers[0], release.webhooks()[0]
    before = cpu_s(busy)
    review = review_of(chart_cluster.api.create(pod("flooded", "footprint"), dry_run=True))
    authority = SelfManaged(chart_cluster).data()["ca.crt"]
    assert flood(replica, authority, [review], REVIEWS, by_address=False) == {"complete": REVIEWS}
    print(f"{REVIEWS} reviews of {len(review)} bytes: {(cpu_s(busy) - before) / REVIEWS * 1e6:.0f} us of CPU each")
    for each in containers:
        print(f"in the end: {memory_mib(each):.1f} MiB, at most {memory_mib(each, 'VmHWM'):.1f} MiB; limit {limit_mib(each)} MiB")
        assert memory_mib(each, "VmHWM") < limit_mib(each) / 2
