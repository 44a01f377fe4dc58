"""etcd, kube-apiserver and kube-controller-manager on this machine, for as long as the test run lasts."""

import datetime
import json
import pathlib
import secrets

import kubernetes
import yaml

from . import network
from .api import Api, ApiError
from .certificates import Authority, new_rsa_key
from .etcd import Etcd
from .kubeconfig import write_kubeconfig
from .kubectl import Kubectl
from .paths import MANIFESTS, MissingProgram, program
from .process import Process
from .waiting import eventually

ISSUER = "https://kubernetes.default.svc.cluster.local"
CONTROLLERS = (
    "namespace-controller", "serviceaccount-controller", "serviceaccount-token-controller", "garbage-collector-controller",
    "replicaset-controller", "deployment-controller", "statefulset-controller", "job-controller", "endpointslice-controller",
)  # fmt: skip


class Cluster:
    """`api`, `kubectl` and `kubeconfig` are the administrator's. `address` is where it is reached from this machine."""

    def __init__(self, warden, folder, port=None, own_network=False):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._warden = warden
        self.own_network = own_network
        self.port = port or network.free_port()
        self.address = f"https://127.0.0.1:{self.port}"
        self._write_credentials()
        self.etcd = Etcd(warden, self.folder)
        self.api_server = Process(warden, "kube-apiserver", self._api_server_arguments(), self.folder / "kube-apiserver.log")
        self.controllers = None  # absent with the KUBEBUILDER_ASSETS of setup-envtest
        self.kubeconfig = write_kubeconfig(self.folder / "admin.kubeconfig", self.address, self.ca_file, {"token": self.admin_token})
        self.api = self.api_as(self.admin_token)
        self.kubectl = Kubectl(self.kubeconfig, self.folder)

    # --- its life ---

    def start(self, with_controllers=True, with_crd=True, api_server_flags=(), more_controllers=()):
        """Returns when it serves, with the CRD of Profiles. `more_controllers`: on top of CONTROLLERS."""
        self.etcd.start()
        self.api_server.add_arguments(*api_server_flags)
        self.api_server.start()
        self.wait_ready()
        if with_controllers:
            self._start_controllers(more_controllers)
        if with_crd:
            self.install_crd(MANIFESTS / "profile-crd.yaml")
        return self

    def _start_controllers(self, more):
        try:
            arguments = self._manager_arguments([*CONTROLLERS, *more])
            self.controllers = Process(self._warden, "kube-controller-manager", arguments, self.folder / "kube-controller-manager.log")
            self.controllers.start()
        except MissingProgram:
            self.controllers = None

    def stop(self):
        """Nothing of it is worth a graceful end, and killing takes no time."""
        for process in (self.controllers, self.api_server, self.etcd.process):
            if process is not None and process.is_running():
                process.kill()

    def wait_ready(self):
        """Until the API server answers that it is ready; its words when it does not, or has ended."""

        def ready():
            assert self.api_server.is_running(), f"kube-apiserver has ended\n{self.api_server.tail()}"
            try:
                return self.api.call("GET", "/readyz")[0] == 200
            except OSError:
                return False

        eventually(ready, "kube-apiserver is ready", within_s=60, explain=self.api_server.tail)

    def restart_api_server(self, kill=True):
        """On the same port; returns when it is ready. Its watch cache is empty then, as after any restart."""
        self.api_server.kill() if kill else self.api_server.stop()
        self.api_server.start()
        self.wait_ready()

    def restart_etcd(self):
        self.etcd.process.kill()
        self.etcd.start()
        self.wait_ready()

    def replace_certificate(self, authority):
        """The API server is started anew with one of another authority; the administrator trusts both."""
        certificate, key = self._issue_certificate(authority)
        self.ca_file.write_text(self.authority.certificate + authority.certificate, encoding="utf-8")
        self.api = self.api_as(self.admin_token)
        (self.folder / "apiserver.crt").write_text(certificate, encoding="utf-8")
        (self.folder / "apiserver.key").write_text(key, encoding="utf-8")
        self.restart_api_server()

    def forget_history(self):
        """Makes every watch from an older resourceVersion fail with 410: etcd is compacted, and the API server's watch
        cache, which would still know, is begun anew."""
        self.etcd.compact()
        self.restart_api_server()

    def install_crd(self, path):
        crd = yaml.safe_load(pathlib.Path(path).read_text(encoding="utf-8"))
        self.api.apply(crd)
        name, group = crd["metadata"]["name"], crd["spec"]["group"]
        versions = [version["name"] for version in crd["spec"]["versions"] if version["served"]]
        plural = crd["spec"]["names"]["plural"]

        def served():
            try:
                return all(self.api.get(f"/apis/{group}/{version}/{plural}?limit=1") for version in versions)
            except ApiError:
                return False

        eventually(served, f"{name} is served")

    # --- users ---

    def api_as(self, token, user_agent="tests"):
        return Api(self.address, self.ca_file, token, user_agent)

    def token_of(self, namespace, service_account, audiences=(), lifetime_s=3600, pod=None):
        """A TokenRequest, as a kubelet makes it: without audiences for the API server; bound to `pod` (an object) if given."""
        spec = {"expirationSeconds": lifetime_s, "audiences": list(audiences)}
        if pod is not None:
            spec["boundObjectRef"] = {"apiVersion": "v1", "kind": "Pod", "name": pod["metadata"]["name"], "uid": pod["metadata"]["uid"]}
        path = f"/api/v1/namespaces/{namespace}/serviceaccounts/{service_account}/token"
        body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec}
        return self.api.request("POST", path, body)["status"]["token"]

    def client_certificate(self, user, groups=(), valid=datetime.timedelta(days=1)):
        """(certificate, key) in PEM with which the API server takes one for `user`."""
        return self.authority.issue(user, groups, valid=valid)

    def key_set(self):
        """The public keys of its service account tokens (JWKS)."""
        return json.loads(self.api.call("GET", "/openid/v1/jwks")[2])  # application/jwk-set+json

    def kubernetes_client(self, kubeconfig=None):
        """An ApiClient of the package kubernetes that tries once. Close it."""
        configuration = kubernetes.client.Configuration()
        kubernetes.config.load_kube_config(str(kubeconfig or self.kubeconfig), client_configuration=configuration)
        configuration.retries = False
        return kubernetes.client.ApiClient(configuration)

    # --- what it says of itself ---

    def metrics(self):
        return self.api.get("/metrics")

    def audit_events(self, containing=""):
        """What manifests/audit-policy.yaml lets it write down, oldest first: audit.k8s.io/v1 Events. `containing` leaves
        out, cheaply, the lines without that text."""
        log = self.folder / "audit.log"
        # The last line may be half written.
        lines = log.read_text(encoding="utf-8").split("\n")[:-1] if log.exists() else []
        return [json.loads(line) for line in lines if containing in line]

    # --- its flags ---

    def _issue_certificate(self, authority):
        addresses = ["127.0.0.1", "10.0.0.1"] + ([network.API_SERVER] if self.own_network else [])
        names = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"]
        return authority.issue("kube-apiserver", dns=names, ip=addresses)

    def _write_credentials(self):
        # Old, so that a replica whose clock is in the past takes the API server's certificate, too.
        self.authority = Authority("tests-kubernetes-ca", since=datetime.timedelta(days=500))
        certificate, key = self._issue_certificate(self.authority)
        self.admin_token = secrets.token_hex(16)
        self.ca_file = self.folder / "ca.crt"
        for name, contents in {
            "ca.crt": self.authority.certificate, "apiserver.crt": certificate, "apiserver.key": key,
            "service-accounts.key": new_rsa_key(), "tokens.csv": f'{self.admin_token},admin,admin,"system:masters"\n',
        }.items():  # fmt: skip
            (self.folder / name).touch(mode=0o600)
            (self.folder / name).write_text(contents, encoding="utf-8")

    def _api_server_arguments(self):
        file = self.folder
        # To be reached at the advertised address it must listen on more than loopback; in a network of its own nobody else can.
        bind = ["--bind-address=0.0.0.0", f"--advertise-address={network.API_SERVER}"] if self.own_network else ["--bind-address=127.0.0.1"]
        return [
            program("kube-apiserver"), *bind, f"--secure-port={self.port}", f"--etcd-servers={self.etcd.address}",
            f"--tls-cert-file={file}/apiserver.crt", f"--tls-private-key-file={file}/apiserver.key", f"--client-ca-file={file}/ca.crt",
            f"--service-account-key-file={file}/service-accounts.key", f"--service-account-signing-key-file={file}/service-accounts.key",
            f"--service-account-issuer={ISSUER}", f"--token-auth-file={file}/tokens.csv", "--authorization-mode=RBAC",
            "--service-cluster-ip-range=10.0.0.0/24", "--allow-privileged", "--endpoint-reconciler-type=none",
            "--enable-aggregator-routing=true",  # calls a webhook's Service at its endpoints: nobody routes cluster addresses here
            f"--audit-policy-file={MANIFESTS}/audit-policy.yaml", f"--audit-log-path={file}/audit.log", "--audit-log-mode=blocking",
        ]  # fmt: skip

    def _manager_arguments(self, controllers):
        return [
            program("kube-controller-manager"), f"--kubeconfig={self.kubeconfig}", f"--controllers={','.join(controllers)}",
            f"--service-account-private-key-file={self.folder}/service-accounts.key", f"--root-ca-file={self.ca_file}",
            "--leader-elect=false", "--secure-port=0", "--kube-api-qps=200", "--kube-api-burst=400",
        ]  # fmt: skip
