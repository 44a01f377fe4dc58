"""Tools that keep a cluster as Git has it, and do not know what the replicas write."""

import yaml
from testbed import registration
from testbed.creators import Creators
from testbed.kubeflow import role_of
from testbed.self_managed import SelfManaged, again_and_again
from testbed.waiting import eventually


def registration_in_git(release):
    objects = [each for each in yaml.safe_load_all(release.rendered()) if each]
    return next(each for each in objects if each["kind"] == "MutatingWebhookConfiguration")


def test_a_tool_that_puts_the_rendered_object_back_all_the_time_is_survived(chart_cluster, chart_profiles, release):
    chart_profiles.create("self-healed", role_of("self-healed"))
    release.install()
    eventually(lambda: release.policy() == "Fail", "the policy is raised")
    in_git = registration_in_git(release)
    tool = chart_cluster.api_as(chart_cluster.admin_token, "argocd")
    with Creators(chart_cluster, "self-healed", threads=2) as creators:
        with again_and_again(lambda: tool.apply(in_git, manager="argocd-controller"), every_s=0.1):
            creators.wait_for_more(200)
            before = release.configuration()["metadata"]["generation"]
            creators.wait_for_more(200)
            # Nobody answers the tool as often as it speaks.
            print(f"generations while 200 Pods were created: {release.configuration()['metadata']['generation'] - before}")
        creators.wait_for_more()
    creators.assert_none_noticed()
    assert not creators.lost, creators.summary()
    eventually(lambda: release.policy() == "Fail", "the policy is raised again", within_s=90)


def test_a_tool_that_replaces_the_object_once_is_survived(chart_cluster, chart_profiles, release):
    """Without the caBundle kube-apiserver trusts nobody, and the policy of Git is Ignore: both are put right."""
    chart_profiles.create("replaced", role_of("replaced"))
    release.install()
    eventually(lambda: release.policy() == "Fail", "the policy is raised")
    managed, in_git = SelfManaged(chart_cluster), registration_in_git(release)
    with Creators(chart_cluster, "replaced", threads=2) as creators:
        creators.wait_for_more()
        in_git["metadata"]["resourceVersion"] = release.configuration()["metadata"]["resourceVersion"]
        chart_cluster.api.request("PUT", registration.PATH, in_git)
        eventually(managed.is_published, "the caBundle is right again")
        eventually(lambda: release.policy() == "Fail", "the policy is raised again")
        creators.wait_for_more()
    assert not creators.refused and not creators.lost, creators.summary()
    print(f"between the replacement and the repair: {creators.summary()}")
    chart_profiles.create("replaced-and-repaired", role_of("replaced-and-repaired"))
    with Creators(chart_cluster, "replaced-and-repaired", threads=1) as creators:
        creators.wait_for_more()
    creators.assert_none_noticed()


def test_kubectl_apply_of_the_rendering_without_helm_serves(chart_cluster, chart_profiles, nodes, release, kustomize):
    chart_profiles.create("kustomized", role_of("kustomized"))
    with kustomize():
        release.wait_ready()
        registration.wait_answered(chart_cluster)
        with Creators(chart_cluster, "kustomized", threads=1) as creators:
            creators.wait_for_more()
        creators.assert_none_noticed()
        eventually(lambda: release.policy() == "Fail", "the policy is raised")
    nodes.wait_idle(within_s=60)
