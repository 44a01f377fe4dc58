"""Replicas come and go while Pods are created without pause by those who try once."""

from cryptography import x509
from testbed import registration
from testbed.certificates import Authority
from testbed.creators import Creators
from testbed.kubeflow import role_of
from testbed.release import NAME, NAMESPACE
from testbed.self_managed import SelfManaged
from testbed.tls import HOST, served
from testbed.waiting import eventually


def wait_settled(release):
    """Until those on their way out are gone, too."""
    release.wait_rolled_out()
    eventually(lambda: len(release.pods()) == release.deployment()["spec"]["replicas"], "the old replicas are gone", within_s=60)


def check_nobody_noticed(creators):
    creators.assert_none_noticed()
    assert not creators.lost, creators.summary()


def test_restart_upgrade_and_rollback_are_not_noticed(chart_cluster, chart_profiles, release):
    chart_profiles.create("rolled", role_of("rolled"))
    release.install()
    first = {each.name for each in release.pods()}
    with Creators(chart_cluster, "rolled", threads=2) as creators:
        creators.wait_for_more()
        chart_cluster.kubectl("rollout", "restart", f"deployment/{NAME}", f"--namespace={NAMESPACE}")
        wait_settled(release)
        creators.wait_for_more()
        second = {each.name for each in release.pods()}
        assert not first & second
        release.upgrade({"replicas": 3, "serviceAccounts": "pipelines", "log.level": "debug", "certificates.tlsMinVersion": "1.3"})
        wait_settled(release)
        creators.wait_for_more()
        (arguments,) = {tuple(each.spec["args"]) for each in release.containers()}
        assert "--service-accounts=default-editor,pipeline-runner" in arguments and len(release.pods()) == 3
        release.rollback()
        wait_settled(release)
        creators.wait_for_more()
        (arguments,) = {tuple(each.spec["args"]) for each in release.containers()}
        assert "--service-accounts=default-editor" in arguments and len(release.pods()) == 2
    check_nobody_noticed(creators)
    assert all(each.containers["webhook"].exit_code == 0 for each in release.ended_pods()), "one had to be killed"


def test_deleting_all_pods_at_once_lets_none_slip_through(chart_cluster, chart_profiles, release):
    """kube-apiserver calls no endpoint that is on its way out: until a new one is ready, Pods of Profiles are refused."""
    for name in ("recreated", "recreated-by-force"):
        chart_profiles.create(name, role_of(name))
    release.install()
    eventually(lambda: release.policy() == "Fail", "the policy is raised")
    with Creators(chart_cluster, "recreated", threads=2) as creators:
        creators.wait_for_more()
        gone = {each.name for each in release.pods()}
        release.delete_pods("--wait=false")
        release.wait_replaced(gone)
        creators.wait_for_more()
    assert not creators.bare and not creators.lost, creators.summary()
    print(f"all deleted at once: {creators.summary()}")
    with Creators(chart_cluster, "recreated-by-force", threads=2) as creators:
        creators.wait_for_more()
        gone = {each.name for each in release.pods()}
        release.delete_pods("--grace-period=0", "--force")
        release.wait_replaced(gone)
        creators.wait_for_more()
    assert not creators.bare and not creators.lost, creators.summary()
    print(f"all gone by force: {creators.summary()}")


def test_the_certificate_is_renewed_under_load(chart_cluster, chart_profiles, release):
    chart_profiles.create("renewed-in-chart", role_of("renewed-in-chart"))
    release.install({"limits.maxConnectionAge": "1s"})  # handshakes all the time
    managed = SelfManaged(chart_cluster)
    registration.wait_answered(chart_cluster)
    with Creators(chart_cluster, "renewed-in-chart", threads=2) as creators:
        for _ in range(3):
            before = managed.leaf().serial_number
            managed.ask_for("leaf")
            eventually(lambda before=before: managed.leaf().serial_number != before, "the leaf is another")
            managed.wait_in_force(*release.webhooks())
            creators.wait_for_more()
    check_nobody_noticed(creators)


def test_a_secret_that_somebody_renews_is_taken_up_under_load(chart_cluster, chart_profiles, release):
    """By the renamed link of its volume."""
    chart_profiles.create("renewed-by-others", role_of("renewed-by-others"))
    authority = Authority("the administrator's")

    def renew():
        certificate, key = authority.issue(HOST, dns=[HOST])
        release.make_secret("renewed", {"tls.crt": certificate, "tls.key": key})
        return x509.load_pem_x509_certificate(certificate.encode())

    renew()
    values = {"certificates.mode": "secret", "certificates.secretName": "renewed", "certificates.caBundle": authority.certificate}
    release.install({**values, "limits.maxConnectionAge": "1s"})
    with Creators(chart_cluster, "renewed-by-others", threads=2) as creators:
        creators.wait_for_more()
        leaf = renew()
        eventually(lambda: all(served(each) == leaf for each in release.webhooks()), "every replica serves the new one")
        creators.wait_for_more()
    check_nobody_noticed(creators)
