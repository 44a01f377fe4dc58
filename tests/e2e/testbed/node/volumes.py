"""The volumes of a Pod, as a kubelet fills and refreshes them."""

import base64
import itertools
import os
import time

from ..api import ApiError
from .environment import field

_KEPT = 0.8  # of a token's life; then a kubelet asks for another


class NotYet(Exception):
    """Something that a volume needs is not there; the kubelet waits for it."""


class Volume:
    """One, in a folder of its own. `files()` gives {path: (bytes, mode, user)}; None: an emptyDir."""

    def __init__(self, folder, files, group):
        self.folder, self._files, self._group = folder, files, group
        self._numbers = itertools.count()
        self._written = None
        folder.mkdir(parents=True)
        folder.chmod(0o777 if files is None else 0o755)

    @property
    def read_only(self):
        return self._files is not None

    def refresh(self):
        """All files at once by renaming the link ..data, and only when one of them is another."""
        wanted = self._files() if self._files else None
        if wanted == self._written:
            return
        state = self.folder / f"..{next(self._numbers)}"
        state.mkdir()
        for path, (contents, mode, user) in wanted.items():
            file = state / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_bytes(contents)
            os.chown(file, user, self._group)
            file.chmod(mode | (0o440 if self._group else 0))  # readable for fsGroup, as a kubelet leaves it
        (self.folder / "..data_tmp").symlink_to(state.name)
        (self.folder / "..data_tmp").rename(self.folder / "..data")
        for first in {path.split("/")[0] for path in wanted}:
            if not (self.folder / first).is_symlink():
                (self.folder / first).symlink_to(f"..data/{first}")
        self._written = wanted


class Volumes:
    """Of one Pod: {name: Volume} in `by_name`."""

    def __init__(self, cluster, api, pod, folder, address, host):
        self._cluster, self._api, self._pod = cluster, api, pod
        self._address, self._host = address, host
        self._tokens = {}
        group = pod["spec"].get("securityContext", {}).get("fsGroup", 0)
        self.by_name = {each["name"]: Volume(folder / each["name"], self._files_of(each), group) for each in pod["spec"].get("volumes", [])}

    def refresh(self):
        for each in self.by_name.values():
            each.refresh()

    def renew_tokens(self):
        """Sooner than a kubelet would."""
        self._tokens.clear()

    def _files_of(self, volume):
        if "emptyDir" in volume:
            return None
        if "projected" in volume:
            mode = volume["projected"]["defaultMode"]
            return lambda: {path: file for source in volume["projected"]["sources"] for path, file in self._of_source(source, mode)}
        (kind,) = volume.keys() - {"name"}
        source = volume[kind]
        named = {**source, "name": source.get("secretName") or source.get("name")}
        return lambda: dict(self._of_source({kind: named}, source["defaultMode"]))

    def _of_source(self, source, mode):
        ((kind, spec),) = source.items()
        if kind == "serviceAccountToken":
            yield spec["path"], (self._token(spec), *self._mode_and_user(mode))
        elif kind == "downwardAPI":
            for item in spec["items"]:
                value = field(self._pod, item["fieldRef"]["fieldPath"], self._address, self._host)
                yield item["path"], (value.encode(), item.get("mode", mode), 0)
        else:
            yield from self._of_object(kind, spec, mode)

    def _of_object(self, kind, spec, mode):
        plural = {"secret": "secrets", "configMap": "configmaps"}[kind]
        found = self._api.find(f"/api/v1/namespaces/{self._pod['metadata']['namespace']}/{plural}/{spec['name']}")
        if found is None:
            if spec.get("optional"):
                return
            raise NotYet(f'{kind} "{spec["name"]}" not found')
        data = {key: base64.b64decode(value) if kind == "secret" else value.encode() for key, value in found.get("data", {}).items()}
        for item in spec.get("items") or [{"key": key, "path": key} for key in data]:
            if item["key"] in data:
                yield item["path"], (data[item["key"]], item.get("mode", mode), 0)
            elif not spec.get("optional"):
                raise NotYet(f"references non-existent {kind} key: {item['key']}")

    def _token(self, spec):
        kept = self._tokens.get(spec["path"])
        if kept is None or time.monotonic() > kept[1]:
            metadata = self._pod["metadata"]
            audiences = [spec["audience"]] if "audience" in spec else []
            lifetime_s = spec["expirationSeconds"]
            try:
                token = self._cluster.token_of(metadata["namespace"], self._pod["spec"]["serviceAccountName"], audiences, lifetime_s, self._pod)
            except ApiError as why:
                raise NotYet(f"failed to fetch token: {why}") from None
            kept = self._tokens[spec["path"]] = (token.encode(), time.monotonic() + _KEPT * lifetime_s)
        return kept[0]

    def _mode_and_user(self, mode):
        """A kubelet gives a token to the user of all containers, if that is one, and to nobody else."""
        spec = self._pod["spec"]
        of_pod = spec.get("securityContext", {})
        users = {each.get("securityContext", {}).get("runAsUser", of_pod.get("runAsUser")) for each in spec["containers"]}
        user = users.pop() if len(users) == 1 else None
        return (0o600, user or 0) if user is not None or "fsGroup" in of_pod else (mode, 0)
