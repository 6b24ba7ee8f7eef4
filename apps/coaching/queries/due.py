"""Which rule has to look at which closing, and whom it finds there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from apps.coaching.choices import AssignmentState, RuleBasis
from apps.coaching.models import Assignment, CoachingRule, RuleRound
from apps.coaching.queries.firing import Need, fired, window_of
from apps.coaching.queries.readings import Book, months_back, read_book
from apps.people.choices import PeriodState
from apps.people.models import Period
from apps.performance.models import PeriodSnapshot

BY_MONTH = (RuleBasis.SCORE, RuleBasis.KPI, RuleBasis.PATTERN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A month as one closing left it."""

    month: date
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRound:
    """A rule that has not looked at a closing yet."""

    rule: CoachingRule
    closing: Closing


def due_rounds(*, limit: int = 50) -> list[DueRound]:
    """Active rules × closed months whose results are stored, oldest month first. Four queries."""
    closings = stored_closings()
    active = CoachingRule.objects.filter(active=True, basis__in=BY_MONTH)
    rules = list(active.select_related("kpi", "specialist").order_by("priority", "pk"))
    handled = set(RuleRound.objects.values_list("rule_id", "month", "close_number"))
    return [
        DueRound(rule=rule, closing=closing)
        for closing in closings
        for rule in rules
        if rule.starts <= closing.month and (rule.pk, closing.month, closing.number) not in handled
    ][:limit]


def stored_closings() -> list[Closing]:
    """The closed months whose results are stored, oldest first. Two queries."""
    closed = Period.objects.filter(state=PeriodState.CLOSED).order_by("starts")
    stored = set(PeriodSnapshot.objects.values_list("month", "close_number"))
    return [
        Closing(month=row.starts, number=row.close_number)
        for row in closed
        if (row.starts, row.close_number) in stored
    ]


def book_for(rounds: Collection[DueRound]) -> Book:
    """The figures of all months that these rounds look back on. Three queries."""
    months = {month for due in rounds for month in months_back(due.closing.month, window_of(due.rule))}
    return read_book([due.rule for due in rounds], months)


def needs(due: DueRound, book: Book | None = None) -> list[Need]:
    """Whom the rule is about in this closing, coached or not. No query with a book, else three."""
    return list(fired(due.rule, due.closing.month, book or book_for([due])))


def coached_already(due: DueRound) -> set[int]:
    """Who has coaching from the rule: an open one, or any for this month, so that closing it again coaches
    nobody twice. One query."""
    counts = Q(state=AssignmentState.OPEN) | Q(month=due.closing.month)
    return set(Assignment.objects.filter(counts, rule=due.rule).values_list("person_id", flat=True))
