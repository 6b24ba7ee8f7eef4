"""How far figures may be trusted: the last day that is complete in every source a KPI or scorecard rests on.

Pure: takes intake's feeds (each active source that has delivered, its record types, the days it spoke for).
"""

from collections.abc import Iterable, Sequence
from datetime import date

from apps.goals.queries import ScorecardView
from apps.intake.queries import Feed, is_delivered
from apps.metrics.figures import KpiInfo


def complete_through(kpi: KpiInfo, feeds: Iterable[Feed]) -> date | None:
    """The last day complete in every source of the KPI; None where a record type it needs has no source."""
    known = list(feeds)
    if not kpi.topics or any(not _of(topic, known) for topic in kpi.topics):
        return None
    return min(feed.last for topic in kpi.topics | kpi.beside for feed in _of(topic, known))


def scorecard_through(scorecard: ScorecardView, feeds: Iterable[Feed]) -> date | None:
    """The last day complete in every source the scorecard rests on.

    KPIs without any source do not hold it back.
    """
    known = list(feeds)
    days = [complete_through(line.kpi, known) for line in scorecard.lines]
    return min((day for day in days if day is not None), default=None)


def is_known(kpi: KpiInfo, feeds: Iterable[Feed], first: date, last: date) -> bool:
    """Whether every source of the KPI spoke for each of its delivery days in [first, last].

    None is then zero.
    """
    known = list(feeds)
    through = complete_through(kpi, known)
    if through is None or through < last:
        return False
    return all(is_delivered(_of(topic, known), first, last) for topic in kpi.topics)


def _of(topic: str, feeds: Sequence[Feed]) -> list[Feed]:
    return [feed for feed in feeds if topic in feed.topics]
