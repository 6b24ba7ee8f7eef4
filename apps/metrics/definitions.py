"""What a KPI is made of, read from its version and checked against the measures there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from apps.metrics.measures import AGGREGATES, MEASURES, Measure
from apps.metrics.models import KpiVersion
from apps.metrics.streams import STREAMS, Stream
from apps.people.choices import Topic
from apps.people.reading import asked_once

# In force where a version does not say. Days, seconds, hundredths of a point.
DEFAULTS = {"look_back_days": 30, "within_seconds": 20, "top_score": 400}


@dataclass(frozen=True, slots=True)
class Column:
    """What a statement computes once: an aggregate with the value of its parameter and that of its stream."""

    aggregate: str
    value: int | None = None
    stream_value: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One version of one KPI."""

    kpi_id: int
    code: str
    starts: date
    numerator: Measure
    denominator: Measure | None
    scale: int
    parameters: dict[str, int]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Numerator, and denominator where there is one."""
        return (self.numerator, self.denominator) if self.denominator else (self.numerator,)

    @property
    def is_distinct(self) -> bool:
        """Some part counts distinct customers, so that no period is a sum of its days."""
        return any(measure.is_distinct for measure in self.measures)

    @property
    def streams(self) -> tuple[Stream, ...]:
        """The streams it reads, in a stable order."""
        return tuple(STREAMS[code] for code in sorted({s for m in self.measures for s in m.streams}))

    @property
    def topics(self) -> frozenset[Topic]:
        """Every record type that moves it."""
        return frozenset(topic for stream in self.streams for topic in stream.topics)

    @property
    def needed(self) -> frozenset[Topic]:
        """The record types without which there is no figure."""
        return frozenset(topic for stream in self.streams for topic in stream.needed)

    @property
    def columns(self) -> frozenset[Column]:
        """What its statement computes."""
        return frozenset(self.column(code) for measure in self.measures for code in measure.aggregates)

    def column(self, aggregate: str) -> Column:
        """The aggregate with this version's parameters."""
        made = AGGREGATES[aggregate]
        return Column(aggregate, self._value(made.parameter), self._value(made.stream.parameter))

    def reach_days(self, topic: Topic) -> int:
        """How many days forward a record of the topic reaches."""
        return max(
            (
                self.parameters[stream.reach_days[topic]]
                for stream in self.streams
                if topic in stream.reach_days
            ),
            default=0,
        )

    def _value(self, parameter: str) -> int | None:
        return self.parameters[parameter] if parameter else None


def definitions(codes: Iterable[str] | None = None) -> list[Definition]:
    """All versions of the active KPIs (or of those named), oldest first. One query."""
    wanted = None if codes is None else set(codes)
    return [
        _definition(version) for version in active_versions() if wanted is None or version.kpi.code in wanted
    ]


@asked_once
def active_versions() -> list[KpiVersion]:
    """Every version of the active KPIs, in the order of the catalogue, oldest first. One query."""
    versions = KpiVersion.objects.filter(kpi__active=True).select_related("kpi")
    return list(versions.order_by("kpi__position", "kpi_id", "starts"))


def _definition(version: KpiVersion) -> Definition:
    return Definition(
        kpi_id=version.kpi_id,
        code=version.kpi.code,
        starts=version.starts,
        numerator=MEASURES[version.numerator],
        denominator=MEASURES[version.denominator] if version.denominator else None,
        scale=version.scale,
        parameters={name: int(version.parameters.get(name, value)) for name, value in DEFAULTS.items()},
    )


def in_force(versions: Iterable[Definition], on: date) -> list[Definition]:
    """The version of each KPI in force on a day; before the first one, the first."""
    chosen: dict[int, Definition] = {}
    for version in versions:
        if version.kpi_id not in chosen or version.starts <= on:
            chosen[version.kpi_id] = version
    return list(chosen.values())


def epochs(versions: list[Definition], first: date, ends: date) -> list[tuple[date, date, list[Definition]]]:
    """[first, ends) cut where a version takes over: (starts, ends, versions in force)."""
    cuts = sorted({first, *(v.starts for v in versions if first < v.starts < ends)})
    return [(cut, end, in_force(versions, cut)) for cut, end in zip(cuts, [*cuts[1:], ends], strict=True)]
