"""Three-valued answers as Kleene has them: True, False, and None for what turns on something unknown."""

WORDS = {True: "yes", False: "no", None: "depends"}


def negated(answer):
    return None if answer is None else not answer


def all_of(answers):
    """One False decides; None only when nothing else does."""
    result = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def any_of(answers):
    """One True decides; None only when nothing else does."""
    result = False
    for answer in answers:
        if answer is True:
            return True
        if answer is None:
            result = None
    return result
