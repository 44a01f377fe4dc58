"""`helm uninstall`, while Pods are created without pause by those who try once: nobody waits for a webhook that is gone."""

import datetime
import threading

from testbed import registration
from testbed.creators import Creators
from testbed.kubeflow import pod, role_of
from testbed.release import NAME, NAMESPACE
from testbed.waiting import eventually

HOOK = f"/apis/batch/v1/namespaces/{NAMESPACE}/jobs/{NAME}-unregister"


def deleted_by(cluster):
    """[(who, when)] of the registration."""
    events = cluster.audit_events(containing='"verb":"delete"')
    ours = [each for each in events if each["objectRef"].get("name") == registration.NAME and each["responseStatus"]["code"] == 200]
    return [(each["user"]["username"], datetime.datetime.fromisoformat(each["stageTimestamp"].replace("Z", "+00:00")).timestamp()) for each in ours]


def test_pods_are_created_at_once_and_the_registration_goes_before_the_first_replica(chart_cluster, chart_profiles, nodes, release):
    chart_profiles.create("uninstalled", role_of("uninstalled"))
    there_before = objects_of_ours(chart_cluster)  # of a `helm test` that has failed
    release.install()
    eventually(lambda: release.policy() == "Fail", "the policy is raised")
    replicas, before = release.pods(), len(deleted_by(chart_cluster))
    with Creators(chart_cluster, "uninstalled", threads=2) as creators:
        creators.wait_for_more()
        release.uninstall()
        creators.wait_for_more()
        nodes.wait_idle(within_s=60)
        creators.wait_for_more()
    assert not creators.refused and not creators.lost, creators.summary()
    ((who, when),) = deleted_by(chart_cluster)[before:]
    assert who == f"system:serviceaccount:{NAMESPACE}:{NAME}-unregister"
    # And long enough before it that every API server has heard of it.
    assert all(each.ended_at - when > 2.5 for each in replicas), [each.ended_at - when for each in replicas]
    # The Secret stays, which is the webhook's own.
    eventually(lambda: objects_of_ours(chart_cluster) == there_before, lambda: f"nothing else is left: {objects_of_ours(chart_cluster)}")


def objects_of_ours(cluster):
    kinds = "all,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings,mutatingwebhookconfigurations,poddisruptionbudgets,jobs"
    return cluster.kubectl("get", kinds, f"--namespace={NAMESPACE}", f"--selector=app.kubernetes.io/instance={NAME}", "-o", "name").split()


def test_a_release_that_never_ran_is_removed_without_its_hook(chart_cluster, chart_profiles, release):
    """The hook needs the image, too. What it waits for ends by the Job's deadline, and helm says so."""
    chart_profiles.create("never-ran", role_of("never-ran"))
    release.install({"image.tag": "misspelt"}, wait=False)
    chart_cluster.api.create(pod("first", "never-ran"))  # the policy was never raised
    hastened = threading.Thread(target=_bring_the_deadline_forward, args=(chart_cluster,), daemon=True)
    hastened.start()
    failed = release.uninstall(check=False)
    hastened.join()
    assert failed.returncode != 0
    assert "DeadlineExceeded" in failed.stderr or "deadline" in failed.stderr, failed.stderr
    assert release.configuration() is not None  # nothing has been removed
    release.uninstall("--no-hooks")
    assert release.configuration() is None
    chart_cluster.api.create(pod("second", "never-ran"))


def _bring_the_deadline_forward(cluster):
    """It is four minutes."""
    job = eventually(lambda: cluster.api.find(HOOK), "the hook runs")
    assert job["spec"]["activeDeadlineSeconds"] < 300, "helm's own patience would be over before"
    cluster.api.patch(HOOK, {"spec": {"activeDeadlineSeconds": 2}})
