#!/usr/bin/env bash
# build.sh GO FOLDER: makes FOLDER with what the tests of the chart need of others: `helm`, and crds/*.yaml, the
# CustomResourceDefinitions of the chart's optional objects. `./dev` calls it, with Go's caches outside the tree.
# The first build takes two minutes on two cores; from Go's build cache it takes seconds.
set -euo pipefail

go=$1 folder=$2
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"
mkdir -p -- "$folder/crds"

# CGO_ENABLED=0: needs no C compiler. -mod=readonly: what is built is what go.sum says. -modcacherw: may be deleted again.
version=$(sed -n 's|^require helm.sh/helm/v3 \(v[0-9.]*\)$|\1|p' go.mod)
flags="-s -w -X helm.sh/helm/v3/internal/version.version=$version"
# As helm's own Makefile does: the Kubernetes for which it renders and lints without a cluster. Else that is 1.20.
minor=$(sed -n 's|^\tk8s.io/client-go v0\.\([0-9]*\)\..*$|\1|p' go.mod)
for package in pkg/chartutil pkg/lint/rules; do
    flags+=" -X helm.sh/helm/v3/$package.k8sVersionMajor=1 -X helm.sh/helm/v3/$package.k8sVersionMinor=$minor"
done
CGO_ENABLED=0 "$go" build -mod=readonly -modcacherw -trimpath -ldflags "$flags" \
    -o "$folder/helm.new" helm.sh/helm/v3/cmd/helm
mv -f -- "$folder/helm.new" "$folder/helm"

# module_folder MODULE@VERSION SUM: prints where the module lies unpacked; its sum must be this one. Only its files are
# wanted, so it is no requirement of go.mod: its own requirements would raise helm's.
module_folder() {
    local said
    said=$(cd / && "$go" mod download -modcacherw -json "$1")
    [[ $said == *"\"Sum\": \"$2\""* ]] || {
        echo "build.sh: $1 is not what it was: its sum is not $2" >&2
        return 1
    }
    sed -n 's|^\t"Dir": "\(.*\)",\{0,1\}$|\1|p' <<<"$said"
}

operator=$(module_folder github.com/prometheus-operator/prometheus-operator@v0.80.1 h1:jeqy9C8ku5coMThZh/cVrB5FwJHlV98jvnSeVnQKCQw=)
for kind in podmonitors servicemonitors prometheusrules; do
    cp -- "$operator/example/prometheus-operator-crd/monitoring.coreos.com_$kind.yaml" "$folder/crds/"
done
# Lines of these are templates of cert-manager's own chart, in comments and in labels that nobody needs.
manager=$(module_folder github.com/cert-manager/cert-manager@v1.18.2 h1:H2P75ycGcTMauV3gvpkDqLdS3RSXonWF2S49QGA1PZE=)
for kind in certificates issuers clusterissuers; do
    sed -e '/^  # START annotations/,/^  # END annotations/d' -e '/^  labels:$/,/^spec:$/{/^spec:$/!d}' -e '/^ *#.*{{/d' \
        "$manager/deploy/crds/crd-$kind.yaml" >"$folder/crds/cert-manager.io_$kind.yaml"
done
chmod -R u+w -- "$folder/crds"
