"""Builds the image as `./dev image` does and reads the archive, without the program that wrote it."""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import tarfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAM = "usr/bin/profile-iam-webhook"
BILL = "usr/share/sbom/profile-iam-webhook.spdx.json"
# Any commit and time: those of the tree may change between two builds of this test, while somebody works in it.
REVISION = "0123456789abcdef0123456789abcdef01234567"
EPOCH = 1700000000
VERSION = re.search(r"VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8").split("project(")[1])[1]


def binary():
    path = os.environ.get("PIW_BINARY")
    assert path, "PIW_BINARY names no program: run this suite with ./dev test image"
    return pathlib.Path(path)


def build_script(*arguments, tmpdir, umask=0o022, cwd=ROOT, **environment):
    env = {**os.environ, "PIW_REVISION": REVISION, "SOURCE_DATE_EPOCH": str(EPOCH), "TMPDIR": str(tmpdir), **environment}
    return subprocess.run([ROOT / "image/build.sh", *map(str, arguments)], capture_output=True, text=True, check=False, env=env,
                          umask=umask, cwd=cwd, timeout=100)  # fmt: skip


class Image:
    """A built image. `archive`: its file; `printed`: what the script said; `left`: what it left in its folder for scratch."""

    def __init__(self, folder, name="profile-iam-webhook:test", **options):
        (folder / "scratch").mkdir(parents=True)
        self.name = name
        self.archive = folder / "archives" / "image.tar"
        done = build_script("--binary", binary(), "--output", self.archive, "--tag", name, "--source=https://example.com/source",
                            tmpdir=folder / "scratch", **options)  # fmt: skip
        assert done.returncode == 0, done.stderr
        self.printed, self.complaints = done.stdout, done.stderr
        self.left = sorted((folder / "scratch").iterdir())
        with tarfile.open(self.archive) as archive:
            self.blobs = {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}
        self.index = json.loads(self.blobs["index.json"])
        (self.entry,) = self.index["manifests"]
        self.digest = self.entry["digest"]
        self.manifest = json.loads(self.blob(self.digest))
        self.configuration = json.loads(self.blob(self.manifest["config"]["digest"]))
        (layer,) = self.manifest["layers"]
        self.layer = folder / "layer.tar.gz"
        self.layer.write_bytes(self.blob(layer["digest"]))
        self.root = self.unpack(folder / "root")

    def blob(self, digest):
        content = self.blobs["blobs/" + digest.replace(":", "/")]
        assert digest == "sha256:" + hashlib.sha256(content).hexdigest()
        return content

    def members(self):
        with tarfile.open(self.layer) as layer:
            return {member.name.rstrip("/").removeprefix("./"): member for member in layer}

    def unpack(self, folder):
        """A container engine's part: the layer in a folder."""
        folder.mkdir()
        subprocess.run(["tar", "-xzpf", self.layer, "-C", folder], check=True)
        return folder

    def files(self):
        """Regular files below the root, by their path from it."""
        return {str(path.relative_to(self.root)): path for path in self.root.rglob("*") if path.is_file() and not path.is_symlink()}

    def bill(self):
        return json.loads((self.root / BILL).read_text(encoding="utf-8"))

    def inside(self, *command):
        """Runs a program of the image with the image's own loader and libraries, with nothing else in sight."""
        way = ["/usr/sbin/chroot", self.root] if os.geteuid() == 0 else ["/usr/bin/unshare", "--map-root-user", f"--root={self.root}"]
        return subprocess.run([*way, *command], capture_output=True, text=True, check=False, env={}, timeout=30)
