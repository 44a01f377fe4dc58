"""A certificate in files, which somebody like cert-manager renews while Pods are created without pause."""

import pytest
from testbed import network
from testbed.certificates import Authority
from testbed.creators import Creators
from testbed.kubeflow import role_of
from testbed.mounted import MountedSecret
from testbed.tls import HOST, served
from testbed.waiting import eventually

RENEWALS = 20


@pytest.fixture
def mounted(tmp_path):
    return MountedSecret(tmp_path / "tls", Authority("cert-manager"), network.POD_ADDRESSES)


def serials(webhooks):
    return {served(webhook).serial_number for webhook in webhooks}


def test_twenty_renewals_of_a_mounted_secret_are_noticed_by_nobody(cluster, profiles, identity, deploy, mounted):
    profiles.create("mounted", role_of("mounted"))
    webhooks = deploy(["--kubeconfig", identity.kubeconfig], "--max-connection-age=1s", certificate=mounted).webhooks
    seen = serials(webhooks)
    with Creators(cluster, "mounted", threads=2) as creators:
        for number in range(RENEWALS):
            mounted.renew()
            eventually(lambda: not serials(webhooks) & seen, lambda number=number: f"both serve certificate {number}")
            seen |= serials(webhooks)
            creators.wait_for_more(5)
    creators.assert_none_noticed()
    assert not creators.lost, creators.summary()
    assert len(seen) == 1 + RENEWALS
    print(f"{creators.created} Pods")


def test_files_that_are_no_pair_are_refused_and_nobody_notices(cluster, profiles, identity, deploy, mounted):
    profiles.create("misfit", role_of("misfit"))
    webhooks = deploy(
        ["--kubeconfig", identity.kubeconfig], f"--service={HOST.split('.')[1]}/{HOST.split('.')[0]}", "--max-connection-age=1s", certificate=mounted
    ).webhooks
    good = serials(webhooks)
    authority = Authority("cert-manager-2")
    certificate, key = authority.issue(HOST, dns=[HOST])
    for_others, key_for_others = authority.issue("other", dns=["other.example"])
    with Creators(cluster, "misfit", threads=2) as creators:
        for what, files in {
            "half of a pair": {"tls.crt": certificate, "tls.key": key_for_others},
            "cut in the middle": {"tls.crt": certificate[:200], "tls.key": key},
            "empty": {"tls.crt": "", "tls.key": ""},
            "not for our Service": {"tls.crt": for_others, "tls.key": key_for_others},
        }.items():
            before = len(warnings(webhooks[0]))
            mounted.write(files)
            eventually(lambda before=before: len(warnings(webhooks[0])) > before, f"{what}: it says so", explain=webhooks[0].process.tail)
            assert serials(webhooks) == good and all(webhook.is_ready() for webhook in webhooks), what
            creators.wait_for_more(5)
        mounted.renew()
        eventually(lambda: not serials(webhooks) & good, "both serve the next good one")
        creators.wait_for_more()
    creators.assert_none_noticed()
    assert not creators.lost, creators.summary()


def warnings(webhook):
    return [line for line in webhook.events() if line["level"] in ("warning", "error")]
