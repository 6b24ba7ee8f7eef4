"""Coaching at the company: rules that look at each closed month, talks, and what came of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from django.db.models import QuerySet

from apps.coaching.choices import AssignmentState, Outcome, RuleBasis
from apps.coaching.models import Assignment, CoachingRule
from apps.coaching.operations import (
    RuleContent,
    close_assignment,
    create_rule,
    record_session,
)
from apps.metrics.choices import KpiDirection, Subject
from apps.metrics.models import Kpi
from apps.people.clock import local_day
from apps.people.models import User
from apps.performance.models import Result
from apps.performance.stored import score_from
from apps.portal.demo.cast import HEAD_OF_SALES, Cast
from apps.portal.demo.story import Story, previous_month, workday, working_day_from

MICROS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePlan:
    """A rule: on a KPI, or on the score without one; `bound` in millionths of the KPI's unit, or of 100 %."""

    code: str
    name: str
    bound: int
    in_row: int
    due_days: int
    kpi: str = ""


RULES: Final = (
    RulePlan(code="low-score", name="Score below 75 % twice", bound=750_000, in_row=2, due_days=30),
    RulePlan(
        code="conversion",
        name="Conversion below 3 % twice",
        bound=30_000,
        in_row=2,
        due_days=30,
        kpi="conversion_rate",
    ),
    RulePlan(
        code="satisfaction",
        name="Satisfaction below 4.15",
        bound=4_150_000,
        in_row=1,
        due_days=30,
        kpi="customer_satisfaction",
    ),
    RulePlan(
        code="complaints",
        name="Complaints above 1.2 %",
        bound=12_000,
        in_row=1,
        due_days=14,
        kpi="complaint_rate",
    ),
)

# Of each KPI ("" is the score): what a first talk is about, and what is agreed on; then the second talk.
TALKS: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "": (
        (
            "Went through the month KPI by KPI. Most is lost on sales; the number of calls is fine.",
            "Choose ten customers of the list each morning and prepare them.",
        ),
        ("Two weeks of prepared calls: better talks, the closing still comes too early.", "Go on with it."),
    ),
    "conversion_rate": (
        (
            "Listened to six calls together. The offer is made before the customer's need is known.",
            "Three questions before any offer; fewer calls, longer ones.",
        ),
        (
            "Talks are longer and calmer. Customers ask back more often.",
            "Two calls a week are listened to together until the end of the month.",
        ),
    ),
    "customer_satisfaction": (
        (
            "Read the comments of the survey. Customers feel pushed at the end of the talk.",
            "End each call with a summary and an open question.",
        ),
        ("Role play of two difficult talks; the summary comes naturally by now.", "Nothing more needed."),
    ),
    "complaint_rate": (
        (
            "Went through the complaints of the month. Two are about a promise that was not kept.",
            "Call back only at a time that is in the calendar.",
        ),
        ("All call-backs of the fortnight were kept.", "Nothing more needed."),
    ),
}
NOTES: Final = {
    Outcome.REACHED: "The figure of the following month is where it should be.",
    Outcome.IMPROVED: "Better than before, though not there yet.",
    Outcome.NOT_IMPROVED: "No change yet in the figure of the following month.",
    Outcome.TOO_LITTLE_DATA: "Too few records in the following month to say.",
}


def write_rules(story: Story, cast: Cast) -> None:
    """The rules, by the head of sales, before the first month."""
    known = set(CoachingRule.objects.values_list("code", flat=True))
    for plan in RULES:
        if plan.code in known:
            continue
        content = RuleContent(
            name=plan.name,
            basis=RuleBasis.KPI if plan.kpi else RuleBasis.SCORE,
            kpi=Kpi.objects.get(code=plan.kpi) if plan.kpi else None,
            bound_micros=plan.bound,
            periods_in_row=plan.in_row,
            due_days=plan.due_days,
        )
        at = story.at(workday(previous_month(story.first), -2), 11)
        create_rule(code=plan.code, content=content, starts=story.first, by=cast.user(HEAD_OF_SALES), at=at)


def end_coaching(story: Story, month: date, day: date) -> None:
    """On the day a month is closed: end what was assigned before, by what its figures say."""
    for assignment in _open_ones().filter(month__lt=month):
        _close(story, assignment, month, day)


def hold_talks(story: Story, month: date) -> None:
    """The talks about what was assigned after a closing."""
    for assignment in _open_ones().filter(month=month):
        _talk(story, assignment)


def _open_ones() -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(state=AssignmentState.OPEN).order_by("pk")
    return rows.select_related("person", "coach__user", "rule__kpi")


def _close(story: Story, assignment: Assignment, month: date, day: date) -> None:
    outcome = _outcome(assignment, month)
    close_assignment(
        assignment=assignment,
        outcome=outcome,
        note=NOTES[outcome],
        by=_coach(assignment),
        at=story.at(day, 11, 30),
    )


def _talk(story: Story, assignment: Assignment) -> None:
    """Two talks in the days after the assignment, as far as they have come; some wait longer for theirs."""
    opened = local_day(assignment.opened_at)
    # by the name, not the key: a build that was broken off and taken up again holds the same talks
    first = 3 + 4 * (sum(map(ord, assignment.person.name)) % 3)
    for days, (notes, agreed) in zip((first, first + 9), TALKS[assignment.kpi_code], strict=True):
        day = working_day_from(opened + timedelta(days=days))
        if day <= story.until:
            record_session(
                assignment=assignment,
                held_on=day,
                notes=notes,
                agreed=agreed,
                by=_coach(assignment),
                at=story.at(day, 17),
            )


def _coach(assignment: Assignment) -> User:
    user = assignment.coach.user
    if user is None:
        raise LookupError(f"{assignment.coach} has no sign-in")
    return user


def _outcome(assignment: Assignment, month: date) -> Outcome:
    """What the figure of the month after says against the bound and against the month of the assignment."""
    before, after = _value(assignment, assignment.month), _value(assignment, month)
    if after is None:
        return Outcome.TOO_LITTLE_DATA
    kpi = assignment.rule.kpi
    sign = -1 if kpi is not None and kpi.direction == KpiDirection.LOWER else 1
    if sign * after >= sign * Fraction(assignment.rule.bound_micros, MICROS):
        return Outcome.REACHED
    better = before is not None and sign * after > sign * before
    return Outcome.IMPROVED if better else Outcome.NOT_IMPROVED


def _value(assignment: Assignment, month: date) -> Fraction | None:
    """The score or KPI of the person in a closed month; None without enough records."""
    result = Result.objects.filter(
        snapshot__month=month, subject=Subject.AGENT, subject_id=assignment.person_id
    ).first()
    if result is None:
        return None
    return _measured(result, assignment.kpi_code) if assignment.kpi_code else score_from(result)


def _measured(result: Result, code: str) -> Fraction | None:
    lines: list[dict[str, Any]] = result.lines
    line = next((line for line in lines if line["kpi"]["code"] == code), None)
    if line is None or line["actual"] is None or line["n"] < line["kpi"]["min_sample"]:
        return None
    return Fraction(line["actual"])
