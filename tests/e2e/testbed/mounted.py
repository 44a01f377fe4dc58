"""A certificate as a mounted Secret, which somebody like cert-manager renews: a kubelet writes each new state into a folder
of its own and then renames the link `..data`, through which all files are seen."""

import itertools
import os
import pathlib

from .tls import HOST


class MountedSecret:
    """`flags` make a Webhook live by it; `ca` is what its caBundle must be."""

    def __init__(self, folder, authority, addresses=()):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self._authority = authority
        self._addresses = addresses
        self._numbers = itertools.count()
        self.renew()
        for name in ("tls.crt", "tls.key", "ca.crt"):
            (self.folder / name).symlink_to(f"..data/{name}")
        self.flags = [f"--tls-cert={self.folder}/tls.crt", f"--tls-key={self.folder}/tls.key"]
        self.ca = authority.certificate

    def renew(self):
        """Another certificate of the same authority, with another key."""
        certificate, key = self._authority.issue(HOST, dns=[HOST], ip=self._addresses)
        self.write({"tls.crt": certificate, "tls.key": key, "ca.crt": self._authority.certificate})

    def write(self, files):
        """All at once, as a kubelet does."""
        state = self.folder / f"..{next(self._numbers)}"
        state.mkdir()
        for name, contents in files.items():
            (state / name).touch(mode=0o600)
            (state / name).write_text(contents, encoding="utf-8")
        (self.folder / "..data_tmp").symlink_to(state.name)
        os.rename(self.folder / "..data_tmp", self.folder / "..data")
