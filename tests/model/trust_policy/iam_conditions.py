"""One key under one operator of `Condition`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html"""

from dataclasses import dataclass
from functools import lru_cache

from iam_answers import all_of, any_of, negated
from iam_keys import ABSENT, UNKNOWN
from iam_values import NEGATED, OPERATORS, WITH_VARIABLES, WITHOUT_VARIABLES
from iam_variables import NEVER, expanded

EACH, ONE, PLAIN = "forallvalues:", "foranyvalue:", ""


@dataclass(frozen=True)
class Operator:
    """`ForAnyValue:StringNotLikeIfExists` taken apart. `name` in small letters, without Not."""

    quantifier: str
    name: str
    is_negated: bool
    if_exists: bool


@lru_cache(maxsize=65536)
def operator_of(written):
    """None when there is no such operator. Names of operators have no case."""
    folded = written.lower()
    quantifier = next((q for q in (EACH, ONE) if folded.startswith(q)), PLAIN)
    name = folded.removeprefix(quantifier)
    if name == "null":
        return Operator(quantifier, name, False, False)
    if_exists = name.endswith("ifexists")
    name = name.removesuffix("ifexists")
    return Operator(quantifier, NEGATED.get(name, name), name in NEGATED, if_exists) if name in OPERATORS else None


def condition(written, key, values, request, has_variables):
    """Whether the condition is fulfilled: True, False, or None when that is not known."""
    how = operator_of(written)
    got = request.values(key)
    if how is None or got is UNKNOWN:
        return None
    if how.name == "null":
        return any(value.lower() == ("true" if got is ABSENT else "false") for value in values)
    if got is ABSENT:
        return how.quantifier is not ONE and (how.quantifier is EACH or how.if_exists or how.is_negated)
    each = (fulfilled(how, value, values, request, has_variables) for value in got)
    wants_all = how.quantifier is EACH or (how.quantifier is PLAIN and how.is_negated)
    return all_of(each) if wants_all else any_of(each)


def fulfilled(how, got, values, request, has_variables):
    """By one value of the request: it matches one of the policy's, or none when the operator is negated."""
    answer = any_of(compared(how.name, got, value, request, has_variables) for value in values)
    return negated(answer) if how.is_negated else answer


def compared(name, got, value, request, has_variables):
    if name in WITHOUT_VARIABLES:
        return WITHOUT_VARIABLES[name](got, value)
    pieces = expanded(value, request, has_variables)
    if pieces is NEVER:
        return False
    return None if pieces is UNKNOWN else WITH_VARIABLES[name](got, pieces)
