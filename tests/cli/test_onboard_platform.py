"""`onboard --from`: a whole platform from a CSV file or from Profiles, its mistakes all at once, and roles that are shared."""

import json

import pytest
from command import run
from onboard_fakes import PROVIDER, World

HEADER = "profile,owner,bucket,prefix,role_name,service_accounts,s3_access\n"


def onboard(folder, text, *flags, name="platform.csv"):
    (folder / name).write_text(text)
    return run("onboard", "--from", name, "--provider", PROVIDER, *flags, cwd=folder)


def complaints(folder, text, *flags, name="platform.csv"):
    printed = onboard(folder, text, *flags, name=name)
    assert printed.code == 2 and printed.out == "", printed.out + printed.err
    assert [path.name for path in folder.iterdir()] == [name], "nothing is written"
    return printed.err.splitlines()


def test_a_platform_is_applied_and_applied_again(tmp_path):
    rows = "".join(f"team-{i},user-{i}@example.com,ml-data,team-{i},{'readers' if i > 2 else ''},,\n" for i in range(5))
    assert onboard(tmp_path, HEADER + rows).code == 0
    world = World(tmp_path / "world")
    done = world.run(tmp_path / "onboard/apply.sh")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": created\n") == 4 * 2 + 5
    state = world.state()
    assert sorted(state["roles"]) == [*(f"kubeflow-profile-team-{i}" for i in range(3)), "readers"]
    assert len(state["profiles"]) == 5
    shared, = state["roles"]["readers"]["trust"]["Statement"]
    assert list(shared["Condition"]["StringEquals"].values())[1] == [f"system:serviceaccount:team-{i}:default-editor" for i in (3, 4)]
    world.changes()
    for script in ("apply.sh", "team-0/apply.sh", "team-4/apply.sh"):
        done = world.run(tmp_path / "onboard" / script)
        assert done.returncode == 0 and {line.split(": ")[-1] for line in done.stdout.splitlines()} == {"unchanged"}, done.stderr
    assert world.changes() == []


def test_summary_says_how_many_roles(tmp_path):
    rows = "".join(f"team-{i:03},u@example.com,ml-data,team-{i:03},,,\n" for i in range(100))
    out = onboard(tmp_path, HEADER + rows).out
    assert "Profiles: 100\nroles: 100 (an account has 1000 by default)\n" in out
    line = next(line for line in out.splitlines() if line.startswith("roles if Profiles shared them"))
    small, middle, large = (int(word.split()[0]) for word in line.split(": ")[1].split(", "))
    document = json.loads((tmp_path / "onboard/team-000/trust.json").read_text())
    names = document["Statement"][0]["Condition"]["StringEquals"]
    key = next(key for key in names if key.endswith(":sub"))
    for quota, said in ((2048, small), (4096, middle), (8192, large)):
        fit = 0
        while True:
            names[key] = [f"system:serviceaccount:team-{i:03}:default-editor" for i in range(fit + 1)]
            if len(json.dumps(document, separators=(",", ":"))) > quota:
                break
            fit += 1
        assert said == -(-100 // fit), (quota, fit)


def test_a_shared_role_over_the_quota(tmp_path):
    rows = "".join(f"team-{i},u@example.com,ml-data,,everybody,,\n" for i in range(40))
    line, = complaints(tmp_path, HEADER + rows)
    assert line.startswith("onboard: platform.csv:2: the trust policy of role everybody would have ")
    assert "for its 40 Profiles, the quota is 2048; these Profiles need 2 roles" in line
    assert onboard(tmp_path, HEADER + rows, "--quota=4096").code == 0


def test_an_s3_policy_over_the_quota(tmp_path):
    rows = "".join(f"team-{i},u@example.com,data-{i},a/long/prefix/{'x' * 200},everybody,,\n" for i in range(20))
    line, = complaints(tmp_path, HEADER + rows, "--quota=8192")
    assert "the S3 policy of role everybody" in line and "10240" in line


def test_all_mistakes_of_a_file_are_told_with_their_lines(tmp_path):
    text = HEADER + (
        "team-a,alice@example.com,ml-data,a,,,\n"
        "\n"
        "Team-B,,ml-data,b,,,\n"
        "team-c,carol@example.com,X,,,,some\n"
        "team-a,alice@example.com,ml-data,a2,,,\n"
        "team-d,dave@example.com,ml-data,d,Kubeflow-Profile-Team-A,,\n"
        "team-e,erin@example.com,ml-data,e\n"
        "team-f,frank@example.com,ml-data,f,,UPPER,\n")
    lines = complaints(tmp_path, text)
    for line, words in zip(lines, [
        ["platform.csv:8: 4 fields under 7 columns"], ['platform.csv:4: profile: "Team-B"'], ["platform.csv:4: owner is missing"],
        ["platform.csv:5: s3_access", "some"], ["platform.csv:9: service_accounts", "UPPER"],
        ["platform.csv:6: Profile team-a is at platform.csv:2 already"],
        ["platform.csv:7: role Kubeflow-Profile-Team-A", "kubeflow-profile-team-a of platform.csv:2", "upper from lower case"],
    ], strict=True):
        for word in words:
            assert word in line


@pytest.mark.parametrize("text, words", [
    ("", ["platform.csv:1: is empty"]),
    (HEADER, ["platform.csv:1: names no Profile"]),
    ("profile,onwer\na,b\n", ['platform.csv:1: unknown column "onwer"', "known are profile, owner"]),
    ("owner\na\n", ["platform.csv:1: there is no column profile"]),
    ("profile,profile\na,b\n", ["platform.csv:1: the column profile is there twice"]),
    ('profile,owner\na,"b\n', ["platform.csv:2: a quoted field begins here and never ends"]),
    ('profile,owner\na,b"c\n', ["platform.csv:2: a quote stands inside"]),
])
def test_csv_that_cannot_be_read(tmp_path, text, words):
    told = "\n".join(complaints(tmp_path, text))
    for word in words:
        assert word in told


def test_a_file_that_is_not_there(tmp_path):
    printed = run("onboard", "--from=nowhere.csv", "--provider", PROVIDER, cwd=tmp_path)
    assert printed.code == 2 and "nowhere.csv: cannot be read" in printed.err


def test_overlapping_places_draw_a_warning(tmp_path):
    rows = "team-a,a@example.com,ml-data,,,,\nteam-b,b@example.com,ml-data,b,,,\nteam-c,c@example.com,ml-data-2,,,,\nteam-d,d@example.com,ml-data,b,,,\n"
    printed = onboard(tmp_path, HEADER + rows)
    assert printed.code == 0
    overlap, same = printed.err.splitlines()
    assert "platform.csv:3: Profile team-b and Profile team-a of platform.csv:2 overlap" in overlap and "reaches ml-data/b/" in overlap
    assert "platform.csv:5: Profile team-d and Profile team-b of platform.csv:3 have the same place ml-data/b/" in same


def test_columns_may_be_few_and_flags_fill_the_rest(tmp_path):
    printed = onboard(tmp_path, "owner,profile\na@example.com, team-a \n", "--bucket=data/{profile}", "--s3-access=write", "--path=/k/")
    assert printed.code == 0, printed.err
    assert "arn:aws:s3:::data/team-a/*" in (tmp_path / "onboard/team-a/s3_policy.json").read_text()
    assert "role/k/kubeflow-profile-team-a" in (tmp_path / "onboard/team-a/profile_iam.yaml").read_text()


PROFILE = """apiVersion: kubeflow.org/v1
kind: Profile
metadata:
  name: {name}
spec:
  owner: {{kind: User, name: {name}@example.com}}
  plugins:
  - kind: AwsIamForServiceAccount
    spec: {{awsIamRole: "{role}"}}
"""


def test_profiles_keep_their_roles(tmp_path):
    text = PROFILE.format(name="team-a", role="arn:aws:iam::111122223333:role/teams/a") + "---\n" + PROFILE.format(
        name="team-b", role="arn:aws:iam::111122223333:role/teams/a")
    assert onboard(tmp_path, text, "--s3-access=none", name="profiles.yaml").code == 0
    assert "arn:aws:iam::111122223333:role/teams/a" in (tmp_path / "onboard/team-b/profile_iam.yaml").read_text()
    assert (tmp_path / "onboard/roles/a/trust.json").exists() and not (tmp_path / "onboard/team-a/trust.json").exists()


def test_mistakes_in_profiles_have_places(tmp_path):
    text = "---\n".join([
        PROFILE.format(name="team-a", role="arn:aws:iam::444455556666:role/a"),
        PROFILE.format(name="team-b", role="nonsense"),
        PROFILE.format(name="team-c", role="arn:aws:iam::111122223333:role/x/c"),
        PROFILE.format(name="team-d", role="arn:aws:iam::111122223333:role/c"),
    ])
    other_account, nonsense, path = complaints(tmp_path, text, "--s3-access=none", name="profiles.yaml")
    assert "profiles.yaml:1:1: awsIamRole" in other_account and "another account" in other_account
    assert "profiles.yaml:11:1: awsIamRole" in nonsense and "no ARN of a role" in nonsense
    assert "profiles.yaml:31:1: role c of Profile team-d has the path / here and /x/ at profiles.yaml:21:1" in path


@pytest.mark.parametrize("text, words", [
    ("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n", "holds no Profile"),
    ("kind: Profile\n", "apiVersion or kind is missing"),
    ("apiVersion: kubeflow.org/v9\nkind: Profile\n", "kubeflow.org/v9"),
    ("a: [\n", "profiles.yaml:"),
])
def test_profiles_that_cannot_be_read(tmp_path, text, words):
    assert words in "\n".join(complaints(tmp_path, text, name="profiles.yaml"))


def test_roles_that_are_not_shared_stay_when_a_file_is_wrong(tmp_path):
    assert onboard(tmp_path, HEADER + "team-a,a@example.com,ml-data,a,,,\n").code == 0
    before = (tmp_path / "onboard/apply.sh").read_text()
    assert onboard(tmp_path, HEADER + "team-a,a@example.com,ml-data,a,,,\nteam-b,,,,,,\n", "--force").code == 2
    assert (tmp_path / "onboard/apply.sh").read_text() == before
    assert not (tmp_path / "onboard/team-b").exists()
