"""A stand-in for kube-apiserver with a large cluster: lists and watches as it answers them, and nothing else.

A real one with 120,000 objects takes an hour to fill and gigabytes; the bytes that it sends are what the webhook's start
costs, and those are the same here: whole objects for Profiles, PartialObjectMetadata for Namespaces and ServiceAccounts,
ownerReferences and managedFields where the Profile controller writes them. `resourceVersion=0` is answered in one chunked
body whatever the limit, other lists in pages, and a watch stays open until `expire` ends it with 410.
"""

import asyncio
import json
import threading
import urllib.parse

PAGE = 500
VERSION = 7_000_000
CHUNK_BYTES = 16 * 1024
EXPIRED = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": "Expired", "code": 410,
           "message": "too old resource version: 1 (2)"}  # fmt: skip
INVALID = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": "Invalid", "code": 422,
           "message": "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"}  # fmt: skip
NOT_FOUND = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": "NotFound", "code": 404,
             "message": "the server could not find the requested resource"}  # fmt: skip


def team(i):
    return f"team-{i:05}-example-com"


def uid(kind, i):
    return f"{kind:08x}-5c1e-4b7a-9d30-{i:012x}"


def managed_fields(manager, *paths):
    fields = {}
    for path in paths:
        place = fields
        for part in path.split("/"):
            place = place.setdefault("f:" + part, {})
    return [{"manager": manager, "operation": "Update", "apiVersion": "v1", "time": "2026-11-02T09:14:33Z",
             "fieldsType": "FieldsV1", "fieldsV1": fields}]  # fmt: skip


def metadata(kind, i, name, **more):
    return {"name": name, "uid": uid(kind, i), "resourceVersion": str(VERSION - i),
            "creationTimestamp": "2026-11-02T09:14:33Z", **more}  # fmt: skip


def owner(i):
    return [{"apiVersion": "kubeflow.org/v1", "kind": "Profile", "name": team(i), "uid": uid(1, i), "controller": True,
             "blockOwnerDeletion": True}]  # fmt: skip


def profile(i):
    spec = {"owner": {"kind": "User", "name": f"user-{i}@example.com"},
            "plugins": [{"kind": "AwsIamForServiceAccount",
                         "spec": {"annotateOnly": True, "awsIamRole": f"arn:aws:iam::111122223333:role/kubeflow/{team(i)}"}}],
            "resourceQuotaSpec": {"hard": {"cpu": "32", "memory": "128Gi", "requests.nvidia.com/gpu": "2"}}}  # fmt: skip
    return {"apiVersion": "kubeflow.org/v1", "kind": "Profile",
            "metadata": metadata(1, i, team(i), generation=1, finalizers=["profile-finalizer"],
                                 managedFields=managed_fields("kubectl", "spec/owner/kind", "spec/owner/name", "spec/plugins")),
            "spec": spec, "status": {"conditions": [{"status": "True", "type": "Successful"}]}}  # fmt: skip


def namespace(i):
    labels = {"app.kubernetes.io/part-of": "kubeflow-profile", "istio-injection": "enabled",
              "katib.kubeflow.org/metrics-collector-injection": "enabled", "kubernetes.io/metadata.name": team(i),
              "pipelines.kubeflow.org/enabled": "true", "serving.kubeflow.org/inferenceservice": "enabled"}  # fmt: skip
    return {"metadata": metadata(2, i, team(i), labels=labels, annotations={"owner": f"user-{i}@example.com"},
                                 ownerReferences=owner(i),
                                 managedFields=managed_fields("manager", "metadata/annotations/owner", "metadata/labels",
                                                              "metadata/ownerReferences"))}  # fmt: skip


ACCOUNTS = ("default", "default-editor", "default-viewer", "pipeline-runner", "katib", "inference", "spark",
            "tensorboard-logs-reader", "build", "notebook-snapshots")  # fmt: skip


def service_account(i):
    name, of = ACCOUNTS[i % 10], i // 10
    more = {}
    if name in ("default-editor", "default-viewer"):
        more = {"ownerReferences": owner(of),
                "managedFields": managed_fields("manager", "metadata/annotations", "metadata/ownerReferences")}  # fmt: skip
    if name == "default-editor":
        more["annotations"] = {"eks.amazonaws.com/role-arn": f"arn:aws:iam::111122223333:role/kubeflow/{team(of)}",
                               "profile-iam-webhook.kubeflow.org/role-from": "profile"}  # fmt: skip
    return {"metadata": metadata(3, i, name, namespace=team(of), **more)}


class Collection:
    """One resource: its items in pages, as bytes."""

    def __init__(self, head, items):
        self.head, self.pages, page = head, [], []
        for each in items:
            page.append(json.dumps(each, separators=(",", ":")))
            if len(page) == PAGE:
                self.pages.append(",".join(page).encode())
                page = []
        if page:
            self.pages.append(",".join(page).encode())
        self.lists = 0  # sent to their end
        self.watches = set()  # an asyncio.Event for each that is open: ends it

    def bytes(self):
        return sum(map(len, self.pages))

    def body(self, begin, end):
        """The pages from `begin` to before `end`."""
        meta = {"resourceVersion": str(VERSION)}
        if end < len(self.pages):
            meta |= {"continue": f"page-{end}", "remainingItemCount": PAGE * (len(self.pages) - end)}
        yield json.dumps({**self.head, "metadata": meta}, separators=(",", ":"))[:-1].encode() + b',"items":['
        for number in range(begin, end):
            yield (b"," if number > begin else b"") + self.pages[number]
        yield b"]}\n"


def collections(profiles, namespaces, accounts):
    partial = {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1"}
    return {
        "/apis/kubeflow.org/v1/profiles": Collection(
            {"apiVersion": "kubeflow.org/v1", "kind": "ProfileList"}, map(profile, range(profiles))
        ),
        "/api/v1/namespaces": Collection(partial, map(namespace, range(namespaces))),
        "/api/v1/serviceaccounts": Collection(partial, map(service_account, range(accounts))),
    }


class ApiServer:
    """Answers on a port of its own from a thread of its own."""

    def __init__(self, collections_by_path):
        self.collections = collections_by_path
        self.loop = asyncio.new_event_loop()
        started = threading.Event()

        def run():
            asyncio.set_event_loop(self.loop)
            server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
            self.port = server.sockets[0].getsockname()[1]
            started.set()
            self.loop.run_forever()

        threading.Thread(target=run, daemon=True).start()
        started.wait()

    def expire(self):
        """Ends every watch with 410, as after a compaction of etcd: all is listed anew."""
        for each in self.collections.values():
            for end in tuple(each.watches):
                self.loop.call_soon_threadsafe(end.set)

    def lists(self):
        return min(each.lists for each in self.collections.values())

    def all_watched(self):
        return all(each.watches for each in self.collections.values())

    async def _serve(self, reader, writer):
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await self._answer(head.split(b" ", 2)[1].decode(), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, target, writer):
        url = urllib.parse.urlsplit(target)
        query = dict(urllib.parse.parse_qsl(url.query))
        found = self.collections.get(url.path)
        if not found:
            self._say(writer, 404, NOT_FOUND)
        elif "sendInitialEvents" in query:
            self._say(writer, 422, INVALID)
        elif "watch" in query:
            await self._watch(found, writer)
        else:
            await self._list(found, query, writer)
        await writer.drain()

    @staticmethod
    def _say(writer, status, document):
        body = json.dumps(document).encode()
        head = f"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)

    async def _list(self, collection, query, writer):
        begin, end = 0, len(collection.pages)
        if "continue" in query:
            begin = int(query["continue"].removeprefix("page-"))
        if "limit" in query and query.get("resourceVersion") != "0":
            end = min(end, begin + max(1, int(query["limit"]) // PAGE))
        self._open(writer)
        for piece in collection.body(begin, end):
            for at in range(0, len(piece), CHUNK_BYTES):
                self._chunk(writer, piece[at : at + CHUNK_BYTES])
                await writer.drain()
        writer.write(b"0\r\n\r\n")
        if end == len(collection.pages):
            collection.lists += 1

    async def _watch(self, collection, writer):
        self._open(writer)
        await writer.drain()
        end = asyncio.Event()
        collection.watches.add(end)
        try:
            await end.wait()
        finally:
            collection.watches.discard(end)
        self._chunk(writer, json.dumps({"type": "ERROR", "object": EXPIRED}).encode() + b"\n")
        writer.write(b"0\r\n\r\n")

    @staticmethod
    def _open(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")

    @staticmethod
    def _chunk(writer, data):
        writer.write(b"%x\r\n%s\r\n" % (len(data), data))
