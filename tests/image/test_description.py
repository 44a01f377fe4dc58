"""What the image says of itself, and what the script says of the image."""

import re

import source
from image import EPOCH, PROGRAM, REVISION, VERSION, build_script

# EPOCH, as RFC 3339 has it.
LABELS = {
    "org.opencontainers.image.created": "2023-11-14T22:13:20Z",
    "org.opencontainers.image.description": "Gives the Pods of a Kubeflow Profile the AWS role that the Profile names.",
    "org.opencontainers.image.licenses": "Apache-2.0",
    "org.opencontainers.image.revision": REVISION,
    "org.opencontainers.image.source": "https://example.com/source",
    "org.opencontainers.image.title": "profile-iam-webhook",
    "org.opencontainers.image.version": VERSION,
}


def test_it_runs_the_program_as_nobody_in_particular(image):
    configuration = dict(image.configuration["config"])
    configuration.pop("Labels")
    assert configuration == {
        "User": "65532:65532",
        "ExposedPorts": {"8080/tcp": {}, "8443/tcp": {}},
        "Entrypoint": [f"/{PROGRAM}"],
        "Cmd": ["serve"],
        "WorkingDir": "/",
        "StopSignal": "SIGTERM",
    }


def test_labels_and_annotations_say_the_same(image):
    assert image.configuration["config"]["Labels"] == LABELS
    assert image.manifest["annotations"] == LABELS


def test_it_says_when_its_source_was_written_and_for_which_machine(image):
    assert image.configuration["created"] == LABELS["org.opencontainers.image.created"]
    assert image.configuration["os"] == "linux"
    assert image.configuration["architecture"] in ("amd64", "arm64")
    assert "history" not in image.configuration


def test_it_is_an_oci_image_of_one_layer(image):
    assert image.manifest["mediaType"] == "application/vnd.oci.image.manifest.v1+json"
    assert image.entry["annotations"]["org.opencontainers.image.ref.name"] == image.name
    assert [layer["mediaType"] for layer in image.manifest["layers"]] == ["application/vnd.oci.image.layer.v1.tar+gzip"]


def test_the_script_prints_digest_and_size(image):
    assert image.complaints == ""
    assert f"digest  {image.digest}\n" in image.printed
    packed, unpacked = map(float, re.search(r"^size    (\S+) MB, unpacked (\S+) MB$", image.printed, re.MULTILINE).groups())
    assert abs(packed * 1e6 - image.archive.stat().st_size) < 1e5
    assert abs(unpacked * 1e6 - sum(path.stat().st_size for path in image.files().values())) < 1e5


def test_what_is_not_known_is_left_out():
    """No --source, and a tree of no repository: no label instead of an empty one."""
    known = source.Facts("1.2.3", "", EPOCH)
    assert {"org.opencontainers.image.source", "org.opencontainers.image.revision"}.isdisjoint(source.labels(known, ""))


def test_nothing_is_left_behind(image):
    assert image.left == []


def test_a_missing_program_is_said_with_what_to_do(tmp_path):
    done = build_script("--binary", tmp_path / "nope", "--output", tmp_path / "image.tar", tmpdir=tmp_path)
    assert done.returncode == 1
    assert "./dev build release" in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_wrong_use_is_told(tmp_path):
    for arguments in (["--nope"], ["--tag"], ["--output", tmp_path]):
        done = build_script(*arguments, tmpdir=tmp_path)
        assert done.returncode == 2, arguments
        assert "--help" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_names_every_option(tmp_path):
    done = build_script("--help", tmpdir=tmp_path)
    assert done.returncode == 0
    for option in ("--output", "--tag", "--source", "--binary", "--build"):
        assert f"\n  {option} " in done.stdout
