"""Figures as they are read: whole numbers that make an exact value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from apps.metrics.catalogue import is_as_shipped, kpi_name, kpi_words
from apps.metrics.measures import MEASURES
from apps.metrics.streams import STREAMS
from apps.metrics.variants import CHOICES, DEFAULTS, Filters, filters_of
from apps.metrics.wordings import composed_words, narrowed_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One KPI of one subject over some days. There is a figure only where there are records.

    `numerator` is in minor units, hundredths, seconds or a count; `scale` (100, 1) turns it into the KPI's
    unit. `denominator` is None for a count or sum. `n`: the records (or distinct customers) in the
    denominator, or in the numerator of a count or sum.
    """

    kpi: str
    numerator: int
    denominator: int | None
    n: int
    scale: int

    @property
    def value(self) -> Fraction | None:
        """In the KPI's unit, exact: money in major units, 1/20 for 5 %, seconds, points. None: no data."""
        if self.denominator is None:
            return Fraction(self.numerator, self.scale)
        return Fraction(self.numerator, self.scale * self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiInfo:
    """A KPI with the version in force on a day.

    `topics`: record types without a source of which there is no figure at all. `beside`: record types that
    change the figure where a source delivers them (refunds of sales; calls, enquiries and orders of the
    customers served). A figure is complete through the earliest of both. `name` is in the language that is
    active now.
    """

    id: int
    code: str
    name: str
    category: str
    horizon: str
    unit: str
    direction: str
    decimals: int
    is_volume: bool
    min_sample: int
    topics: frozenset[str]
    beside: frozenset[str] = frozenset()
    position: int = 0
    version: int = 1
    scale: int = 1
    numerator: str = ""
    denominator: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_distinct(self) -> bool:
        """Counts distinct customers: no period is the sum of its days, no team that of its agents."""
        return any(MEASURES[code].is_distinct for code in (self.numerator, self.denominator) if code)

    @property
    def is_monthly(self) -> bool:
        """Has no figures of days and weeks."""
        return any(STREAMS[stream].months_only for code in self.measures for stream in MEASURES[code].streams)

    @property
    def measures(self) -> tuple[str, ...]:
        """Numerator, and denominator where there is one."""
        return tuple(code for code in (self.numerator, self.denominator) if code)

    @property
    def numbers(self) -> dict[str, int]:
        """The numbers of its version: days, seconds, hundredths, months."""
        return {name: int(self.parameters.get(name, value)) for name, value in DEFAULTS.items()}

    @property
    def choices(self) -> dict[str, str]:
        """The choices of its version: state of orders, kind of contact, code of a measurement."""
        return {name: str(self.parameters.get(name, value)) for name, value in CHOICES.items()}

    def filters(self, part: str) -> Filters:
        """What its numerator or denominator is narrowed to."""
        return filters_of(self.parameters, part)

    @property
    def words(self) -> str:
        """The definition in words, in the language that is active now."""
        parts = [
            (code, self.filters(part))
            for part, code in (("numerator", self.numerator), ("denominator", self.denominator))
            if code
        ]
        if not is_as_shipped(self.code, self.numerator, self.denominator):
            return composed_words(parts)
        left = narrowed_words(tuple(dict.fromkeys(one for _code, filters in parts for one in filters)))
        words = kpi_words(self.code, self.parameters)
        return f"{words} [{left}]" if left else words

    @property
    def title(self) -> str:
        """The name in the language that is active now, should the object have outlived a change of it."""
        return kpi_name(self.code, self.name)
