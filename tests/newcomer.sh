#!/usr/bin/env bash
# Follows the README on a machine that has nothing: a bare Debian 12 (debootstrap) with git, a fresh clone of what is
# committed, `./dev run --once`, then the whole gate. A developer's machine hides a missing install step; this shows it.
# Needs root. Everything is mounted in a mount namespace of its own, so nothing stays mounted whatever happens.
#   tests/newcomer.sh [COMMAND...]     other commands of ./dev than `run --once` and `test`, one an argument
set -euo pipefail
root=$(cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd)

# What the trial needs to reach the same package mirrors as this machine; absent files are left out.
from_this_machine=(
    /etc/resolv.conf /etc/pip.conf /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources
    /etc/ssl/certs/ca-certificates.crt
)

mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' 'Codename: bookworm' | head -n 1
}

# inside MACHINE COMMAND...: runs as the newcomer, who has a home, no locale and no terminal. In the mount namespace.
inside() {
    local machine=$1 folder
    shift
    # A mount point itself, and /sys with its cgroups: runc, which tries the image, needs both.
    mountpoint -q "$machine" || mount --bind "$machine" "$machine"
    for folder in proc sys dev; do
        mountpoint -q "$machine/$folder" || mount --rbind "/$folder" "$machine/$folder"
    done
    chroot "$machine" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c 'cd "/root/a clone" && exec "$@"' sh "$@"
}

if [[ ${1:-} == --inside ]]; then
    shift
    inside "$@"
    exit
fi

((EUID == 0)) || {
    echo "newcomer.sh: needs root, for chroot and mount" >&2
    exit 1
}
(($#)) || set -- 'run --once' test
machine=$(mktemp -d "${TMPDIR:-/tmp}/newcomer.XXXXXX")
trap 'rm -rf --one-file-system -- "$machine"' EXIT
echo "A bare Debian 12 in $machine"
debootstrap --variant=minbase --include=git,ca-certificates bookworm "$machine" "$(mirror)" >"$machine.log" 2>&1 || {
    tail -n 20 -- "$machine.log" >&2
    exit 1
}
rm -f -- "$machine.log"
for file in "${from_this_machine[@]}"; do
    if [[ -e $file ]]; then
        mkdir -p -- "$machine${file%/*}"
        cp -L -- "$file" "$machine$file"
    fi
done
git -c safe.directory='*' clone --quiet --no-hardlinks -- "$root" "$machine/root/a clone"
for command in "$@"; do
    echo "./dev $command"
    # Words on purpose: the command may have arguments.
    # shellcheck disable=SC2086
    unshare --mount --propagation private "$0" --inside "$machine" ./dev $command
done
