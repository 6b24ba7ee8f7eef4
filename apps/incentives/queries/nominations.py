"""Who meets a nomination rule by the newest closed months, and the nominations there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.db.models import QuerySet

from apps.engine.periods import Grain
from apps.incentives.choices import HonourBasis, NominationState
from apps.incentives.models import Nomination, NominationRule
from apps.incentives.snapshot import pack_value
from apps.metrics.choices import KpiDirection, Subject
from apps.metrics.queries import cells, kpi_infos
from apps.people.choices import PeriodState
from apps.people.days import ONE_DAY, first_of_month, next_month
from apps.people.models import Employment, Period
from apps.performance.models import PeriodSnapshot, Result

MICROS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNomination:
    """A person who met a rule in each of its months; `evidence` by month, as JSON."""

    rule: NominationRule
    person_id: int
    month: date
    evidence: list[dict[str, Any]]


def due_nominations() -> list[DueNomination]:
    """Who is to be nominated by the newest closed months: nobody twice while a nomination is open.

    Nor again within the rule's months after a decision, nor ever once it was accepted. A few queries for
    each rule.
    """
    rules = NominationRule.objects.filter(active=True).select_related("kpi").order_by("pk")
    return [one for rule in rules for one in _of_rule(rule)]


def _of_rule(rule: NominationRule) -> list[DueNomination]:
    months = _months(rule)
    if len(months) < rule.months:
        return []
    values = [_values(rule, month, close) for month, close in months]
    reached = set.intersection(*(set(one) for one in values))
    gone = _nominated(rule, months[0][0], months[-1][0])
    stayed = _with_tenure(reached - gone, rule, months[-1][0])
    return [
        DueNomination(
            rule=rule,
            person_id=person_id,
            month=months[-1][0],
            evidence=[
                {"month": month.isoformat(), "value": pack_value(found[person_id])}
                for (month, _close), found in zip(months, values, strict=True)
            ],
        )
        for person_id in sorted(stayed)
    ]


def _months(rule: NominationRule) -> list[tuple[date, int]]:
    """The newest closed months in a row whose results are stored, ascending, with their closing."""
    stored = set(PeriodSnapshot.objects.values_list("month", "close_number"))
    closed = Period.objects.filter(state=PeriodState.CLOSED, starts__gte=rule.starts).order_by("-starts")
    found: list[tuple[date, int]] = []
    for month, close in closed.values_list("starts", "close_number")[: rule.months]:
        follows = not found or next_month(month) == found[-1][0]
        if (month, close) not in stored or not follows:
            break
        found.append((month, close))
    return found[::-1]


def _values(rule: NominationRule, month: date, close: int) -> dict[int, Fraction]:
    """Who reached the bound in a month, with the value."""
    if rule.kpi is not None:
        return _kpi_values(rule, month)
    rows = Result.objects.filter(
        snapshot__month=month,
        snapshot__close_number=close,
        subject=Subject.AGENT,
        place__isnull=False,
        score_micros__gte=rule.bound_micros,
    )
    found = rows.values_list("subject_id", "score_micros")
    return {person_id: Fraction(micros or 0, MICROS) for person_id, micros in found}


def _kpi_values(rule: NominationRule, month: date) -> dict[int, Fraction]:
    assert rule.kpi is not None  # noqa: S101  the caller has looked
    info = kpi_infos(month).get(rule.kpi.code)
    if info is None:
        return {}
    people = list(
        Result.objects.filter(snapshot__month=month, subject=Subject.AGENT, place__isnull=False)
        .values_list("subject_id", flat=True)
        .distinct()
    )
    found = cells(
        kpis={info.code: info}, subject=Subject.AGENT, subject_ids=people, grain=Grain.MONTH, starts=[month]
    )
    bound, lower = Fraction(rule.bound_micros, MICROS), rule.kpi.direction == KpiDirection.LOWER
    return {
        person_id: figure.value
        for (person_id, _kpi, _month), figure in found.items()
        if figure.value is not None
        and figure.n >= info.min_sample
        and (figure.value <= bound if lower else figure.value >= bound)
    }


def _nominated(rule: NominationRule, first: date, last: date) -> set[int]:
    rows = Nomination.objects.filter(rule=rule)
    open_ones = rows.filter(state__in=(NominationState.OPEN, NominationState.ACCEPTED)).values_list(
        "person_id", flat=True
    )
    recent = rows.filter(month__gte=first, month__lte=last).values_list("person_id", flat=True)
    return {*open_ones, *recent}


def _with_tenure(person_ids: set[int], rule: NominationRule, month: date) -> set[int]:
    """Those employed long enough, and still."""
    since = month
    for _ in range(rule.tenure_months):
        since = first_of_month(since - ONE_DAY)
    last = next_month(month) - ONE_DAY
    rows = Employment.objects.filter(person_id__in=person_ids, starts__lte=since)
    still = [(pk, ends) for pk, ends in rows.values_list("person_id", "ends") if ends is None or ends > last]
    return {pk for pk, _ends in still}


def nomination_list(nominations: QuerySet[Nomination]) -> Sequence[Nomination]:
    """Nominations, those to be decided first. One query."""
    rows = nominations.select_related("rule__kpi", "person", "decided_by")
    return sorted(
        rows.order_by("-month", "person__name", "pk"), key=lambda one: one.state != NominationState.OPEN
    )


BASES: Final = (HonourBasis.SCORE, HonourBasis.KPI)
"""What a nomination rule can go by."""
