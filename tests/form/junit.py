"""Says what became of each test of a JUnit report, as GoogleTest and pytest write it: a line `VERDICT<tab>NAME`.

Verdicts: passed, failed (errors, too), skipped (disabled tests, too). A report that is cut off is a failure.
"""

import sys
import xml.etree.ElementTree as ElementTree


def verdict(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    if case.find("skipped") is not None or case.get("status") == "notrun" or case.get("result") == "skipped":
        return "skipped"
    return "passed"


def verdicts(report):
    """(verdict, name) of every test in the report, in its order."""
    for case in ElementTree.parse(report).iter("testcase"):
        yield verdict(case), f"{case.get('classname', '')}.{case.get('name', '')}".replace("\t", " ").replace("\n", " ")


if __name__ == "__main__":
    try:
        for line in list(verdicts(sys.argv[1])):
            print(*line, sep="\t")
    except ElementTree.ParseError as error:
        print("failed", f"{sys.argv[1]} is not a whole report: {error}", sep="\t")
