"""`helm test`: passes where Pods get credentials, and says what is wrong where they do not."""

from testbed import registration
from testbed.certificates import Authority
from testbed.release import NAMESPACE
from testbed.tls import HOST
from testbed.waiting import eventually

_SOON = {"test.timeout": "5s"}  # what is wrong stays wrong


def check_fails(release, *words):
    """And the log of the test's Pod says why, and what to do."""
    failed = release.test(check=False)
    assert failed.returncode != 0, failed.stdout
    told = failed.stdout.partition("POD LOGS")[2]
    assert all(word in told for word in ("fail", "->", *words)), f"{failed.stdout}\n{failed.stderr}"


def test_a_good_installation_passes_again_and_again_and_nothing_is_left(chart_cluster, release):
    release.install()
    for _ in range(2):
        told = release.test().stdout
        assert "Phase:          Succeeded" in told and "ok" in told, told
    left = chart_cluster.api.get(f"/api/v1/namespaces/{NAMESPACE}/pods")["items"]
    assert [each["metadata"]["name"] for each in left if each["status"]["phase"] == "Succeeded"] == [f"{registration.NAME}-test"]
    eventually(lambda: chart_cluster.api.find(f"/api/v1/namespaces/{registration.NAME}-test") is None, "its namespace is gone")


def test_a_ca_bundle_that_does_not_fit_is_found(release):
    certificate, key = Authority("the right one").issue(HOST, dns=[HOST])
    release.make_secret("mismatch", {"tls.crt": certificate, "tls.key": key})
    wrong = Authority("another").certificate
    release.install({"certificates.mode": "secret", "certificates.secretName": "mismatch", "certificates.caBundle": wrong, **_SOON})
    check_fails(release, "x509", "caBundle")


def test_a_registration_that_is_gone_is_found(chart_cluster, release):
    release.install(_SOON)
    chart_cluster.api.delete(registration.PATH)
    check_fails(release, "MutatingWebhookConfiguration")


def test_a_right_that_is_missing_is_found(release):
    release.install()
    with release.rights_of_its_own():
        # Nobody grants the rights of the test's own Pod then.
        release.upgrade({"rbac.create": False})
        check_fails(release, "orbidden", "create", "pods")
