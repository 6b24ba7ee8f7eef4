"""A line of a scorecard as it is being written: plain values, not yet rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

from apps.engine.achievement import Direction, Target
from apps.goals.amounts import MICROS
from apps.goals.models import Line
from apps.metrics.catalogue import kpi_name

AMOUNTS: Final = (
    "target_micros",
    "threshold_micros",
    "stretch_micros",
    "zero_micros",
    "low_micros",
    "high_micros",
    "low_limit_micros",
    "high_limit_micros",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthAmounts:
    """What is wanted in one month, in millionths of the unit, where the months of a line differ."""

    month: date
    target_micros: int
    threshold_micros: int | None = None
    stretch_micros: int | None = None

    def columns(self) -> dict[str, Any]:
        """The values of the row, without its line."""
        names = ("month", "target_micros", "threshold_micros", "stretch_micros")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """One KPI with what is wanted of each full-time agent: amounts in millionths of the KPI's unit.

    `weight` in hundredths of a percent, `cap_permille` what counts of the achievement at most (1500: 150
    %), `grain` month or week. A band has no target but four bounds. `origin` says how the target was set;
    `months`: what is wanted in months that differ.
    """

    kpi_id: int
    kpi_name: str
    direction: str
    unit: str
    decimals: int
    active: bool
    weight: int
    code: str = ""
    horizon: str = ""
    category: str = ""
    is_volume: bool = False
    grain: str = "month"
    objective_id: int | None = None
    target_micros: int | None = None
    threshold_micros: int | None = None
    stretch_micros: int | None = None
    zero_micros: int | None = None
    low_micros: int | None = None
    high_micros: int | None = None
    low_limit_micros: int | None = None
    high_limit_micros: int | None = None
    cap_permille: int = 1500
    measure_id: int | None = None
    origin: Mapping[str, Any] = field(default_factory=dict)
    months: tuple[MonthAmounts, ...] = ()

    @property
    def target(self) -> Target:
        """The target as the engine takes it."""
        return engine_target(self)

    def columns(self) -> dict[str, Any]:
        """The values of the row, without its scorecard and position."""
        kept = ("kpi_id", "weight", "grain", "objective_id", "measure_id", "cap_permille", *AMOUNTS)
        return {name: getattr(self, name) for name in kept} | {"origin": dict(self.origin)}


def engine_target(line: "Line | LineDraft", direction: str | None = None) -> Target:
    """The target of a row or a draft, in the KPI's unit."""
    way = Direction(direction or (line.direction if isinstance(line, LineDraft) else line.kpi.direction))
    return Target(
        direction=way,
        value=None if way is Direction.BAND else in_unit(line.target_micros),
        zero=None if way is Direction.BAND else in_unit(line.zero_micros),
        low=in_unit(line.low_micros),
        high=in_unit(line.high_micros),
        low_limit=in_unit(line.low_limit_micros),
        high_limit=in_unit(line.high_limit_micros),
    )


def in_unit(micros: int | None) -> Fraction | None:
    """Millionths as a value in the KPI's unit."""
    return None if micros is None else Fraction(micros, MICROS)


def drafts_of(lines: Iterable[Line]) -> list[LineDraft]:
    """The stored lines of a scorecard, with their KPI and months read, as drafts."""
    return [
        LineDraft(
            kpi_name=kpi_name(line.kpi.code, line.kpi.name),
            direction=line.kpi.direction,
            unit=line.kpi.unit,
            decimals=line.kpi.decimals,
            active=line.kpi.active,
            kpi_id=line.kpi_id,
            code=line.kpi.code,
            horizon=line.kpi.horizon,
            category=line.kpi.category,
            is_volume=line.kpi.is_volume,
            weight=line.weight,
            grain=line.grain,
            objective_id=line.objective_id,
            cap_permille=line.cap_permille,
            measure_id=line.measure_id,
            origin=line.origin,
            months=tuple(
                MonthAmounts(
                    month=one.month,
                    target_micros=one.target_micros,
                    threshold_micros=one.threshold_micros,
                    stretch_micros=one.stretch_micros,
                )
                for one in sorted(line.months.all(), key=lambda one: one.month)
            ),
            **{name: getattr(line, name) for name in AMOUNTS},
        )
        for line in lines
    ]
