"""Routes of coaching: the two of them and the leaders above; rules are written by managers and directors."""

from typing import Final

from tests.functional.matrix.case import EVERYONE, Case

PEOPLE: Final = " ".join(role for role in EVERYONE.split() if role != "nobody")
WRITERS: Final = "leader stranger director"
A: Final = {"pk": "assignment"}

CASES: Final = (
    Case(name="coaching", get="amy ben leader stranger", but={"amy": 302, "ben": 302}),
    Case(name="development", get=PEOPLE),
    Case(name="assignment", args=A, get="amy leader"),
    Case(name="assignment-talk", args=A, post="leader", posted=422),
    Case(name="assignment-close", args=A, post="leader", posted=422),
    Case(name="coaching-rules", get=WRITERS),
    Case(name="coaching-rule-new", get=WRITERS, post=WRITERS, posted=200),
    Case(name="coaching-rule", args={"pk": "rule"}, get=WRITERS, post=WRITERS, posted=200),
    Case(name="coaching-rule-switch", args={"pk": "rule"}, post=WRITERS),
)
