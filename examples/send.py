#!/usr/bin/python3
"""Sends an object to a running webhook as kube-apiserver does, and shows what the answer changes.

    examples/send.py examples/notebook-pod.yaml

The object is wrapped into an AdmissionReview and posted over TLS; the certificate is checked against the development CA
that `./dev run` keeps in build/. What is shown is the server's answer: its JSON Patch, applied here. Needs Debian's
python3-yaml and nothing else.
"""

import argparse
import base64
import copy
import difflib
import http.client
import json
import os
import pathlib
import ssl
import sys
import time
import uuid
from contextlib import closing

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[1]
# What kube-apiserver sends with every call.
HEADERS = {
    "Content-Type": "application/json",
    "Accept": "application/json, */*",
    "User-Agent": "kube-apiserver-admission",
}
HOST = "127.0.0.1"  # a bare machine may not know the name localhost
RESOURCES = {"Pod": "pods", "ServiceAccount": "serviceaccounts"}
START_DEADLINE_S = 30


def fail(message):
    sys.exit(f"send.py: {message}")


def make_review(manifest):
    """The AdmissionReview of creating this object, with the members that kube-apiserver always sends."""
    kind = {"group": "", "version": "v1", "kind": manifest["kind"]}
    resource = {"group": "", "version": "v1", "resource": RESOURCES[manifest["kind"]]}
    metadata = manifest["metadata"]
    return {
        "kind": "AdmissionReview",
        "apiVersion": "admission.k8s.io/v1",
        "request": {
            "uid": str(uuid.uuid4()),
            "kind": kind,
            "resource": resource,
            "requestKind": kind,
            "requestResource": resource,
            "name": metadata.get("name", ""),
            "namespace": metadata.get("namespace", "default"),
            "operation": "CREATE",
            "userInfo": {"username": "alice@example.com", "groups": ["system:authenticated"]},
            "object": manifest,
            "oldObject": None,
            "dryRun": False,
            "options": {"kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"},
        },
    }


def read_manifest(path):
    try:
        manifest = yaml.safe_load(pathlib.Path(path).read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        fail(f"cannot read {path}: {error}")
    if not isinstance(manifest, dict) or manifest.get("kind") not in RESOURCES or "metadata" not in manifest:
        fail(f"{path} holds no single {' or '.join(RESOURCES)}")
    return manifest


def is_ready(options):
    """True once our server is ready: /readyz says so, and the certificate on the TLS port is the one it has just issued
    (another server that holds the port would have another CA)."""
    try:
        with closing(http.client.HTTPConnection(HOST, options.metrics_port, timeout=2)) as health:
            health.request("GET", "/readyz")
            if health.getresponse().status != 200:
                return False
        with closing(http.client.HTTPSConnection(HOST, options.port, timeout=2, context=trust(options.ca))) as tls:
            tls.connect()
        return True
    except (OSError, http.client.HTTPException):
        return False


def is_alive(process):
    """False when the process has ended, its parent not yet having asked for its exit code included."""
    try:
        return "\nState:\tZ" not in pathlib.Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return False


def wait_until_ready(options):
    deadline = time.monotonic() + START_DEADLINE_S
    while not is_ready(options):
        if not is_alive(options.wait_for):
            fail("the server has ended before it was ready; its own words are above")
        if time.monotonic() > deadline:
            fail(f"not ready after {START_DEADLINE_S} s; see http://localhost:{options.metrics_port}/readyz?verbose")
        time.sleep(0.05)


def trust(ca):
    return ssl.create_default_context(cafile=str(ca))


def post(review, options):
    try:
        context = trust(options.ca)
        with closing(http.client.HTTPSConnection(HOST, options.port, timeout=10, context=context)) as connection:
            connection.request("POST", "/mutate?timeout=10s", json.dumps(review), HEADERS)
            response = connection.getresponse()
            return response.status, response.read()
    except FileNotFoundError:
        fail(f"{options.ca} is not there: is `./dev run` serving? (--ca names another file)")
    except (OSError, http.client.HTTPException) as error:
        fail(f"https://localhost:{options.port}/mutate: {error} (--port names another port)")


def with_patch(document, patch):
    """The document with a JSON Patch of `add` and `replace` applied (RFC 6902); the webhook sends no other operation."""
    result = copy.deepcopy(document)
    for operation in patch:
        *way, last = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
        place = result
        for part in way:
            place = place[int(part)] if isinstance(place, list) else place[part]
        if isinstance(place, dict):
            place[last] = operation["value"]
        elif operation["op"] == "replace":
            place[int(last)] = operation["value"]
        else:
            place.insert(len(place) if last == "-" else int(last), operation["value"])
    return result


class Paint:
    """Colours, on a terminal alone."""

    def __init__(self, stream):
        wanted = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.code = (lambda number: f"\033[{number}m") if wanted else (lambda number: "")

    def __call__(self, number, text):
        return f"{self.code(number)}{text}{self.code(0)}"


def place_of(lines, at):
    """Where in the YAML a line is: the keys and list items that hold it, outermost first."""
    held_by = []
    depth = (len(lines[at]) - len(lines[at].lstrip()), not lines[at].lstrip().startswith("- "))
    for line in reversed(lines[:at]):
        # A list item is written at the indentation of the key that holds the list.
        here = (len(line) - len(line.lstrip()), line.lstrip().startswith("- "))
        if here[0] < depth[0] or (here[0] == depth[0] and not here[1] and not depth[1]):
            held_by.append(line.strip().rstrip(":"))
            depth = (here[0], not here[1])
    return " / ".join(reversed(held_by))


def print_diff(before, after, paint):
    old, new = (yaml.safe_dump(each, sort_keys=False).splitlines() for each in (before, after))
    colours = {"+": 32, "-": 31}
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(3):
        print(paint(36, f"@@ {place_of(new, group[0][3])}"))
        for tag, old_from, old_to, new_from, new_to in group:
            for sign, lines in ((" ", old[old_from:old_to] if tag == "equal" else []),
                                ("-", old[old_from:old_to] if tag != "equal" else []),
                                ("+", new[new_from:new_to] if tag != "equal" else [])):
                for line in lines:
                    print(paint(colours[sign], f"{sign} {line}") if sign in colours else f"{sign} {line}")


def reason_of(audit):
    """The answer's audit annotations in words: where the role is from, or why there is none."""
    giver = {
        "profile": f"role from Profile {audit.get('profile', '')}",
        "service_account": "role from the annotation of the ServiceAccount",
        "default": "the default role (--default-role-arn)",
    }.get(audit.get("source"), "no role")
    role = f": {audit['role-arn']}" if "role-arn" in audit else ""
    return f"{giver}{role} (reason: {audit.get('reason', 'none given')})"


def show(manifest, answer, paint):
    response = answer["response"]
    patch = json.loads(base64.b64decode(response["patch"])) if "patch" in response else []
    print(paint(1, f"{manifest['kind']} {manifest['metadata'].get('namespace')}/{manifest['metadata'].get('name')}"))
    print_diff(manifest, with_patch(manifest, patch), paint)
    if not patch:
        print("  unchanged")
    for warning in response.get("warnings", []):
        print(paint(33, f"Warning: {warning}"))
    if not response["allowed"]:
        print(paint(31, f"Denied: {response.get('status', {}).get('message', '')}"))
    print(paint(1, reason_of(response.get("auditAnnotations", {}))))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("manifest", help="YAML or JSON file with one Pod or ServiceAccount")
    parser.add_argument("--port", type=int, default=8443)
    parser.add_argument("--ca", type=pathlib.Path, help="CA of the server (default: build/development-ca-PORT.pem)")
    parser.add_argument("--review", action="store_true", help="print the AdmissionReview and send nothing")
    parser.add_argument("--wait-for", type=int, metavar="PID", help="wait until the server with this process id is ready")
    parser.add_argument("--metrics-port", type=int, default=8080, help="where --wait-for asks for /readyz")
    options = parser.parse_args()
    options.ca = options.ca or ROOT / "build" / f"development-ca-{options.port}.pem"
    return options


def main():
    options = parse_arguments()
    manifest = read_manifest(options.manifest)
    review = make_review(manifest)
    if options.review:
        print(json.dumps(review))
        return
    if options.wait_for:
        wait_until_ready(options)
    status, body = post(review, options)
    if status != 200:
        fail(f"the webhook answered {status}: {body.decode(errors='replace')}")
    show(manifest, json.loads(body), Paint(sys.stdout))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader (`head`, `less`) has seen enough
        os._exit(1)
