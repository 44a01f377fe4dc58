#!/usr/bin/python3
"""Assembles the root file system of the image in a folder: the program, what it loads, and the few files that it reads.

    image/root.py --binary build/release/profile-iam-webhook --out build/image/root

Needs no root, no network and no container engine; the folder can also be entered with chroot. The same commit, built
with the same Debian packages, gives the same bytes, modes and times: nothing in it says where, when or by whom.
"""

import argparse
import os
import pathlib
import shutil
import sys

import closure
import compiled
import debian
import sbom
import source
from problem import Problem, call

PROGRAM = "usr/bin/profile-iam-webhook"
CERTIFICATES = "etc/ssl/certs/ca-certificates.crt"
AUTHORITIES = "ca-certificates"  # the package that they are from
LICENCE = "usr/share/doc/profile-iam-webhook/LICENSE"
USER_ID = 65532  # "nonroot" of the images that most clusters know already

WRITTEN = {
    "etc/passwd": f"nonroot:x:{USER_ID}:{USER_ID}:nonroot:/nonexistent:/nonexistent\n",
    "etc/group": f"nonroot:x:{USER_ID}:\n",
    # Both are inside libc.so.6 since glibc 2.34: no library is missing for them.
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}


def write(root, name, content):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def copy_with_links(root, path):
    """Copies a file of this machine to the same place below root, and every symbolic link on the way to it.

    Links become relative, so that they never lead out of the folder. Returns the real path of the file.
    """
    way = pathlib.Path("/")
    for part in path.parts[1:]:
        way /= part
        here = root / way.relative_to("/")
        if way.is_symlink():
            target = way.parent / os.readlink(way)
            rest = path.relative_to(way)
            if not here.is_symlink():
                here.parent.mkdir(parents=True, exist_ok=True)
                here.symlink_to(os.path.relpath(target, way.parent))
            return copy_with_links(root, pathlib.Path(os.path.normpath(target)) / rest)
    here.parent.mkdir(parents=True, exist_ok=True)
    if not here.exists():
        shutil.copy(path, here)
    return path


def put_program(root, binary):
    """The symbols stay in the build folder: the program runs without them, and they are a fifth of its size."""
    (root / PROGRAM).parent.mkdir(parents=True, exist_ok=True)
    call("strip", "--strip-all", "-o", str(root / PROGRAM), str(binary), package="binutils")


def put_certificates(root):
    """The package's own authorities, not this machine's bundle: a company's private one must not ship by accident."""
    files = [path for path in debian.files_of(AUTHORITIES) if path.match("/usr/share/ca-certificates/*/*.crt")]
    if not files:
        raise Problem("there are no certificate authorities: apt-get install ca-certificates")
    write(root, CERTIFICATES, b"".join(path.read_bytes().rstrip(b"\n") + b"\n" for path in sorted(files)))


def put_licences(root, packages):
    """The notices that the licences of nearly all of them ask for wherever their code goes."""
    for package in packages:
        copy_with_links(root, debian.copyright_file(package))
    write(root, LICENCE, (source.ROOT / "LICENSE").read_bytes())


def owners_below(root):
    """{file below root: the Debian package that it was copied from, None for a file of our own}"""
    files = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    ours = {PROGRAM, LICENCE, *WRITTEN}
    owned = debian.owners(pathlib.Path("/") / name for name in files if name not in ours | {CERTIFICATES})
    return {**dict.fromkeys(ours), CERTIFICATES: AUTHORITIES, **{str(path)[1:]: name for path, name in owned.items()}}


def put_bill(root, libraries, build):
    """What was copied and what was compiled in, the packages of both with their licences, and the bill of all that."""
    linked = set(debian.owners(compiled.foreign_files(build)).values())
    names = linked | set(debian.owners(libraries).values()) | {AUTHORITIES}
    put_licences(root, debian.facts(names).values())
    owner_of = owners_below(root)
    packages = debian.facts(names | {name for name in owner_of.values() if name})
    facts = source.facts()
    write(root, sbom.PATH, sbom.document(root, owner_of, linked, packages, facts, PROGRAM, CERTIFICATES))
    return facts


def settle(root, epoch):
    """Modes and times of everything, whatever the umask and the clock were; the deepest first, for folders' times."""
    for path in sorted(root.rglob("*"), reverse=True):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    root.chmod(0o755)
    os.utime(root, (epoch, epoch))


def assemble(binary, root, build):
    """`root`: an empty or absent folder."""
    if not binary.is_file():
        raise Problem(f"there is no {binary}: ./dev build release makes it")
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Problem(f"{root} is there already and not empty: remove it, or name another folder")
    root.mkdir(parents=True, exist_ok=True)
    libraries = closure.libraries_of(binary)
    put_program(root, binary)
    copied = sorted({copy_with_links(root, path) for path in libraries})
    put_certificates(root)
    for name, text in WRITTEN.items():
        write(root, name, text)
    settle(root, put_bill(root, copied, build).epoch)


def main():
    parser = argparse.ArgumentParser(description="Assembles the root file system of the image in a folder.")
    parser.add_argument("--binary", required=True, type=pathlib.Path, help="the program, as ./dev build release makes it")
    parser.add_argument("--out", required=True, type=pathlib.Path, help="folder to fill; absent or empty")
    parser.add_argument("--build", type=pathlib.Path, help="the build folder of the program (default: where it lies)")
    asked = parser.parse_args()
    try:
        assemble(asked.binary, asked.out, asked.build or asked.binary.absolute().parent)
    except Problem as problem:
        sys.exit(f"root.py: {problem}")


if __name__ == "__main__":
    main()
