"""Storing the results of a closed month: once for each closing."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from apps.audit import operations as audit
from apps.engine.money import round_minor
from apps.goals.amounts import MICROS
from apps.people.clock import local_day
from apps.people.operations import hold_periods
from apps.people.queries.periods import period
from apps.performance.models import PeriodSnapshot, Result
from apps.performance.queries import snapshot_performances
from apps.performance.rows import PersonPerformance, TeamPerformance
from apps.performance.stored import detail_of, line_to_json, subject_of


def snapshot_month(*, month: date, at: datetime) -> PeriodSnapshot | None:
    """Store everyone's result of a closed month under the number of its closing.

    None where the month is open, or this closing is stored already: of two workers who come at once, the
    unique key lets one write. Whoever closes or reopens the month waits, so that results and closing agree.
    """
    try:
        return _snapshot(month, at)
    except IntegrityError:  # the other worker was first; its results are the same
        return None


@transaction.atomic
def _snapshot(month: date, at: datetime) -> PeriodSnapshot | None:
    hold_periods(first=month, last=month)
    now = period(month)
    if (
        not now.final
        or PeriodSnapshot.objects.filter(month=now.month, close_number=now.close_number).exists()
    ):
        return None
    snapshot = PeriodSnapshot.objects.create(month=now.month, close_number=now.close_number, at=at)
    people, teams = snapshot_performances(now.month, on=local_day(at))
    stored = Result.objects.bulk_create(_results(snapshot, [*people, *teams]), batch_size=500)
    after = {"close_number": snapshot.close_number, "results": len(stored)}
    audit.record(verb="results.stored", subject=snapshot, by=None, at=at, after=after)
    return snapshot


def _results(
    snapshot: PeriodSnapshot, performances: Iterable[PersonPerformance | TeamPerformance]
) -> list[Result]:
    return [
        _result(snapshot, performance, performance.scorecard_id)
        for performance in performances
        if performance.scorecard_id is not None
    ]


def _result(
    snapshot: PeriodSnapshot, performance: PersonPerformance | TeamPerformance, scorecard_id: int
) -> Result:
    subject, subject_id = subject_of(performance)
    score = performance.score
    return Result(
        snapshot=snapshot,
        subject=subject,
        subject_id=subject_id,
        team_id=performance.team_id or 0,
        scorecard_id=scorecard_id,
        score_micros=None if score is None else round_minor(score * MICROS),
        place=performance.place,
        reason=performance.reason,
        lines=[line_to_json(line) for line in performance.lines],
        detail=detail_of(performance),
    )
