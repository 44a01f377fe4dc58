"""Dockerfile says of its image what image/build.sh says of its own."""

import json
import re

import pytest
import source
from image import EPOCH, PROGRAM, ROOT, VERSION


@pytest.fixture(scope="module")
def stages():
    """[[(instruction, arguments)]], a list for each stage."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    found = []
    for line in filter(None, lines):
        name, arguments = line.split(" ", 1)
        if name == "FROM":
            found.append([])
        found[-1].append((name, arguments))
    return found


def said(stage, name):
    return [arguments for instruction, arguments in stage if instruction == name]


def test_it_runs_the_same_program_as_the_same_user(image, stages):
    configuration = image.configuration["config"]
    last = stages[-1]
    assert json.loads(said(last, "ENTRYPOINT")[0]) == configuration["Entrypoint"]
    assert json.loads(said(last, "CMD")[0]) == configuration["Cmd"]
    assert said(last, "USER") == [configuration["User"]]
    assert said(last, "WORKDIR") == [configuration["WorkingDir"]]
    assert said(last, "STOPSIGNAL") == [configuration["StopSignal"]]
    assert set(said(last, "EXPOSE")[0].split()) == configuration["ExposedPorts"].keys()


def test_it_has_the_same_labels(image, stages):
    last = stages[-1]
    values = {"VERSION": VERSION, **dict(re.findall(r"--build-arg (\w+)=(\S+)", source.build_arguments(facts(image))))}
    labels = {name: re.sub(r"^\$(\w+)$", lambda match: values[match[1]], value)
              for name, value in re.findall(r'(\S+?)="([^"]*)"', said(last, "LABEL")[0])}  # fmt: skip
    theirs = dict(image.configuration["config"]["Labels"])
    theirs.pop("org.opencontainers.image.source")  # only with --source
    assert labels == theirs


def facts(image):
    labels = image.configuration["config"]["Labels"]
    return source.Facts(labels["org.opencontainers.image.version"], labels["org.opencontainers.image.revision"], EPOCH)


def test_arguments_have_names_that_it_takes(image, stages):
    given = set(re.findall(r"--build-arg (\w+)=", source.build_arguments(facts(image))))
    assert given == {argument.partition("=")[0] for stage in stages for argument in said(stage, "ARG")}
    assert f"VERSION={VERSION}" in said(stages[-1], "ARG")


def test_it_is_put_together_by_the_same_program(stages):
    first, last = stages
    assert said(first, "FROM") == ["debian:bookworm-slim AS build"]
    assert said(last, "FROM") == ["scratch"]
    assert said(last, "COPY") == ["--from=build /image/ /"] and not said(last, "ADD") and not said(last, "RUN")
    steps = " ".join(said(first, "RUN"))
    assert "./dev run --once" in steps
    assert f"image/root.py --binary build/release/{PROGRAM.rpartition('/')[2]} --out /image" in steps


def test_it_says_how_to_build_for_both_processors():
    assert "--platform linux/amd64,linux/arm64" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
