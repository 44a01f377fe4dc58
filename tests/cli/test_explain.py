"""`explain`, whole: text for people, JSON in the shape of /api/explain, exit codes."""

import pytest
from command import ROLE, explain, run


def test_text_ends_with_the_result():
    printed = explain("--namespace=team-a")
    assert printed.code == 0 and printed.err == ""
    lines = printed.out.splitlines()
    assert lines[0] == "ServiceAccount team-a/default-editor"
    assert lines[-1] == f"A Pod of ServiceAccount team-a/default-editor gets {ROLE}: role from Profile team-a"
    facts = [line for line in lines if line.startswith("  ")]
    assert any(fact.split() == ["profile", "team-a,", "found"] for fact in facts), facts
    assert len({len(fact) - len(fact[2:].split("  ", 1)[1].lstrip()) for fact in facts}) == 1, "not aligned"


def test_json():
    shown = explain("-n", "team-a", "-o", "json").json()
    facts = shown.pop("facts")
    assert facts and all(set(fact) == {"about", "text"} and fact["text"] for fact in facts)
    assert shown == {
        "namespace": "team-a", "serviceAccount": "default-editor", "mode": "inject", "reason": "injected", "source": "profile",
        "roleArn": ROLE, "profile": "team-a", "warnings": [],
        "settings": {"audience": "sts.amazonaws.com", "tokenExpirationSeconds": 86400, "stsRegionalEndpoints": False},
    }


@pytest.mark.parametrize("namespace, account, reason, source", [
    ("team-a", "reader", "injected", "service_account"),
    ("team-a", "nobody", "sa_not_managed", None),
    ("team-broken", "default-editor", "plugin_invalid", None),
    ("elsewhere", "default-editor", "no_role", None),
])
def test_reasons(namespace, account, reason, source):
    shown = explain("-n", namespace, "--service-account", account, "-o", "json").json()
    assert (shown["reason"], shown.get("source")) == (reason, source)
    assert ("roleArn" in shown) == ("settings" in shown) == (reason == "injected")
    text = explain("-n", namespace, "-s", account).out
    assert text.splitlines()[-1].startswith(f"A Pod of ServiceAccount {namespace}/{account} gets ")
    assert reason == "injected" or f"({reason})" in text


def test_mode_of_the_namespace():
    assert explain("-n", "team-watched", "-o", "json").json()["mode"] == "observe"
    assert explain("-n", "team-watched").out.endswith("; but mode is observe\n")


def test_an_invalid_plugin_draws_a_warning():
    assert "warning: " in explain("-n", "team-broken").out
    assert len(explain("-n", "team-broken", "-o", "json").json()["warnings"]) == 1


def test_policy_flags_count():
    shown = explain("-n", "team-a", "-o", "json", "--token-expiration=600", "--service-accounts=other").json()
    assert shown["reason"] == "sa_not_managed"
    shown = explain("-n", "team-a", "-o", "json", "--token-expiration=600", "--aws-default-region=eu-west-1").json()
    assert (shown["settings"]["tokenExpirationSeconds"], shown["settings"]["region"]) == (600, "eu-west-1")


def test_colours():
    assert "\x1b[" not in explain("-n", "team-a").out
    assert "\x1b[" in explain("-n", "team-a", "--color=always").out


@pytest.mark.parametrize("arguments", [[], ["-n", "Team_A"], ["-n", "a.b"], ["-n", "team-a", "-s", "Not Good"], ["-n", "team-a", "-s", ""],
                                       ["-n", "team-a", "-o", "yaml"], ["-n", "team-a", "extra"]])
def test_wrong_use(arguments):
    printed = explain(*arguments)
    assert printed.code == 2 and printed.out == "" and printed.err


def test_profiles_are_needed():
    printed = run("explain", "-n", "team-a")
    assert printed.code == 2 and "--profiles" in printed.err
