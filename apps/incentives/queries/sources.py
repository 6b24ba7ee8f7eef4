"""Whether the data that a run rests on are there to the month's last day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from apps.intake.models import Source
from apps.intake.queries import Feed, feeds, missing_days
from apps.metrics.figures import KpiInfo
from apps.people.days import ONE_DAY
from apps.people.written import day_text


def topics_of(kpis: Iterable[KpiInfo]) -> frozenset[str]:
    """The record types that change the figures of the KPIs."""
    return frozenset(topic for kpi in kpis for topic in kpi.topics | kpi.beside)


def missing_sources(kpis: Iterable[KpiInfo], last_day: date) -> list[str]:
    """The sources of the KPIs that have not delivered to the last day, each with how far it reaches.

    A KPI for which no source has ever delivered has no data and is not asked for here. At most three queries.
    """
    topics = topics_of(kpis)
    late = {
        feed.source_id: feed.last for feed in feeds() if feed.topics & topics and _is_late(feed, last_day)
    }
    if not late:
        return []
    names = dict(Source.objects.filter(pk__in=late).values_list("pk", "name"))
    return sorted(f"{names[pk]} ({day_text(last)})" for pk, last in late.items())


def _is_late(feed: Feed, last_day: date) -> bool:
    return bool(missing_days(feed, feed.last + ONE_DAY, last_day))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceGap:
    """Days inside a month, ascending, of which a source has said nothing although it went on later."""

    source: str
    days: tuple[date, ...]


def source_gaps(kpis: Iterable[KpiInfo], first: date, last: date) -> list[SourceGap]:
    """The gaps of the KPIs' sources in [first, last], by name; none before a source's first day.

    Days after its latest one are `missing_sources`' question. At most two queries.
    """
    topics = topics_of(kpis)
    gaps = {feed.source_id: _inside(feed, first, last) for feed in feeds() if feed.topics & topics}
    names = dict(
        Source.objects.filter(pk__in=[pk for pk, days in gaps.items() if days]).values_list("pk", "name")
    )
    return [
        SourceGap(source=names[pk], days=gaps[pk]) for pk in sorted(names, key=lambda pk: (names[pk], pk))
    ]


def _inside(feed: Feed, first: date, last: date) -> tuple[date, ...]:
    return tuple(missing_days(feed, max(first, feed.days[0].first), min(last, feed.last)))
