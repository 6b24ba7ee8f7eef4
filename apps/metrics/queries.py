"""Reads of figures: KPIs, cells, and figures of any days.

A cell exists only where there are records: what has none is absent from every answer here, never a figure
of 0. Whether a count without a cell is 0 or not known yet is decided above, from how far the sources are
complete (`apps.intake.queries.complete_through` over `KpiInfo.topics` and `beside`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Max, Q, QuerySet, Sum

from apps.engine.periods import Grain, period_end, period_start
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import Level, Subject
from apps.metrics.definitions import active_versions, definitions
from apps.metrics.facts import Parts, compute
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.measures import MEASURES
from apps.metrics.models import Cell, CellCheck, KpiVersion
from apps.metrics.streams import STREAMS
from apps.metrics.variants import CHOICES, DEFAULTS
from apps.people.changes import overlapping
from apps.people.choices import Topic
from apps.people.reading import asked_once

ONE_DAY: Final = timedelta(days=1)
GRAINS: Final = (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER)
PARTS: Final = ("numerator", "denominator", "n")
Kpis = Mapping[str, KpiInfo] | Iterable[str]  # as kpi_infos gives them (saves a query), or codes


@asked_once
def kpi_infos(on: date) -> dict[str, KpiInfo]:
    """Every active KPI by code, with its version in force on a day, in the order of the catalogue.

    One query.
    """
    chosen: dict[str, KpiVersion] = {}
    for version in active_versions():
        if version.kpi.code not in chosen or version.starts <= on:
            chosen[version.kpi.code] = version
    return {code: info_of(version) for code, version in chosen.items()}


def unused_kpis(on: date) -> list[KpiInfo]:
    """The KPIs that are not used, each with its version in force on a day, in the catalogue's order."""
    versions = KpiVersion.objects.filter(kpi__active=False).select_related("kpi")
    chosen: dict[str, KpiVersion] = {}
    for version in versions.order_by("kpi__position", "kpi_id", "starts"):
        if version.kpi.code not in chosen or version.starts <= on:
            chosen[version.kpi.code] = version
    return [info_of(version) for version in chosen.values()]


def info_of(version: KpiVersion) -> KpiInfo:
    """A KPI with one of its versions, stored or not."""
    kpi = version.kpi
    streams = {s for code in (version.numerator, version.denominator) if code for s in MEASURES[code].streams}
    needed = frozenset(str(topic) for code in streams for topic in STREAMS[code].needed)
    topics = frozenset(str(topic) for code in streams for topic in STREAMS[code].topics)
    return KpiInfo(
        id=kpi.pk,
        code=kpi.code,
        name=kpi_name(kpi.code, kpi.name),
        category=kpi.category,
        horizon=kpi.horizon,
        unit=kpi.unit,
        direction=kpi.direction,
        decimals=kpi.decimals,
        is_volume=kpi.is_volume,
        min_sample=version.min_sample,
        topics=needed,
        beside=topics - needed,
        position=kpi.position,
        version=version.version,
        scale=version.scale,
        numerator=version.numerator,
        denominator=version.denominator,
        parameters={**DEFAULTS, **CHOICES, **version.parameters},
    )


def cells(
    *, kpis: Kpis, subject: Subject, subject_ids: Collection[int], grain: Grain, starts: Iterable[date]
) -> dict[tuple[int, str, date], Figure]:
    """Figures of whole periods by (subject, KPI, period start). One query (two where KPIs come as codes)."""
    asked = _asked(kpis)
    rows = _cells(asked, subject, subject_ids).filter(grain=grain, starts__in=list(starts))
    return {
        (row[0], asked[row[1]].code, row[2]): _figure(asked[row[1]], Parts(*row[3:]))
        for row in rows.values_list("subject_id", "kpi_id", "starts", "numerator", "denominator", "n")
    }


def daily(
    *, kpis: Kpis, subject: Subject, subject_ids: Collection[int], first: date, last: date
) -> dict[tuple[int, str], list[tuple[date, Figure]]]:
    """Figures of single days by (subject, KPI), days ascending. One query (two where KPIs come as codes)."""
    return history(
        kpis=kpis, subject=subject, subject_ids=subject_ids, grain=Grain.DAY, first=first, last=last
    )


def history(
    *, kpis: Kpis, subject: Subject, subject_ids: Collection[int], grain: Grain, first: date, last: date
) -> dict[tuple[int, str], list[tuple[date, Figure]]]:
    """Figures of the periods that begin in [first, last], by (subject, KPI), ascending.

    One query (two with codes).
    """
    asked = _asked(kpis)
    rows = _cells(asked, subject, subject_ids).filter(grain=grain, starts__gte=first, starts__lte=last)
    found: defaultdict[tuple[int, str], list[tuple[date, Figure]]] = defaultdict(list)
    columns = ("subject_id", "kpi_id", "starts", "numerator", "denominator", "n")
    for row in rows.order_by("starts").values_list(*columns):
        kpi = asked[row[1]]
        found[row[0], kpi.code].append((row[2], _figure(kpi, Parts(*row[3:]))))
    return dict(found)


def figures(
    *,
    kpis: Kpis,
    subject: Subject,
    subject_ids: Collection[int],
    first: date,
    last: date,
    grain: Grain | None = None,
) -> dict[tuple[int, str], Figure]:
    """Figures of any days, first and last included, by (subject, KPI).

    Sums come from the cells of the days. Distinct counts come from the cell of the period where the range
    is one, or where nothing lies after `last` in it; else they are computed from the facts. `grain` names
    the period that the range begins (it matters for retention, whose base is the period before); without
    it the shortest one that begins on `first` and holds `last`. One query from cells; one more where KPIs
    come as codes, two where facts are asked.
    """
    asked = _asked(kpis)
    days = _Days(first=first, last=last, grain=grain or period_of(first, last))
    found: dict[tuple[int, str], Figure] = {}
    stale: set[tuple[int, int]] = set()
    for row in _summed(_cells(asked, subject, subject_ids), days):
        kpi = asked[row["kpi_id"]]
        if kpi.is_distinct and days.may_differ(row["last_day"], has_days=not kpi.is_monthly):
            stale.add((row["subject_id"], kpi.id))
        elif parts := _parts(row, "period" if kpi.is_distinct else "sum"):
            found[row["subject_id"], kpi.code] = _figure(kpi, parts)
    return found | _from_facts(asked, stale, Level(subject), days)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """Days of a range, both included, and the kind of period that begins with it."""

    first: date
    last: date
    grain: Grain | None

    @property
    def ends(self) -> date:
        """The day after the period."""
        return period_end(self.first, self.grain) if self.grain else self.last + ONE_DAY

    def may_differ(self, last_day: date | None, *, has_days: bool) -> bool:
        """Whether the period's cell may hold records after the range; `last_day` is the last with a cell."""
        if self.grain is None:
            return True
        if not has_days:
            return self.last + ONE_DAY < self.ends
        return self.last + ONE_DAY < self.ends and last_day is not None and last_day > self.last


def _summed(rows: QuerySet[Cell], asked: _Days) -> Iterable[Mapping[str, Any]]:
    """By KPI and subject: the sum of the days, the cell of the period, and the last day with one.

    The day after the period is looked at too: customers of its last day are the base of the next.
    """
    days = Q(grain=Grain.DAY, starts__gte=asked.first, starts__lte=asked.last)
    around = Q(grain=Grain.DAY, starts__gte=asked.first, starts__lte=asked.ends)
    period = Q(grain=asked.grain, starts=asked.first) if asked.grain else Q(pk__isnull=True)
    return (
        rows.filter(around | period)
        .values("kpi_id", "subject_id")
        .annotate(
            last_day=Max("starts", filter=around),
            **{f"sum_{part}": Sum(part, filter=days) for part in PARTS},
            **{f"period_{part}": Max(part, filter=period) for part in PARTS},
        )
    )


def _parts(row: Mapping[str, Any], kind: str) -> Parts | None:
    numerator, denominator, n = (row[f"{kind}_{part}"] for part in PARTS)
    if numerator is None:
        return None
    return Parts(int(numerator), None if denominator is None else int(denominator), int(n))


def _from_facts(
    asked: Mapping[int, KpiInfo], stale: set[tuple[int, int]], level: Level, days: _Days
) -> dict[tuple[int, str], Figure]:
    if not stale:
        return {}
    computed = compute(
        definitions({asked[kpi].code for _, kpi in stale}),
        level=level,
        grain=days.grain or Grain.TOTAL,
        first=days.first,
        ends=days.last + ONE_DAY,
        ids={subject_id for subject_id, _ in stale},
    )
    return {
        (subject_id, asked[kpi].code): _figure(asked[kpi], parts)
        for (kpi, subject_id, _), parts in computed.items()
        if (subject_id, kpi) in stale
    }


def period_of(first: date, last: date) -> Grain | None:
    """The shortest day, week, month or quarter that begins on `first` and holds `last`."""
    for grain in GRAINS:
        if period_start(first, grain) == first and period_end(first, grain) > last:
            return grain
    return None


def _asked(kpis: Kpis) -> dict[int, KpiInfo]:
    """By id; codes that no active KPI has are left out."""
    if isinstance(kpis, Mapping):
        return {info.id: info for info in kpis.values()}
    codes = set(kpis)
    return {info.id: info for code, info in kpi_infos(date.max).items() if code in codes}


def _cells(asked: Mapping[int, KpiInfo], subject: Subject, subject_ids: Collection[int]) -> QuerySet[Cell]:
    return Cell.objects.filter(kpi_id__in=list(asked), subject=subject, subject_id__in=list(subject_ids))


def _figure(kpi: KpiInfo, parts: Parts) -> Figure:
    return Figure(
        kpi=kpi.code, numerator=parts.numerator, denominator=parts.denominator, n=parts.n, scale=kpi.scale
    )


def waiting(
    *, topics: Iterable[str] | None = None, first: date | None = None, last: date | None = None
) -> bool:
    """Whether changes wait to be computed, so that the page says "updating". One query.

    `topics`: only what concerns these record types, or who was where.
    """
    changes = overlapping(first, last)
    if topics is not None:
        changes = changes.filter(topic__in=[*topics, Topic.PLACEMENT, Topic.DEFINITION])
    return changes.exists()


def recomputed(
    kpi: KpiInfo, *, subject: Subject, subject_id: int, first: date, last: date, grain: Grain = Grain.MONTH
) -> Figure | None:
    """A figure as its records say now, whatever is stored; `first` begins a period of the grain."""
    found = compute(
        definitions({kpi.code}),
        level=Level(subject),
        grain=grain,
        first=first,
        ends=last + ONE_DAY,
        ids=[subject_id],
    )
    parts = found.get((kpi.id, subject_id, first))
    return None if parts is None else _figure(kpi, parts)


def last_check() -> CellCheck | None:
    """The last finished comparison of all cells with the records."""
    return CellCheck.objects.filter(finished_at__isnull=False).order_by("-day").first()
