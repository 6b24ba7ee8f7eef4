"""Honours in words: the figure only for those who may see it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from operator import attrgetter

from django.utils.translation import gettext as _

from apps.incentives.choices import HonourBasis
from apps.incentives.models import Award, HonourRule, Nomination, NominationRule
from apps.incentives.queries.inputs import last_of
from apps.incentives.sentences import figure_text, ratio_text
from apps.incentives.snapshot import unpack_value
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import KpiDirection
from apps.people.clock import organisation
from apps.people.models import User
from apps.people.written import percent


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardRow:
    """One honour: `figure` is empty where the reader may not see it."""

    pk: int
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
    return AwardRow(
        pk=award.pk,
        month=month,
        honour=rule.name,
        person=award.person.name if award.person else str(award.team),
        by=_by(rule),
        figure=_figure(award) if visible else "",
        shared=bool(award.values.get("shared")),
    )


def _by(rule: HonourRule) -> str:
    if rule.basis == HonourBasis.IMPROVED:
        return _("by how much the score rose")
    return _("by score") if rule.kpi is None else kpi_name(rule.kpi.code, rule.kpi.name)


def _figure(award: Award) -> str:
    value = Fraction(unpack_value(award.values["value"]))
    kpi = award.round.rule.kpi
    if kpi is None:
        return ratio_text(value)
    return figure_text(value, kpi.unit, organisation().currency, kpi.decimals)


def rule_rows(rules: Iterable[HonourRule]) -> list[tuple[HonourRule, str]]:
    """Each rule, and its KPI in the reader's language; empty where it goes by score."""
    return [(rule, kpi_name(rule.kpi.code, rule.kpi.name) if rule.kpi else "") for rule in rules]


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationRow:
    """A nomination with its evidence written out, month by month."""

    nomination: Nomination
    evidence: list[tuple[date, str]]
    asked: str


def nomination_rows(nominations: Iterable[Nomination]) -> list[NominationRow]:
    """Nominations in the reader's language."""
    return [
        NominationRow(
            nomination=one,
            evidence=[
                (date.fromisoformat(part["month"]), _value(Fraction(unpack_value(part["value"])), one.rule))
                for part in one.evidence
            ],
            asked=rule_text(one.rule),
        )
        for one in nominations
    ]


def nomination_rule_rows(rules: Iterable[NominationRule]) -> list[tuple[NominationRule, str]]:
    """Each rule with what it asks."""
    return [(rule, rule_text(rule)) for rule in rules]


def rule_text(rule: NominationRule) -> str:
    """What a rule asks, in words."""
    bound = _value(Fraction(rule.bound_micros, 1_000_000), rule)
    what = _("score") if rule.kpi is None else kpi_name(rule.kpi.code, rule.kpi.name)
    lower = rule.kpi is not None and rule.kpi.direction == KpiDirection.LOWER
    words = {"what": what, "bound": bound, "months": rule.months}
    if lower:
        return _("%(what)s of at most %(bound)s in each of %(months)d months in a row") % words
    return _("%(what)s of at least %(bound)s in each of %(months)d months in a row") % words


def _value(value: Fraction, rule: NominationRule) -> str:
    if rule.kpi is None:
        return percent(value, 1)
    return figure_text(value, rule.kpi.unit, organisation().currency, rule.kpi.decimals)
