"""Reads of honours: who may be honoured by a rule, and who was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import F, Max, QuerySet, Window
from django.db.models.functions import RowNumber

from apps.engine.honours import Candidate
from apps.engine.periods import Grain
from apps.incentives.choices import HonourBasis
from apps.incentives.models import Award, HonourRound, HonourRule
from apps.metrics.choices import Subject
from apps.metrics.queries import cells, kpi_infos
from apps.people.choices import PeriodState
from apps.people.days import ONE_DAY, first_of_month
from apps.people.models import Period
from apps.performance.models import PeriodSnapshot, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRound:
    """A rule that was not applied yet to a closing of a month."""

    rule: HonourRule
    month: date
    close_number: int


def due_rounds(*, limit: int = 50) -> list[DueRound]:
    """What honours have not handled: active rules × closed months whose results are stored. Three queries."""
    closed = list(Period.objects.filter(state=PeriodState.CLOSED).order_by("starts"))
    stored = set(PeriodSnapshot.objects.values_list("month", "close_number"))
    rules = list(HonourRule.objects.filter(active=True).select_related("kpi").order_by("pk"))
    handled = set(HonourRound.objects.values_list("rule_id", "month", "close_number"))
    return [
        DueRound(rule=rule, month=period.starts, close_number=period.close_number)
        for period in closed
        for rule in rules
        if rule.starts <= period.starts
        and (period.starts, period.close_number) in stored
        and (rule.pk, period.starts, period.close_number) not in handled
    ][:limit]


def candidates(due: DueRound) -> list[Candidate]:
    """Everyone (or every team) that was ranked in the month, with the value that decides.

    The score, the KPI, or how much the score rose against the month before. At most four queries.
    """
    subject = Subject(due.rule.subject)
    scores = _scores(subject, due.month, due.close_number)
    if due.rule.basis == HonourBasis.KPI:
        return _by_kpi(due, subject, list(scores))
    if due.rule.basis == HonourBasis.IMPROVED:
        before = _scores(subject, first_of_month(due.month - ONE_DAY), None)
        return [
            Candidate(key=str(pk), value=score - before[pk]) for pk, score in scores.items() if pk in before
        ]
    return [Candidate(key=str(pk), value=score) for pk, score in scores.items()]


def _scores(subject: Subject, month: date, close_number: int | None) -> dict[int, Fraction]:
    """The scores of those with a place, of a closing of the month (None: its last)."""
    if close_number is None:
        close_number = PeriodSnapshot.objects.filter(month=month).aggregate(last=Max("close_number"))["last"]
    ranked = Result.objects.filter(
        snapshot__month=month,
        snapshot__close_number=close_number,
        subject=subject,
        place__isnull=False,
        score_micros__isnull=False,
    ).order_by("subject_id")
    found = ranked.values_list("subject_id", "score_micros")
    return {subject_id: Fraction(micros or 0, 1_000_000) for subject_id, micros in found}


def _by_kpi(due: DueRound, subject: Subject, subject_ids: Collection[int]) -> list[Candidate]:
    assert due.rule.kpi is not None  # noqa: S101  the database's constraint says so
    info = kpi_infos(due.month).get(due.rule.kpi.code)
    if info is None:
        return []
    found = cells(
        kpis={info.code: info},
        subject=subject,
        subject_ids=subject_ids,
        grain=Grain.MONTH,
        starts=[due.month],
    )
    return [
        Candidate(key=str(subject_id), value=figure.value, n=figure.n)
        for (subject_id, _kpi, _month), figure in sorted(found.items())
    ]


def latest_rounds(rounds: QuerySet[HonourRound]) -> QuerySet[HonourRound]:
    """Of each rule and month the round of its last closing: a month that was reopened is honoured anew."""
    return rounds.annotate(
        nth=Window(RowNumber(), partition_by=[F("rule_id"), F("month")], order_by=F("close_number").desc())
    ).filter(nth=1)


def honours(awards: QuerySet[Award], *, months: int = 13) -> list[Award]:
    """The awards that stand, newest month first, of at most so many months. Two queries."""
    rounds = list(latest_rounds(HonourRound.objects.all()).values_list("pk", "month"))
    shown = sorted({month for _pk, month in rounds}, reverse=True)[:months]
    standing = [pk for pk, month in rounds if month in shown]
    rows = awards.filter(round_id__in=standing).select_related("round__rule__kpi", "person", "team")
    return list(rows.order_by("-round__month", "round__rule__name", "person__name", "pk"))


def latest_honours() -> list[Award]:
    """The awards of the newest month that has some. Three queries."""
    standing = list(latest_rounds(HonourRound.objects.all()).values_list("pk", flat=True))
    newest = Award.objects.filter(round_id__in=standing).aggregate(month=Max("round__month"))["month"]
    return honours(Award.objects.filter(round__month=newest)) if newest else []


def awards_of(person_id: int) -> list[Award]:
    """All honours of a person that stand, newest first. Two queries."""
    return honours(Award.objects.filter(person_id=person_id), months=10_000)
