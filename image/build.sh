#!/usr/bin/env bash
# Makes the container image as an OCI archive: image/root.py's folder in one layer, from nothing. Without Docker, without
# a network, as root or as an ordinary user. `./dev image` builds the program first and calls this.
set -euo pipefail
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

here=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")" && pwd)
root=${here%/*}
python=/usr/bin/python3

usage() {
    cat <<'END'
./dev image [--output FILE] [--tag NAME] [--source URL] [--binary FILE] [--build FOLDER]
  --output FILE    the OCI archive to write (default: build/image/profile-iam-webhook-VERSION.tar)
  --tag NAME       the name in it (default: profile-iam-webhook:VERSION)
  --source URL     where the source is published, for the label org.opencontainers.image.source (default: no such label)
  --binary FILE    the program (default: build/release/profile-iam-webhook)
  --build FOLDER   the folder that it was built in (default: where it lies)

Prints the image's digest and size. The same commit and the same Debian packages give the same digest. SOURCE_DATE_EPOCH
(seconds; default: the date of the commit) is the time of all files in it.
END
}

die() {
    printf 'image/build.sh: %s\n' "$*" >&2
    exit 1
}
wrong_use() {
    printf 'image/build.sh: %s (--help says what there is)\n' "$*" >&2
    exit 2
}
# need PROGRAM PACKAGE
need() { command -v "$1" >/dev/null || die "$1 is missing: apt-get install $2"; }

output='' tag='' source_url='' binary='' build=''
while (($#)); do
    case $1 in
        --help | -h)
            usage
            exit
            ;;
        --output | --tag | --source | --binary | --build)
            (($# >= 2)) && [[ -n $2 ]] || wrong_use "$1 needs a value"
            set -- "$1=$2" "${@:3}"
            continue
            ;;
        --output=?*) output=${1#*=} ;;
        --tag=?*) tag=${1#*=} ;;
        --source=?*) source_url=${1#*=} ;;
        --binary=?*) binary=${1#*=} ;;
        --build=?*) build=${1#*=} ;;
        *) wrong_use "there is no argument $1" ;;
    esac
    shift
done

need buildah buildah
facts=$("$python" "$here/source.py" ${source_url:+--source "$source_url"}) || exit 1
version=$(sed -n 's/^org.opencontainers.image.version=//p' <<<"$facts")
epoch=$(sed -n 's/^epoch=//p' <<<"$facts")
binary=${binary:-$root/build/release/profile-iam-webhook}
build=${build:-$(dirname -- "$binary")}
tag=${tag:-profile-iam-webhook:$version}
output=${output:-$root/build/image/profile-iam-webhook-$version.tar}
[[ ! -d $output ]] || wrong_use "--output $output is a folder"

# All that buildah keeps is in here: neither the user's images nor his settings are touched, or matter.
work=$(mktemp -d "${TMPDIR:-/tmp}/profile-iam-webhook-image.XXXXXX")
export HOME=$work/home XDG_RUNTIME_DIR=$work/run XDG_CONFIG_HOME=$work/home XDG_DATA_HOME=$work/home TMPDIR=$work
export BUILDAH_ISOLATION=chroot
unset REGISTRY_AUTH_FILE CONTAINERS_CONF CONTAINERS_STORAGE_CONF STORAGE_OPTS STORAGE_DRIVER
mkdir -m 700 -- "$work/home" "$work/run"

buildah_here() { buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"; }

# Without root, files in the storage may belong to the user's subordinate ids: only the user namespace can remove them.
clean_up() {
    rm -rf -- "$work" 2>/dev/null || buildah unshare rm -rf -- "$work" 2>/dev/null ||
        printf 'image/build.sh: %s could not be removed\n' "$work" >&2
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$python" "$here/root.py" --binary "$binary" --build "$build" --out "$work/root" || exit 1

labels=()
while IFS= read -r label; do
    [[ $label != org.opencontainers.image.* ]] || labels+=(--label "$label" --annotation "$label")
done <<<"$facts"

log=$work/log
hint='Without root, buildah needs user namespaces (sysctl user.max_user_namespaces) and the package uidmap'
quietly() {
    "$@" >>"$log" 2>&1 || {
        tail -n 20 -- "$log" >&2
        die "$1 ${*: -1} failed; see above. $hint"
    }
}

container=$(buildah_here from scratch 2>"$log") || {
    tail -n 20 -- "$log" >&2
    die "buildah does not work here; see above. $hint"
}
quietly buildah_here copy --chown 0:0 "$container" "$work/root" /
# The two removed: buildah annotates an image without a base with empty names of one, which is no valid digest.
quietly buildah_here config "${labels[@]}" \
    --annotation org.opencontainers.image.base.name- --annotation org.opencontainers.image.base.digest- \
    --user 65532:65532 --entrypoint '["/usr/bin/profile-iam-webhook"]' --cmd serve --workingdir / \
    --port 8443/tcp --port 8080/tcp --stop-signal SIGTERM --created-by image/build.sh "$container"
quietly buildah_here commit --format oci --timestamp "$epoch" --identity-label=false --omit-history "$container" "$tag"
# Through a folder: tar then orders the archive and sets its times, so that its bytes are the same, too.
quietly buildah_here push --format oci "$tag" "oci:$work/layout:$tag"
mkdir -p -- "$(dirname -- "$output")"
tar --create --file "$work/image.tar" --directory "$work/layout" --format ustar --sort name --owner 0 --group 0 --numeric-owner \
    --mode u=rwX,go=rX --mtime "@$epoch" -- blobs index.json oci-layout
mv -f -- "$work/image.tar" "$output"

digest=$(sed -n 's/.*"digest": *"\(sha256:[0-9a-f]*\)".*/\1/p' <<<"$(tr ',' '\n' <"$work/layout/index.json")")
packed=$(stat --format %s -- "$output")
unpacked=$(find "$work/root" -type f -printf '%s\n' | awk '{sum += $1} END {print sum}')
awk -v name="$tag" -v digest="$digest" -v file="$output" -v packed="$packed" -v unpacked="$unpacked" 'BEGIN {
    printf "image   %s\ndigest  %s\nfile    %s\nsize    %.1f MB, unpacked %.1f MB\n", name, digest, file, packed / 1e6, unpacked / 1e6
}'
