"""Honours in words: the figure only for those who may see it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _

from apps.incentives.choices import HonourBasis
from apps.incentives.models import Award, HonourRule
from apps.incentives.queries.inputs import last_of
from apps.incentives.sentences import figure_text, ratio_text
from apps.incentives.snapshot import unpack_value
from apps.metrics.catalogue import kpi_name
from apps.people.clock import organisation
from apps.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRow:
    """One honour: `figure` is empty where the reader may not see it."""

    month: date
    honour: str
    person: str
    by: str
    figure: str
    shared: bool


def award_rows(
    awards: Iterable[Award], user: User, shown: Callable[[User, date, date], set[int]]
) -> list[AwardRow]:
    """Rows by month, as the awards come; one query of `shown` for each month."""
    return list(_rows(awards, user, shown))


def _rows(
    awards: Iterable[Award], user: User, shown: Callable[[User, date, date], set[int]]
) -> Iterator[AwardRow]:
    for month, of_month in groupby(awards, key=attrgetter("round.month")):
        visible = shown(user, month, last_of(month))
        for award in of_month:
            yield _row(award, month, award.person_id in visible)


def _row(award: Award, month: date, visible: bool) -> AwardRow:
    rule = award.round.rule
    kpi = rule.kpi
    return AwardRow(
        month=month,
        honour=rule.name,
        person=award.person.name if award.person else str(award.team),
        by=_("by score") if rule.basis == HonourBasis.SCORE or kpi is None else kpi_name(kpi.code, kpi.name),
        figure=_figure(award) if visible else "",
        shared=bool(award.values.get("shared")),
    )


def _figure(award: Award) -> str:
    value = Fraction(unpack_value(award.values["value"]))
    kpi = award.round.rule.kpi
    if kpi is None:
        return ratio_text(value)
    return figure_text(value, kpi.unit, organisation().currency, kpi.decimals)


def rule_rows(rules: Iterable[HonourRule]) -> list[tuple[HonourRule, str]]:
    """Each rule, and its KPI in the reader's language; empty where it goes by score."""
    return [(rule, kpi_name(rule.kpi.code, rule.kpi.name) if rule.kpi else "") for rule in rules]
