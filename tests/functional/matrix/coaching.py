"""Routes of coaching: the two of them write; leaders above know of it; writers keep rules and library."""

from typing import Final

from tests.functional.matrix.case import EVERYONE, Case

PEOPLE: Final = " ".join(role for role in EVERYONE.split() if role != "nobody")
WRITERS: Final = "leader stranger director"
COACHES: Final = "leader stranger"
A: Final = {"pk": "assignment"}
M: Final = {"pk": "material"}

CASES: Final = (
    Case(name="coaching", get=f"amy ben {COACHES}", but={"amy": 302, "ben": 302}),
    Case(name="coaching-all", get=COACHES),
    Case(name="coaching-start", get=COACHES, post=COACHES, posted=200),
    Case(name="coaching-praise", get=COACHES, post=COACHES, posted=200),
    Case(name="coaching-calendar", get=COACHES),
    Case(name="coaching-effect", get=WRITERS),
    Case(name="library", get=PEOPLE, post=WRITERS, posted=200),
    Case(name="material", args=M, get=f"amy {WRITERS}", why="a record without consent: its agent, writers"),
    Case(name="material-consent", args=M, post="amy"),
    Case(name="material-withdraw", args=M, post=WRITERS),
    Case(name="coaching-settings", get=WRITERS, post=WRITERS, posted=200),
    Case(name="coaching-cause", args={"pk": "cause"}, post=WRITERS, posted=422),
    Case(name="coaching-question", args={"pk": "question"}, post=WRITERS, posted=422),
    Case(name="check-seen", args={"pk": "check"}, post="leader"),
    Case(name="item-done", args={"pk": "item"}, post="amy leader"),
    Case(name="development", get=PEOPLE),
    Case(name="coaching-ask", post=PEOPLE, posted=422),
    Case(name="praise-show", args={"pk": "praise"}, post="amy"),
    Case(name="assignment", args=A, get="amy leader"),
    Case(name="conversation", args=A, get="amy leader"),
    Case(name="assignment-view", args=A, post="amy leader", posted=422),
    Case(name="assignment-plan", args=A, post="leader", posted=422),
    Case(name="assignment-confirm", args=A, post="amy leader"),
    Case(name="assignment-item", args=A, post="leader", posted=422),
    Case(name="assignment-decide", args=A, post="amy leader", posted=422),
    Case(name="assignment-talk", args=A, post="leader", posted=422),
    Case(name="assignment-close", args=A, post="leader", posted=422),
    Case(name="assignment-place", args=A, post="leader", posted=422),
    Case(name="assignment-postpone", args=A, post="leader", posted=422),
    Case(name="assignment-hand-on", args=A, post="leader", posted=422),
    Case(name="assignment-decline", args=A, post="leader", posted=422),
    Case(name="coaching-rules", get=WRITERS),
    Case(name="coaching-rule-new", get=WRITERS, post=WRITERS, posted=200),
    Case(name="coaching-rule", args={"pk": "rule"}, get=WRITERS, post=WRITERS, posted=200),
    Case(name="coaching-rule-replay", args={"pk": "rule"}, get=WRITERS),
    Case(name="coaching-rule-switch", args={"pk": "rule"}, post=WRITERS),
)
