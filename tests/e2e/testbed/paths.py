"""Where things are."""

import os
import pathlib

E2E = pathlib.Path(__file__).resolve().parents[1]
ROOT = E2E.parents[1]
MANIFESTS = E2E / "manifests"
WEBHOOK = os.environ.get("PIW_BINARY") or str(ROOT / "build/release/profile-iam-webhook")


class MissingProgram(Exception):
    """A program of Kubernetes is not there; says how it comes."""


def program(name):
    """Path of kube-apiserver, etcd, kubectl or kube-controller-manager: from $KUBEBUILDER_ASSETS (which has no controller
    manager as setup-envtest makes it), else from the folder that `./dev` built and names in PIW_CONTROLPLANE."""
    for variable in ("KUBEBUILDER_ASSETS", "PIW_CONTROLPLANE"):
        if folder := os.environ.get(variable):
            found = pathlib.Path(folder) / name
            if os.access(found, os.X_OK):
                return str(found)
            raise MissingProgram(f"there is no {name} in {folder} ({variable})")
    raise MissingProgram(f"no {name}: run through `./dev test e2e`, or set KUBEBUILDER_ASSETS")
