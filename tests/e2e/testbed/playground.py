"""`./dev cluster`: the control plane with Profiles and the webhook, to play with until Ctrl-C."""

import pathlib
import shlex
import shutil
import signal
import sys
import tempfile
import time

import yaml

from . import registration
from .api import ApiError
from .cluster import Cluster
from .kubeflow import ProfileController
from .paths import ROOT, MissingProgram, program
from .warden import Warden
from .webhook import Certificate, Identity, Webhook

_PROFILES = "/apis/kubeflow.org/v1/profiles"


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # An exception, because that ends whatever is being waited for.
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="profile-iam-cluster-"))
    warden = Warden()
    warden.remove_at_end(folder)
    playground = Playground(warden, folder)
    try:
        playground.start()
        playground.serve()
    except (AssertionError, MissingProgram, ApiError, OSError) as error:
        print(f"./dev cluster: {error}", file=sys.stderr)
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        playground.stop()
        warden.close()
        shutil.rmtree(folder, ignore_errors=True)
        print("Ended: nothing of it is left.", flush=True)


class Playground:
    def __init__(self, warden, folder):
        self._warden = warden
        self._folder = folder
        self._cluster = None
        self._webhook = None
        self._reconciled = set()

    def start(self):
        started = time.monotonic()
        _say("Starting etcd, kube-apiserver and kube-controller-manager (a few seconds)")
        self._cluster = Cluster(self._warden, self._folder / "cluster")
        self._cluster.start()
        _say("Starting the webhook, and registering it")
        identity = Identity(self._cluster, self._folder / "identity")
        certificate = Certificate(self._folder / "certificate")
        source = ["--kubeconfig", identity.kubeconfig]
        # No delay: nobody has to be told to look elsewhere.
        self._webhook = Webhook(self._warden, self._folder, "webhook", source, certificate, "--shutdown-delay=0s")
        self._webhook.start()
        registration.register(self._cluster, registration.by_url(self._webhook.url), certificate.ca)
        self._cluster.api.delete("/api/v1/namespaces/registration-probe")
        self._apply_examples()
        self._link_programs()
        _say(f"Ready after {time.monotonic() - started:.0f} s")

    def serve(self):
        """Until a signal; or until something that should run does not, which is an AssertionError with its last words."""
        print(_what_to_try(self._folder, self._webhook, self._cluster), flush=True)
        while True:
            self._play_the_profile_controller()
            for process in (self._cluster.api_server, self._cluster.etcd.process, self._webhook.process):
                assert process.is_running(), f"{process.name} has ended\n{process.tail(15)}"
            time.sleep(0.5)

    def stop(self):
        if self._webhook is not None:
            self._webhook.process.stop(within_s=5)
        if self._cluster is not None:
            self._cluster.stop()

    def _apply_examples(self):
        """The Profiles first: a uid in the files is one that Git holds, and the API server gives each Profile another."""
        files = sorted((ROOT / "examples/profiles").glob("*.yaml"))
        manifests = [each for file in files for each in yaml.safe_load_all(file.read_text(encoding="utf-8")) if each]
        profiles = [each for each in manifests if each["kind"] == "Profile"]
        for profile in profiles:
            profile["metadata"].pop("uid", None)
        self._cluster.kubectl.apply(*profiles)
        uids = {each["metadata"]["name"]: each["metadata"]["uid"] for each in self._cluster.api.get(_PROFILES)["items"]}
        others = [each for each in manifests if each["kind"] != "Profile"]
        for reference in (reference for each in others for reference in each["metadata"].get("ownerReferences", [])):
            reference["uid"] = uids[reference["name"]]
        self._cluster.kubectl.apply(*sorted(others, key=lambda each: each["kind"] != "Namespace"))

    def _play_the_profile_controller(self):
        """A Profile that is new gets its namespace and ServiceAccounts, as Kubeflow's controller would do."""
        try:
            for profile in self._cluster.api.get(_PROFILES)["items"]:
                if profile["metadata"]["uid"] not in self._reconciled and "deletionTimestamp" not in profile["metadata"]:
                    ProfileController(self._cluster.api).reconcile(profile)
                    self._reconciled.add(profile["metadata"]["uid"])
        except (ApiError, OSError):
            return  # a namespace that is still going away, say; asked again in a moment

    def _link_programs(self):
        folder = self._folder / "bin"
        folder.mkdir()
        (folder / "kubectl").symlink_to(program("kubectl"))


def _what_to_try(folder, webhook, cluster):
    role = '{"spec":{"plugins":[{"kind":"AwsIamForServiceAccount","spec":{"awsIamRole":"arn:aws:iam::111122223333:role/another"}}]}}'
    stolen = "eks.amazonaws.com/role-arn=arn:aws:iam::111122223333:role/somebody-elses"
    health = f"http://127.0.0.1:{webhook.metrics_port}"
    without = "" if cluster.controllers else "\n(No kube-controller-manager in KUBEBUILDER_ASSETS: StatefulSets, Jobs and the end of namespaces do not work.)\n"
    return f"""
{_bold("A Kubernetes with Profiles and the webhook runs until Ctrl-C. In a second terminal:")}
  cd {shlex.quote(str(ROOT))}
  export KUBECONFIG={cluster.kubeconfig} PATH={folder}/bin:$PATH

  kubectl get profiles
  kubectl apply -f examples/notebook-pod.yaml
  kubectl get pod -n team-a my-notebook-0 -o yaml | grep -C3 AWS_
      # no kubelet runs it; what became of it is what counts

  kubectl patch profile team-a --type merge -p '{role}'
  kubectl apply -f examples/pipeline-step.yaml -o yaml | grep -A1 AWS_ROLE_ARN    # has the new role

  kubectl annotate -n team-a --overwrite serviceaccount default-editor {stolen}
      # is put back, with a warning: users may edit annotations, the role is the Profile's

  sed s/team-a/team-b/ examples/profiles/team-a.yaml | grep -v uid: | kubectl create -f -
      # its namespace and ServiceAccounts come as Kubeflow's profile controller makes them

  curl '{health}/readyz?verbose'
  curl -s {health}/metrics | grep admissions_total
  tail -f {folder}/webhook.log
{without}"""


def _bold(text):
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text


def _say(text):
    print(_bold(text), flush=True)


if __name__ == "__main__":
    sys.exit(main())
