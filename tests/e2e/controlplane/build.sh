#!/usr/bin/env bash
# build.sh GO FOLDER: builds the control plane of the tests with the given go into FOLDER, with a link for each of its
# programs, so that FOLDER serves as KUBEBUILDER_ASSETS does. `./dev` calls it, with Go's caches outside the tree.
# The first build takes 4 minutes and 1.5 GB of memory on two cores; from Go's build cache it takes seconds.
set -euo pipefail

go=$1 folder=$2
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"

# Without its version a kube-apiserver calls itself v0.0.0-master, which kubectl and the API's version ranges cannot use.
version=$(sed -n 's|^\tk8s.io/kubernetes \(v[0-9.]*\)$|\1|p' go.mod)
IFS=. read -r major minor _ <<<"${version#v}"
at=k8s.io/component-base/version
flags="-s -w -X $at.gitVersion=$version -X $at.gitMajor=$major -X $at.gitMinor=$minor -X $at.gitTreeState=clean"

mkdir -p -- "$folder"
# CGO_ENABLED=0: needs no C compiler. -mod=readonly: what is built is what go.sum says. -modcacherw: may be deleted again.
CGO_ENABLED=0 "$go" build -mod=readonly -modcacherw -trimpath -ldflags "$flags" -o "$folder/controlplane.new" .
mv -f -- "$folder/controlplane.new" "$folder/controlplane"
for program in kube-apiserver kube-controller-manager kubectl etcd; do ln -sf controlplane "$folder/$program"; done
