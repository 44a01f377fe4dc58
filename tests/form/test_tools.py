"""The tools of the gate: the count of a report, and what makes clang-tidy look at a file again."""

import junit
import tidy

REPORT = """<testsuites><testsuite>
<testcase classname="A" name="good"/>
<testcase classname="A" name="bad"><failure message="no"/></testcase>
<testcase classname="A" name="broken"><error message="no"/></testcase>
<testcase classname="A" name="left out"><skipped/></testcase>
<testcase classname="A" name="disabled" status="notrun" result="suppressed"/>
<testcase classname="A" name="skipped in GoogleTest" status="run" result="skipped"/>
</testsuite></testsuites>"""


def test_report_is_counted(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT)
    assert list(junit.verdicts(tmp_path / "report.xml")) == [
        ("passed", "A.good"), ("failed", "A.bad"), ("failed", "A.broken"), ("skipped", "A.left out"),
        ("skipped", "A.disabled"), ("skipped", "A.skipped in GoogleTest"),
    ]


def make_tree(root):
    (root / "core").mkdir()
    (root / ".clang-tidy").write_text("Checks: all\n")
    (root / "core/a.cpp").write_text('#include "core/a.hpp"\n#include <string>\n')
    (root / "core/a.hpp").write_text('#include "core/b.hpp"\n')
    (root / "core/b.hpp").write_text("int b;\n")
    return {"file": str(root / "core/a.cpp"), "directory": str(root), "command": "clang++ -O2"}


def test_result_is_kept_while_nothing_changes(tmp_path):
    entry = make_tree(tmp_path)
    before = tidy.key(entry, "tidy 19", tmp_path)
    (tmp_path / "core/other.hpp").write_text("int c;\n")
    assert tidy.key(entry, "tidy 19", tmp_path) == before


def test_result_is_forgotten_when_something_changes(tmp_path):
    entry = make_tree(tmp_path)
    keys = {tidy.key(entry, "tidy 19", tmp_path), tidy.key(entry, "tidy 20", tmp_path)}
    keys.add(tidy.key(entry | {"command": "clang++ -O3"}, "tidy 19", tmp_path))
    for name in ("core/a.cpp", "core/b.hpp", ".clang-tidy"):
        with open(tmp_path / name, "a", encoding="utf-8") as file:
            file.write("// changed\n")
        keys.add(tidy.key(entry, "tidy 19", tmp_path))
    assert len(keys) == 6
