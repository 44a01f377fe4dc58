"""What bash offers when Tab is pressed, with the script of the real program."""

import os
import subprocess

import pytest
from command import BINARY


def offered(*words):
    script = """source <("$0" completion bash); COMP_WORDS=(profile-iam-webhook "$@"); COMP_CWORD=$#
_profile_iam_webhook; printf '%s\\n' "${COMPREPLY[@]}" """
    done = subprocess.run(["bash", "-c", script, BINARY, *words], capture_output=True, text=True, timeout=60, env=dict(os.environ))
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


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_can_read_its_script(shell, tmp_path):
    script = tmp_path / "script"
    script.write_text(subprocess.run([BINARY, "completion", shell], capture_output=True, text=True, check=True).stdout)
    try:
        done = subprocess.run([shell, "-n", script], capture_output=True, text=True, timeout=60)
    except FileNotFoundError:
        pytest.skip(f"no {shell} here")
    assert done.returncode == 0 and done.stderr == ""
