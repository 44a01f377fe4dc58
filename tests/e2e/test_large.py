"""5,000 Profiles."""

import pytest
from testbed.bulk import write_profiles
from testbed.kubeflow import has_credentials, pod, role_of
from testbed.registration import by_url, register
from testbed.state import RESOURCES, lists
from testbed.waiting import eventually
from testbed.webhook import Identity

PROFILES = 5_000


@pytest.fixture
def cluster(another_cluster):
    """One of its own: the others' controllers would be busy with all that for a minute."""
    with another_cluster("large", with_controllers=False) as started:
        yield started


def test_the_last_of_5000_profiles_gets_its_role(cluster, launch, certificate, tmp_path):
    identity = Identity(cluster, tmp_path / "identity")
    small = launch("small", ["--kubeconfig", identity.kubeconfig])
    write_profiles(cluster, [f"profile-{number}" for number in range(1, PROFILES + 1)])
    # One that was there before them learns them by events.
    eventually(lambda: all(count >= PROFILES for count in known(small)), lambda: f"all are known: {known(small)}", explain=small.process.tail)
    assert lists(small) == dict.fromkeys(RESOURCES, 1)
    webhook = launch("webhook", ["--kubeconfig", identity.kubeconfig])
    assert known(webhook) == known(small)
    register(cluster, by_url(webhook.url), certificate.ca)
    last = f"profile-{PROFILES}"
    assert has_credentials(cluster.api.create(pod("last", last)), role_of(last))
    assert sum(webhook.metric("live_reads_total", result=result) for result in ("found", "absent", "failed")) == 0
    for each in (webhook, small):
        print(f"{each.name}: {each.resident_kib()} KiB resident with {PROFILES} Profiles")
        assert each.resident_kib() < 60 * 1024  # what is allowed for 10,000 Profiles


def known(webhook):
    return [webhook.metric(name) for name in ("profiles", "namespaces", "service_accounts")]
