"""What bash offers when Tab is pressed, with the script of the real program."""

import shutil
import subprocess

import pytest
from command import BINARY


def offered(*words):
    script = """source <("$0" completion bash); COMP_WORDS=(profile-iam-webhook "$@"); COMP_CWORD=$#
_profile_iam_webhook; printf '%s\\n' "${COMPREPLY[@]}" """
    done = subprocess.run(["bash", "-c", script, BINARY, *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout.split()


def test_commands_below_others_are_offered():
    assert offered("trust-") == ["trust-policy"]
    assert offered("trust-policy", "") == ["render", "add", "remove", "diff", "lint", "capacity", "evaluate"]
    assert offered("trust-policy", "re") == ["render", "remove"]


def test_their_flags_and_words_are_offered():
    assert offered("trust-policy", "add", "--wr") == ["--write"]
    assert offered("trust-policy", "lint", "--wr") == []
    assert offered("trust-policy", "lint", "--output", "") == ["text", "json"]
    assert offered("trust-policy", "lint", "a.json", "--color", "=", "a") == ["auto", "always"]
    assert "--wr" not in offered("explain", "--wr") and offered("explain", "--name") == ["--namespace"]


def script_of(shell, tmp_path):
    script = tmp_path / "script"
    script.write_text(subprocess.run([BINARY, "completion", shell], capture_output=True, text=True, check=True).stdout)
    return script


@pytest.mark.skipif(not shutil.which("fish"), reason="no fish here")
def test_fish_offers_the_same(tmp_path):
    script = script_of("fish", tmp_path)

    def fish(line):
        asked = f"source {script}; complete -C '{line}'"
        done = subprocess.run(["fish", "-c", asked], capture_output=True, text=True, timeout=60)
        return sorted(word.split("\t")[0] for word in done.stdout.splitlines())

    assert fish("profile-iam-webhook trust-policy ") == ["add", "capacity", "diff", "evaluate", "lint", "remove", "render"]
    assert fish("profile-iam-webhook trust-policy add --wr") == ["--write"]
    assert fish("profile-iam-webhook trust-policy lint --wr") == []
    assert fish("profile-iam-webhook trust-policy lint --output ") == ["json", "text"]
    assert "add" not in fish("profile-iam-webhook ")


# _describe and _arguments are zsh's own; here they say what they were asked for.
ZSH = """
compdef() { :; }; source "$1"
_describe() { print -l -- ${commands%%:*}; }
_arguments() { print -l -- "$words[1] $CURRENT" "$@"; }
words=("${@:2}"); CURRENT=$(( $# - 1 )); _profile_iam_webhook
"""


@pytest.mark.skipif(not shutil.which("zsh"), reason="no zsh here")
def test_zsh_offers_the_same(tmp_path):
    script = script_of("zsh", tmp_path)

    def zsh(*words):
        call = ["zsh", "-fc", ZSH, "zsh", script, "profile-iam-webhook", *words]
        done = subprocess.run(call, capture_output=True, text=True, timeout=60)
        assert done.stderr == ""
        return done.stdout.splitlines()

    assert zsh("trust-policy", "") == ["render", "add", "remove", "diff", "lint", "capacity", "evaluate"]
    add = zsh("trust-policy", "add", "--w")
    assert add[0] == "add 2" and any(line.startswith("*--write[") for line in add) and "*:FILE:_files" in add
    assert not any(line.startswith("*--write[") for line in zsh("trust-policy", "lint", "--w"))
    assert zsh("explain", "-")[0] == "explain 2"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_can_read_its_script(shell, tmp_path):
    script = script_of(shell, tmp_path)
    try:
        done = subprocess.run([shell, "-n", script], capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        pytest.skip(f"no {shell} here")
    assert done.returncode == 0 and done.stderr == ""
