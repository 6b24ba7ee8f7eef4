"""What a KPI is made of, read from its version and checked against the measures there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from apps.metrics.measures import AGGREGATES, MEASURES, Measure
from apps.metrics.models import KpiVersion
from apps.metrics.streams import STREAMS, Stream
from apps.metrics.variants import CHOICES, DEFAULTS, PLAIN, Filters, Variant, filters_of, variant_of
from apps.people.choices import Topic
from apps.people.reading import asked_once

DAYS_OF_A_MONTH = 31  # at most


@dataclass(frozen=True, slots=True)
class Column:
    """What a statement computes once: an aggregate with its parameter, over a stream in a variant."""

    aggregate: str
    value: int | None = None
    variant: Variant = PLAIN


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
    choices: Mapping[str, str] = field(default_factory=lambda: CHOICES)
    numerator_filters: Filters = ()
    denominator_filters: Filters = ()

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
        above = {self.column(code, self.numerator_filters) for code in self.numerator.aggregates}
        if self.denominator is None:
            return frozenset(above)
        return frozenset(
            above | {self.column(code, self.denominator_filters) for code in self.denominator.aggregates}
        )

    def column(self, aggregate: str, filters: Filters) -> Column:
        """The aggregate with this version's parameters, narrowed as the numerator or denominator is."""
        made = AGGREGATES[aggregate]
        variant = variant_of(made.stream, self.parameters, self.choices, filters)
        return Column(aggregate, self._value(made.parameter), variant)

    @property
    def reaches_reversals(self) -> bool:
        """A record reaches as far as orders are refunded or cancelled, or verified or paid."""
        return self.follows_state or any(stream.reach_reversals for stream in self.streams)

    @property
    def follows_state(self) -> bool:
        """Its orders count on another day than that of their booking."""
        reads = any("order_state" in stream.choices for stream in self.streams)
        return reads and self.choices["order_state"] != CHOICES["order_state"]

    def reach_days(self, topic: Topic) -> int:
        """How many days forward a record of the topic reaches."""
        days = [self.parameters[s.reach_days[topic]] for s in self.streams if topic in s.reach_days]
        months = [self.parameters[s.reach_months[topic]] for s in self.streams if topic in s.reach_months]
        return max((*days, *(count * DAYS_OF_A_MONTH for count in months)), default=0)

    def _value(self, parameter: str) -> int | None:
        return self.parameters[parameter] if parameter else None


def definitions(codes: Iterable[str] | None = None) -> list[Definition]:
    """All versions of the active KPIs (or of those named), oldest first. One query."""
    wanted = None if codes is None else set(codes)
    return [
        definition_of(version)
        for version in active_versions()
        if wanted is None or version.kpi.code in wanted
    ]


@asked_once
def active_versions() -> list[KpiVersion]:
    """Every version of the active KPIs, in the order of the catalogue, oldest first. One query."""
    versions = KpiVersion.objects.filter(kpi__active=True).select_related("kpi")
    return list(versions.order_by("kpi__position", "kpi_id", "starts"))


def definition_of(version: KpiVersion) -> Definition:
    """A version, stored or not, with its measures."""
    return Definition(
        kpi_id=version.kpi_id,
        code=version.kpi.code,
        starts=version.starts,
        numerator=MEASURES[version.numerator],
        denominator=MEASURES[version.denominator] if version.denominator else None,
        scale=version.scale,
        parameters={name: int(version.parameters.get(name, value)) for name, value in DEFAULTS.items()},
        choices={name: str(version.parameters.get(name, value)) for name, value in CHOICES.items()},
        numerator_filters=filters_of(version.parameters, "numerator"),
        denominator_filters=filters_of(version.parameters, "denominator"),
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
