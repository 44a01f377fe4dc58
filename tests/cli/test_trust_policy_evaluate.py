"""`trust-policy evaluate` as a person uses it: verdicts by name and by token."""

import pytest
from trust_policies import ISSUER, TEAM_A, TEAM_B, document, statement, token, trust_policy, written


def test_evaluate_says_which_statement():
    text = document(statement(TEAM_B, Sid="TeamB"), statement(TEAM_A))
    done = trust_policy("evaluate", "-n", "team-a", stdin=text)
    line = text[: text.index('"Effect"', text.index("TeamB"))].count("\n") + 1
    assert done.code == 0 and done.out.splitlines()[0] == f"allowed by statement 2 (line {line - 1})"
    assert 'statement 1 (line 4, "TeamB") does not let it in\n  - ' in done.out and TEAM_B in done.out


def test_evaluate_says_what_is_missing_from_each():
    done = trust_policy("evaluate", "-n", "team-c", "-o", "json", stdin=document(statement(TEAM_A), statement(TEAM_B)))
    answer = done.json()
    assert done.code == 1 and answer["verdict"] == "refused" and answer["decided_by"] is None
    assert answer["claims"] == {"issuer": ISSUER, "subject": "system:serviceaccount:team-c:default-editor",
                                "audience": "sts.amazonaws.com", "provider": None}
    assert [(each["number"], each["effect"], each["applies"], len(each["reasons"])) for each in answer["statements"]] == [
        (1, "Allow", "no", 1), (2, "Allow", "no", 1)]
    assert trust_policy("evaluate", "-n", "team-c", stdin=document(statement(TEAM_A))).out.startswith("refused: no statement")


def test_a_deny_wins():
    done = trust_policy("evaluate", "-n", "team-a", stdin=document(statement(TEAM_A), statement(TEAM_A, "Deny")))
    assert done.code == 1 and done.out.startswith("denied by statement 2 (line ")


def test_what_is_not_known_can_be_said():
    guarded = statement(TEAM_A)
    guarded["Condition"]["IpAddress"] = {"aws:SourceIp": "203.0.113.0/24"}
    text = document(guarded)
    unknown = trust_policy("evaluate", "-n", "team-a", stdin=text)
    assert unknown.code == 1 and unknown.out.startswith("depends on aws:SourceIp: say --context aws:SourceIp=VALUE")
    for context, code in (("aws:SourceIp=203.0.113.7", 0), ("AWS:sourceip=203.0.113.7", 0),
                          ("aws:SourceIp=198.51.100.1", 1), ("aws:SourceIp=", 1)):
        assert trust_policy("evaluate", "-n", "team-a", "--context", context, stdin=text).code == code, context
    assert trust_policy("evaluate", "-n", "team-a", "--context", "aws:SourceIp", stdin=text).code == 2


def test_a_token_is_judged_and_never_shown(tmp_path):
    file, secret = written(tmp_path, document(statement(TEAM_A))), token()
    from_file = trust_policy("evaluate", file, "--token", written(tmp_path, secret + "\n", "token"))
    from_input = trust_policy("evaluate", file, "--token", "-", stdin=secret)
    assert from_file.code == from_input.code == 0 and from_file.out == from_input.out and from_file.err == ""
    assert f"iss {ISSUER}" in from_file.out and f"sub {TEAM_A}" in from_file.out and "aud sts.amazonaws.com" in from_file.out
    assert "expires 2" in from_file.out
    as_json = trust_policy("evaluate", file, "--token=-", "-o", "json", stdin=secret)
    refused = [trust_policy("evaluate", file, "--token=-", stdin=text) for text in (secret[:-1] + ".", secret[1:40])]
    assert [answer.code for answer in (as_json, *refused)] == [0, 2, 2]
    for answer in (from_file, as_json, *refused):
        assert not any(part in answer.out + answer.err for part in [*secret.split("."), secret[5:30], "not-a-signature"])


def test_a_token_of_several_audiences_an_old_one_and_a_strangers(tmp_path):
    file = written(tmp_path, document(statement(TEAM_A)))

    def judged(*flags, **claims):
        return trust_policy("evaluate", file, "--token=-", *flags, stdin=token(**claims))

    several = judged("-o", "json", aud=["other", "sts.amazonaws.com"])
    assert several.code == 0 and several.json()["claims"]["audience"] == "sts.amazonaws.com" and "2 audiences" in several.err
    party = judged(azp="other")
    assert party.code == 1 and "STS takes `azp` as the audience" in party.err
    old = judged(exp=1_600_000_000)
    assert old.code == 0 and "the token expired at 2020-09-13T12:26:40Z" in old.err
    early = judged(nbf=4_000_000_000)
    assert early.code == 0 and "not valid before 2096-10-02T07:06:40Z" in early.err
    stranger = judged(iss="https://o.example")
    assert stranger.code == 1 and f'no provider of the issuer "o.example"; it names {ISSUER}' in stranger.err
    escape = judged("--color=never", sub="\x1b[2Jx")
    assert escape.code == 1 and "\x1b" not in escape.out + escape.err


@pytest.mark.parametrize("flags, message", [
    (["--token=-"], "cannot both come from standard input"),
    (["FILE", "--token=-", "-n", "a"], "--token says for whom it is"),
    (["FILE", "--token=-", "--audience=a"], "--token says its issuer and audience"),
    (["FILE", "--token=none"], "No such file"),
    (["FILE", "--token=FILE"], "this is no ServiceAccount token"),
    (["FILE"], "the ServiceAccount is missing"),
    (["FILE", "-n", "a", "-s", "b*"], "a pattern or several"),
    (["FILE", "-n", "a", "--issuer=http://x.example"], "--issuer: "),
], ids=lambda value: value if isinstance(value, str) else "")  # fmt: skip
def test_wrong_use_of_evaluate(tmp_path, flags, message):
    file = str(written(tmp_path, document(statement(TEAM_A))))
    done = trust_policy("evaluate", *(flag.replace("FILE", file) for flag in flags), stdin=token())
    assert done.code == 2 and done.out == "" and message in done.err, done.err
