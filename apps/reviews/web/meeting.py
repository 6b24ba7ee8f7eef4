"""What a meeting, its minutes and a team's history show."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.coaching.web.brief import gap_shown, mix_shown
from apps.people.clock import organisation
from apps.people.models import User
from apps.people.policies import led_team_ids, person_of
from apps.people.written import percent
from apps.performance.choices import InsightKind
from apps.performance.insights.sentences import insight_sentence
from apps.reviews.choices import ReviewGrain, ReviewState
from apps.reviews.facts import facts_of, read_facts
from apps.reviews.models import Action, Note, Review
from apps.reviews.operations import PARTS
from apps.reviews.policies import possible_owners
from apps.reviews.queries import carried_actions, own_actions
from apps.reviews.web.forms import CauseForm
from apps.reviews.web.shown import ActionRow, action_rows, fact_rows, fact_value, period_text

# part, its name, and its minutes in a weekly and in a monthly meeting
AGENDA: Final[tuple[tuple[str, Promise, int, int], ...]] = (
    ("actions", gettext_lazy("Last actions"), 3, 8),
    ("results", gettext_lazy("Results"), 3, 6),
    ("gap", gettext_lazy("Gap in money"), 2, 5),
    ("mix", gettext_lazy("Shared, mix, own"), 1, 6),
    ("customers", gettext_lazy("Complaints, lost customers"), 1, 4),
    ("causes", gettext_lazy("Cause"), 2, 7),
    ("decisions", gettext_lazy("Actions"), 2, 7),
    ("close", gettext_lazy("Close"), 1, 2),
)


def agenda_of(review: Review) -> tuple[list[dict[str, Any]], int]:
    """The parts with their minutes, and the minutes of all: 15 in a week, 45 in a month."""
    monthly = review.grain == ReviewGrain.MONTH
    parts = [
        {"code": code, "name": name, "minutes": month if monthly else week}
        for code, name, week, month in AGENDA
    ]
    return parts, sum(month if monthly else week for _code, _name, week, month in AGENDA)


def meeting_context(
    user: User, row: Review, on: date, *, may_write: bool, causes: Mapping[str, CauseForm] | None = None
) -> dict[str, Any]:
    """Everything that the page and the minutes show. A constant number of queries."""
    findings = row.findings.select_related("kpi", "written_by__person", "view_of").order_by("pk")
    people = possible_owners(row.team, on) if may_write else None
    facts = fact_rows(row, findings, may_write=may_write, sent=causes or {}, people=people)
    last = _actions(carried_actions(row), user, on, row)
    agenda, minutes = agenda_of(row)
    frozen = row.facts
    return {
        "review": row,
        "period": period_text(row),
        "through": _day(frozen["through"]),
        "agenda": agenda,
        "minutes": minutes,
        "facts": facts,
        "missed": [one for one in facts if one.fact.missed],
        "score": _score(frozen["score"]),
        "without_cause": [one for one in facts if one.fact.missed and one.finding is None],
        "last": last,
        "reached": sum(1 for one in last if one.tone == "ok"),
        "with_figure": sum(1 for one in last if one.figure),
        "still_open": sum(1 for one in last if one.is_open),
        "decided": _actions(own_actions(row), user, on, row),
        "gap": gap_shown(frozen["gap"]) if frozen.get("gap") else None,
        "against_week": (frozen.get("gap") or {}).get("against") == "week",
        "mix": mix_shown(frozen["mix"]) if frozen.get("mix") else None,
        "insights": insight_lines(frozen.get("insights", [])),
        "customers": _customers(frozen.get("customers")),
        "lessons": row.lessons.order_by("kind", "pk"),
        "notes": _notes(row),
        "present": list(row.present.order_by("name", "pk")),
        "is_open": row.state == ReviewState.OPEN,
    }


def later_context(row: Review, on: date) -> dict[str, Any]:
    """What is otherwise now than when the figures were frozen."""
    fresh = facts_of(row.team_id, row.grain, row.starts, on=on)
    then, now = ({fact.code: fact for fact in read_facts(facts)} for facts in (row.facts, fresh))
    changes = [
        (then[code].name, fact_value(then[code]), fact_value(now[code]))
        for code in then
        if code in now and then[code].actual != now[code].actual
    ]
    return {"changes": changes, "reopened": row.facts["final"] and not fresh["final"]}


def insight_lines(insights: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What stood out, by its kind and figures; whom it concerns is seen by the leader alone, not here."""
    currency = organisation().currency
    return [
        (
            str(InsightKind(one["kind"]).label) if one["kind"] in InsightKind.values else one["kind"],
            insight_sentence(one["kind"], one["n"], one["values"], currency=currency)
            if not one["person"]
            else _("One person; the leader sees whom."),
        )
        for one in insights
    ]


def history_context(reviews: QuerySet[Review], on: date) -> dict[str, Any]:
    """A team's meetings, newest first: causes, decisions, and what their figures did then. Four queries."""
    rows = list(
        reviews.select_related("team")
        .prefetch_related("findings__kpi", "actions__kpi", "actions__owner")
        .order_by("-starts", "grain", "pk")[:60]
    )
    following: dict[str, Review] = {}
    found = []
    for review in rows:
        then = following.get(review.grain)
        actions = action_rows(review.actions.all(), on, me_id=None, led=set(), review=then or review)
        found.append(
            {
                "review": review,
                "period": period_text(review),
                "score": _score(review.facts["score"]),
                "findings": [one for one in review.findings.all() if one.view_of_id is None],
                "actions": actions,
                "then": period_text(then) if then else "",
            }
        )
        following[review.grain] = review
    return {"rows": found, "team": rows[0].team if rows else None}


def _actions(rows: Iterable[Action], user: User, on: date, review: Review) -> list[ActionRow]:
    me = person_of(user)
    led = led_team_ids(user, on)
    return action_rows(rows, on, me_id=me.pk if me else None, led=led, review=review)


def _customers(frozen: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if frozen is None:
        return None
    served = frozen["served"]
    lessons = [{**one, "since": _day(one["since"])} for one in frozen["lessons"]]
    rate = percent(Fraction(frozen["complaints"], served), 2) if served else ""
    return {**frozen, "rate": rate, "lessons": lessons}


def _notes(row: Review) -> dict[str, list[Note]]:
    found: dict[str, list[Note]] = {part: [] for part in PARTS}
    for note in row.notes.select_related("by__person").order_by("at", "pk"):
        found.setdefault(note.part, []).append(note)
    return found


def _score(text: str | None) -> Fraction | None:
    return Fraction(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
