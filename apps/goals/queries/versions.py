"""A scorecard as it stood: on any past day, and two versions side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from apps.goals.models import Version
from apps.goals.queries.changes import amount_of
from apps.metrics.catalogue import kpi_name
from apps.metrics.models import Kpi
from apps.people.clock import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One KPI in one version."""

    weight: str = "–"
    target: str = "–"
    threshold: str = "–"
    stretch: str = "–"
    own: int = 0  # agents with a target of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One KPI in two versions."""

    kpi: str
    left: Side
    right: Side

    @property
    def differs(self) -> bool:
        """Whether anything changed."""
        return self.left != self.right


def version_on(versions: Iterable[Version], on: date) -> Version | None:
    """The last version of a day or of one before it."""
    known = [version for version in versions if local_day(version.at) <= on]
    return max(known, key=lambda version: version.number, default=None)


def compared(left: Version, right: Version, currency: str) -> list[Compared]:
    """Line by line, in the order of the right one. One query."""
    before, after = left.content.get("lines", {}), right.content.get("lines", {})
    kpis = {kpi.code: kpi for kpi in Kpi.objects.filter(code__in=[*after, *before])}
    return [
        Compared(
            kpi=kpi_name(code, kpis[code].name),
            left=_side(left.content, code, kpis[code], currency),
            right=_side(right.content, code, kpis[code], currency),
        )
        for code in dict.fromkeys([*after, *before])
        if code in kpis
    ]


def _side(content: Mapping[str, Any], code: str, kpi: Kpi, currency: str) -> Side:
    words = content.get("lines", {}).get(code)
    if words is None:
        return Side()
    target = amount_of(words.get("target_micros"), kpi, currency)
    if "low_micros" in words:
        low, high = (amount_of(words.get(f"{name}_micros"), kpi, currency) for name in ("low", "high"))
        target = f"{low} – {high}"
    return Side(
        weight=f"{Decimal(words['weight']) / 100:.2f}\u00a0%",
        target=target,
        threshold=amount_of(words.get("threshold_micros"), kpi, currency),
        stretch=amount_of(words.get("stretch_micros"), kpi, currency),
        own=sum(code in own for own in content.get("own", {}).values()),
    )
