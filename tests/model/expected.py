"""What an answer must be, and how far the specification lets it go."""

from dataclasses import dataclass, field


@dataclass
class Expected:
    """`object` is the object after the patch; None: no patch. `reasons` holds every reason that the specification allows
    (the first is ours). `required` and `optional` are kinds of warnings. `free` names fields that are not compared.
    `readings` names the entries of AMBIGUITIES.md that were used, `rows` the rows of tables that were hit."""

    status: int = 200
    allowed: bool = True
    reasons: tuple = ()
    source: object = None
    role: object = None
    profile: object = None
    mode: object = None
    object: object = None
    required: list = field(default_factory=list)
    optional: list = field(default_factory=list)
    free: set = field(default_factory=set)
    readings: set = field(default_factory=set)
    rows: set = field(default_factory=set)

    @property
    def reason(self):
        return self.reasons[0] if self.reasons else None
