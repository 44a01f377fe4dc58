"""`help` and the words that nobody knows."""

import subprocess

from command import BINARY


def run(*arguments):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=20, check=False)


def test_help_lists_the_commands():
    done = run("help")
    assert done.returncode == 0
    assert done.stdout.strip() == run("--help").stdout.strip()
    for command in ("serve", "mutate", "explain", "check", "unregister", "trust-policy", "issue-certificate", "version",
                    "completion"):
        assert f"\n  {command} " in done.stdout


def test_help_of_a_command_is_its_own():
    assert run("help", "serve").stdout.strip() == run("serve", "--help").stdout.strip()


def test_help_goes_down_to_commands_below_others():
    assert run("help", "trust-policy").stdout.strip() == run("trust-policy", "--help").stdout.strip()
    listed = run("help", "trust-policy").stdout.split("Subcommands:\n")[1].split("\n\n")[0]
    below = [line.split()[0] for line in listed.splitlines()]
    assert below == ["render", "add", "remove", "diff", "lint", "capacity", "evaluate"]
    for command in below:
        page = run("help", "trust-policy", command).stdout
        assert page.strip() == run("trust-policy", command, "--help").stdout.strip()
        assert f"profile-iam-webhook trust-policy {command} [OPTIONS]" in page and "\nExample" in page
        assert max(map(len, page.splitlines())) <= 120


def test_an_unknown_command_is_named_with_where_it_was_looked_for():
    for arguments in (["nope"], ["help", "nope"]):
        assert run(*arguments).stderr == 'profile-iam-webhook: there is no command "nope"; profile-iam-webhook help lists them\n'
    for arguments in (["trust-policy", "nope"], ["trust-policy", "nope", "-x"], ["help", "trust-policy", "nope"]):
        assert 'no command "nope" of trust-policy; profile-iam-webhook help trust-policy lists them' in run(*arguments).stderr
    assert 'no command "nope" of trust-policy add' in run("help", "trust-policy", "add", "nope").stderr


def test_an_unknown_command_is_wrong_use():
    for arguments in (["help", "nope"], ["nope"], [], ["serve", "--nope"], ["trust-policy"], ["trust-policy", "nope"],
                      ["help", "serve", "nope"]):
        done = run(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr, arguments
