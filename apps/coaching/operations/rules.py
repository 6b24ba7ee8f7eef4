"""Coaching rules: written, edited, switched on and off. What they brought about already stays."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from apps.audit import operations as audit
from apps.coaching.choices import RuleBasis
from apps.coaching.models import CoachingRule
from apps.coaching.refusals import (
    BoundNotPositive,
    DueDaysOutOfRange,
    PeriodsOutOfRange,
    RuleCodeTaken,
    RuleNeedsKpi,
)
from apps.metrics.choices import KpiDirection
from apps.metrics.models import Kpi
from apps.people.days import first_of_month
from apps.people.models import User

MOST_PERIODS: Final = 12
MOST_DUE_DAYS: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContent:
    """What a rule says; the bound in millionths (of 100 % of score, or of the KPI's unit)."""

    name: str
    basis: str
    kpi: Kpi | None
    bound_micros: int
    periods_in_row: int
    due_days: int

    def as_json(self) -> dict[str, Any]:
        """For the trail."""
        shown = {name: value for name, value in asdict(self).items() if name != "kpi"}
        return shown | {"kpi": self.kpi.code if self.kpi else None}


@transaction.atomic
def create_rule(
    *, code: str, content: RuleContent, starts: date, by: User | None, at: datetime
) -> CoachingRule:
    """A rule that looks at closed months, from the month of `starts` on.

    Refusals: `RuleCodeTaken`, `RuleNeedsKpi`, `BoundNotPositive`, `PeriodsOutOfRange`, `DueDaysOutOfRange`.
    """
    _check(content)
    try:
        with transaction.atomic():
            rule = CoachingRule.objects.create(code=code, starts=first_of_month(starts), **_columns(content))
    except IntegrityError:
        raise RuleCodeTaken(code=code) from None
    after = content.as_json() | {"code": code, "starts": rule.starts.isoformat()}
    audit.record(verb="coaching_rule.created", subject=rule, by=by, at=at, after=after)
    return rule


@transaction.atomic
def edit_rule(*, rule: CoachingRule, content: RuleContent, by: User, at: datetime) -> CoachingRule:
    """Change what the rule says; months it has looked at are not looked at again.

    Refusals: `RuleNeedsKpi`, `BoundNotPositive`, `PeriodsOutOfRange`, `DueDaysOutOfRange`.
    """
    _check(content)
    before = _content(rule)
    if before == content:
        return rule
    CoachingRule.objects.filter(pk=rule.pk).update(**_columns(content))
    rule.refresh_from_db()
    audit.record(
        verb="coaching_rule.edited",
        subject=rule,
        by=by,
        at=at,
        before=before.as_json(),
        after=content.as_json(),
    )
    return rule


@transaction.atomic
def switch_rule(*, rule: CoachingRule, active: bool, by: User, at: datetime) -> CoachingRule:
    """Switch the rule on or off. A second time changes nothing."""
    if CoachingRule.objects.filter(pk=rule.pk, active=not active).update(active=active):
        verb = "coaching_rule.switched_on" if active else "coaching_rule.switched_off"
        audit.record(verb=verb, subject=rule, by=by, at=at)
    rule.refresh_from_db()
    return rule


def _check(content: RuleContent) -> None:
    if content.basis == RuleBasis.KPI and (content.kpi is None or content.kpi.direction == KpiDirection.BAND):
        raise RuleNeedsKpi
    if content.bound_micros <= 0:
        raise BoundNotPositive
    if not 1 <= content.periods_in_row <= MOST_PERIODS:
        raise PeriodsOutOfRange(most=MOST_PERIODS)
    if not 1 <= content.due_days <= MOST_DUE_DAYS:
        raise DueDaysOutOfRange(most=MOST_DUE_DAYS)


def _columns(content: RuleContent) -> dict[str, Any]:
    columns = {name: getattr(content, name) for name in RuleContent.__slots__}
    return columns | {"kpi": content.kpi if content.basis == RuleBasis.KPI else None}


def _content(rule: CoachingRule) -> RuleContent:
    return RuleContent(
        name=rule.name,
        basis=rule.basis,
        kpi=rule.kpi,
        bound_micros=rule.bound_micros,
        periods_in_row=rule.periods_in_row,
        due_days=rule.due_days,
    )
