"""What may be said of groups, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from apps.coaching.effects import Group
from apps.coaching.models import CoachingRule
from apps.coaching.sentences import difference_text, finding_text, no_comparison_text
from apps.engine.effect import Programme
from apps.metrics.catalogue import kpi_name


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One group: how many there are, and the difference with its interval, or why there is none."""

    name: str
    kpi: str
    coached: int
    others: int
    difference: str
    low: str
    high: str
    finding: str
    none: str


def group_rows(groups: Iterable[tuple[CoachingRule, Group]]) -> list[GroupRow]:
    """Each of them."""
    return [_row(rule, group) for rule, group in groups]


def _row(rule: CoachingRule, group: Group) -> GroupRow:
    kpi, found = rule.kpi, group.result
    words = {"difference": "", "low": "", "high": "", "finding": "", "none": ""}
    if isinstance(found, Programme) and kpi is not None:
        unit, decimals = kpi.unit, max(kpi.decimals, 2)
        words["difference"] = difference_text(found.difference, unit=unit, decimals=decimals, plus=True)
        words["low"] = difference_text(Fraction(found.low), unit=unit, decimals=decimals)
        words["high"] = difference_text(Fraction(found.high), unit=unit, decimals=decimals)
        words["finding"] = finding_text(str(found.finding))
    elif not isinstance(found, Programme):
        words["none"] = no_comparison_text(found.code, found.as_mapping())
    return GroupRow(
        name=group.name,
        kpi=kpi_name(kpi.code, kpi.name) if kpi else "",
        coached=group.coached,
        others=group.others,
        **words,
    )
