"""One run: a flag set, its cluster and its bodies, all from a seed. `python3 generate.py [SEED] [CASES]` prints what is hit."""

import collections
import random
import sys

from cluster import Cluster
from malformed import maybe_odd
from model import answer
from policy import Policy
from reviews import Maker
from world import maybe, world

CHOICES = {
    "service-accounts": [["default-editor", "ws-*"], ["*"], ["team.*", "job-??"]],
    "default-role-arn": ["arn:aws:iam::111122223333:role/kf-{profile}", "arn:aws-cn:iam::111122223333:role/shared", "arn:aws:iam::111122223333:role/{profile}/r"],
    "allowed-role": [["arn:aws:iam::111122223333:*"], ["*/team-?", "arn:aws-cn:*"], ["arn:aws:iam::*:role/path/*"]],
    "allowed-profile-role": [["arn:aws:iam::*:role/{profile}", "*kf-{profile}"], ["arn:aws*:role/*team*"], ["*"]],
    "on-role-conflict": ["warn", "deny"], "annotation-prefix": ["aws.example.com"], "token-audience": ["aud", ""], "token-expiration": [600, 7200],
    "token-mount-path": ["/aws", "/var/run/secrets/aws iam"], "aws-default-region": ["us-west-2"], "sts-regional-endpoint": [True, False],
    "skip-containers": [["app"], ["a", "main"]],
}


def flag_sets(r, count):
    """The defaults first; then each conflict mode and observing once, the rest by chance."""
    sets = [{}]
    while len(sets) < count:
        flags = {name: r.choice(values) for name, values in CHOICES.items() if maybe(r, 0.12 if name in ("service-accounts", "allowed-profile-role") else 0.3)}
        if len(sets) in (1, 2):
            flags["on-role-conflict"] = ("warn", "deny")[len(sets) - 1]
        if len(sets) in (2, 3):
            flags["default-role-arn"] = CHOICES["default-role-arn"][len(sets) - 2]
        if len(sets) == 4:
            flags |= {"mode": "observe", "on-role-conflict": "deny"}
        sets.append(flags)
    return sets


class Run:
    """Everything that one server is asked."""

    def __init__(self, seed, number, flags, cases):
        self.r = random.Random(f"{seed}/{number}")
        self.flags, self.policy = flags, Policy.of(flags)
        self.objects, self.namespaces = world(self.r, self.policy.annotation_prefix)
        self.cluster = Cluster(self.objects)
        maker = Maker(self.r, flags, self.objects, self.namespaces)
        self.reviews = [maker.any() for _ in range(cases)]
        self.bodies = [maybe_odd(self.r, review) for review in self.reviews]

    def expected(self, body):
        return answer(self.cluster, self.policy, body)


def runs(seed, cases, sets=12):
    r = random.Random(seed)
    return [Run(seed, i, flags, cases // sets) for i, flags in enumerate(flag_sets(r, sets))]


def main():
    seed, cases = (int(a) for a in (sys.argv[1:] + ["1", "2000"][len(sys.argv) - 1:])[:2])
    reasons, rows, hints, readings = (collections.Counter() for _ in range(4))
    for run in runs(seed, cases):
        for body in run.bodies:
            e = run.expected(body)
            reasons[e.reason or f"({e.status})"] += 1
            rows.update(e.rows)
            hints.update(e.required)
            readings.update(e.readings)
    for title, counter in (("reasons", reasons), ("rows", rows), ("warnings", hints), ("readings", readings)):
        print(f"{title}: " + ", ".join(f"{k} {v}" for k, v in counter.most_common()))


if __name__ == "__main__":
    main()
