"""Every command line of these pages names commands, flags and values that exist."""

import json
import re
import subprocess

import pytest
from pages import ROOT, all_pages

PAGES = all_pages()

# What the pages use of kubectl, which is not at hand here: a new one is looked up in `kubectl COMMAND --help`, then added.
KUBECTL_EVERYWHERE = {"-n", "--namespace", "--context", "--kubeconfig", "--as"}
KUBECTL = {
    "annotate": set(),
    "apply": {"-f", "-k"},
    "auth": {"--all-namespaces"},
    "create": {"--audience"},
    "debug": set(),
    "delete": {"-k"},
    "describe": set(),
    "edit": set(),
    "explain": set(),
    "get": {"--all-namespaces", "--field-selector", "--raw", "--show-managed-fields", "--sort-by", "-A", "-l", "-o"},
    "label": {"--overwrite"},
    "logs": {"--all-containers", "--prefix", "--previous", "--tail", "-l"},
    "patch": {"--type", "-p"},
    "port-forward": set(),
    "rollout": set(),
    "scale": {"--replicas"},
    "set": {"--list"},
    "wait": {"--for", "--timeout", "-l"},
}
PLACEHOLDERS = re.compile(r"^(\.\.\.|…|\[.*\]|\[.*|.*\])$")


def calls(*programs):
    return [command for page in PAGES for command in page.commands(*programs)]


def flags_of(words):
    """Names of flags among the words, up to a bare --."""
    for word in words:
        if word == "--":
            return
        if word.startswith("-") and word != "-" and not re.match(r"-\d", word):
            yield word.split("=", 1)[0].split("[", 1)[0]


def flags_in(help_text):
    return set(re.findall(r"(?<![\w-])(--[a-z][\w-]*|-\w)(?=[\s,=\[]|$)", help_text))


def subcommands_in(help_text):
    """Names of the commands below; none for a command that has none."""
    return re.findall(r"^  ([a-z-]+) ", help_text.partition("Subcommands:")[2], re.M)


@pytest.fixture(scope="session")
def help_of(binary):
    texts = {}

    def look_up(program, *command):
        key = (program, *command)
        if key not in texts:
            texts[key] = subprocess.run([program, *command, "--help"], capture_output=True, text=True, timeout=30).stdout
        return texts[key]

    return look_up


@pytest.mark.parametrize("command", calls("profile-iam-webhook"), ids=str)
def test_our_own_commands_and_flags_exist(command, binary, help_of):
    words = [word for word in command.words[1:] if not PLACEHOLDERS.match(word)]
    if not words or words[0].isupper():  # the program's name alone, or `profile-iam-webhook COMMAND`
        return
    if words[0].startswith("-"):
        assert set(flags_of(words)) <= flags_in(help_of(binary)), str(command)
        return
    path = []
    while words and (known := subcommands_in(help_of(binary, *path))):
        assert words[0] in known, f"{command}: there is no {' '.join([*path, words[0]])}"
        path.append(words.pop(0))
    unknown = set(flags_of(words)) - flags_in(help_of(binary, *path))
    assert not unknown, f"{command}: {' '.join(path)} has no {', '.join(sorted(unknown))}"


@pytest.mark.parametrize("command", calls("helm"), ids=str)
def test_commands_and_flags_of_helm_exist(command, helm, help_of):
    words = [word for word in command.words[1:] if not PLACEHOLDERS.match(word)]
    text = help_of(helm, words[0])
    assert f"helm {words[0]}" in text, f"{command}: there is no {words[0]}"
    unknown = set(flags_of(words[1:])) - flags_in(text)
    assert not unknown, f"{command}: helm {words[0]} has no {', '.join(sorted(unknown))}"


@pytest.mark.parametrize("command", calls("kubectl"), ids=str)
def test_commands_and_flags_of_kubectl_are_known(command):
    words = list(command.words[1:])
    while words and words[0].startswith("-"):  # `kubectl -n NAMESPACE get`
        assert words[0].split("=")[0] in KUBECTL_EVERYWHERE, str(command)
        words = words[1:] if "=" in words[0] else words[2:]
    if not words or words[0].isupper():
        return
    assert words[0] in KUBECTL, f"{command}: is {words[0]} a command of kubectl? Then add it here"
    unknown = set(flags_of(words[1:])) - KUBECTL[words[0]] - KUBECTL_EVERYWHERE
    assert not unknown, f"{command}: does kubectl {words[0]} know {', '.join(sorted(unknown))}? Then add it here"


# --- values of the chart ---


def resolve(node, schema):
    while "$ref" in node:
        target = schema
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def exists(path, schema):
    node = schema
    for part in re.sub(r"\[\d*\]", "", path).split("."):
        node = resolve(node, schema)
        if part in node.get("properties", {}):
            node = node["properties"][part]
        else:
            # A map whose keys are the user's own, such as labels; a closed one says additionalProperties: false.
            return "properties" not in node and node.get("additionalProperties", True) is not False
    return True


def set_values():
    """Path of each value that a command line of helm sets."""
    for command in calls("helm"):
        words = list(command.words)
        for at, word in enumerate(words):
            flag, _, argument = word.partition("=")
            if flag not in ("--set", "--set-string", "--set-json", "--set-file", "--set-literal"):
                continue
            argument = argument or words[at + 1]
            pairs = [argument] if flag in ("--set-json", "--set-literal") else re.split(r"(?<!\\),(?![^{]*})", argument)
            yield from ((command, pair.split("=", 1)[0].replace("\\.", ".")) for pair in pairs)


def test_values_that_command_lines_set_exist(schema):
    found = list(set_values())
    assert found, "no page sets a value: is the reader of command lines broken?"
    wrong = [f"{command}: there is no value {path}" for command, path in found if not exists(path, schema)]
    assert not wrong, "\n".join(wrong)


def test_values_that_sentences_name_exist(schema):
    wrong = []
    for page in PAGES:
        if not page.name.startswith(("docs/", "charts/", "README")):
            continue
        for line, span in page.spans:
            path = re.match(r"([a-zA-Z][\w]*(?:\.[a-zA-Z]\w*)+)(?:[:=].*)?$", span)
            if path and path[1].split(".")[0] in schema["properties"] and not exists(path[1], schema):
                wrong.append(f"{page.name}:{line}: there is no value {path[1]}")
    assert not wrong, "\n".join(wrong)


# --- other names ---


def test_metrics_that_pages_name_are_made_somewhere():
    sources = "\n".join(file.read_text() for folder in ("server", "core") for file in (ROOT / folder).rglob("*.?pp"))
    wrong = []
    for page in PAGES:
        for line, text in enumerate(page.lines, 1):
            for name in re.findall(r"\bprofile_iam_webhook_([a-z_]+[a-z])\b", text):
                stem = re.sub(r"_(bucket|sum|count)$", "", name)
                if not re.search(rf"[\"_]{stem}\b", sources):
                    wrong.append(f"{page.name}:{line}: no source file makes a metric {name}")
    assert not wrong, "\n".join(wrong)


def test_tests_that_pages_name_exist():
    sources = "\n".join(file.read_text() for file in (ROOT / "tests").rglob("*.py"))
    wrong = []
    for page in PAGES:
        for line, span in page.spans:
            if re.fullmatch(r"test_\w+", span) and f"def {span}(" not in sources and not list((ROOT / "tests").rglob(f"{span}*")):
                wrong.append(f"{page.name}:{line}: there is no {span}")
    assert not wrong, "\n".join(wrong)


def test_a_wrong_path_is_found():
    schema = json.loads('{"properties": {"a": {"properties": {"b": {"type": "string"}}}, "labels": {"type": "object"}}}')
    assert exists("a.b", schema) and exists("labels.mine", schema)
    assert not exists("a.c", schema) and not exists("x", schema)
