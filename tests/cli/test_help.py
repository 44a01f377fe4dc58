"""`help` and the words that nobody knows."""

import subprocess

from command import BINARY


def run(*arguments):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=20, check=False)


def test_help_lists_the_commands():
    done = run("help")
    assert done.returncode == 0
    assert done.stdout.strip() == run("--help").stdout.strip()
    for command in ("serve", "mutate", "explain", "check", "unregister", "issue-certificate", "version", "completion"):
        assert f"\n  {command} " in done.stdout


def test_help_of_a_command_is_its_own():
    assert run("help", "serve").stdout.strip() == run("serve", "--help").stdout.strip()


def test_an_unknown_command_is_wrong_use():
    for arguments in (["help", "nope"], ["nope"], [], ["serve", "--nope"]):
        done = run(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr, arguments
