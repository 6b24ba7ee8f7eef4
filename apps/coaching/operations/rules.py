"""Coaching rules: written, edited, switched on and off. What they brought about already stays."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from apps.audit import operations as audit
from apps.coaching.choices import CoachBy, RuleBasis, RuleTest
from apps.coaching.models import CoachingRule
from apps.coaching.refusals import (
    BoundNotPositive,
    CertainNeedsShare,
    DueDaysOutOfRange,
    FallBound,
    PatternMissing,
    PeriodsOutOfRange,
    PriorityOutOfRange,
    RuleCodeTaken,
    RuleNeedsKpi,
    SpecialistMissing,
    WindowOutOfRange,
)
from apps.goals.amounts import MICROS
from apps.metrics.choices import KpiDirection, Unit
from apps.metrics.models import Kpi
from apps.people.days import first_of_month
from apps.people.models import Person, User

MOST_PERIODS: Final = 12
MOST_DUE_DAYS: Final = 90
LAST_PRIORITY: Final = 9
BY_FIGURE: Final = frozenset({RuleBasis.SCORE, RuleBasis.KPI, RuleBasis.PATTERN})


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContent:
    """What a rule says; the bound in millionths (of 100 % of score, or of the KPI's unit)."""

    name: str
    basis: str
    kpi: Kpi | None
    bound_micros: int
    periods_in_row: int = 1
    due_days: int = 14
    window: int = 0  # as many as must be beyond the bound unless given
    test: str = RuleTest.PLAIN
    pattern: str = ""
    severity: str = ""
    second_micros: int = 0
    priority: int = 5
    coach_by: str = CoachBy.LEADER
    specialist: Person | None = None

    def as_json(self) -> dict[str, Any]:
        """For the trail."""
        shown = {name: getattr(self, name) for name in self.__slots__ if name not in {"kpi", "specialist"}}
        special = self.specialist.pk if self.specialist else None
        return shown | {"kpi": self.kpi.code if self.kpi else None, "specialist": special}


@transaction.atomic
def create_rule(
    *,
    code: str,
    content: RuleContent,
    starts: date,
    active: bool = True,
    by: User | None,
    at: datetime,
) -> CoachingRule:
    """A rule that looks at closed months, from the month of `starts` on; not `active` it waits.

    Refusals: `RuleCodeTaken`, and those of `check_content`.
    """
    check_content(content)
    try:
        with transaction.atomic():
            rule = CoachingRule.objects.create(
                code=code, starts=first_of_month(starts), active=active, **_columns(content)
            )
    except IntegrityError:
        raise RuleCodeTaken(code=code) from None
    after = content.as_json() | {"code": code, "starts": rule.starts.isoformat()}
    audit.record(verb="coaching_rule.created", subject=rule, by=by, at=at, after=after)
    return rule


@transaction.atomic
def edit_rule(*, rule: CoachingRule, content: RuleContent, by: User, at: datetime) -> CoachingRule:
    """Change what the rule says; months it has looked at are not looked at again.

    Refusals: those of `check_content`.
    """
    check_content(content)
    before, content = _content(rule), replace(content, window=_window(content))
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


def check_content(content: RuleContent) -> None:
    """Refuses what no rule can say.

    `RuleNeedsKpi`, `PatternMissing`, `BoundNotPositive`, `PeriodsOutOfRange`, `WindowOutOfRange`,
    `CertainNeedsShare`, `FallBound`, `DueDaysOutOfRange`, `PriorityOutOfRange`, `SpecialistMissing`.
    """
    if content.basis == RuleBasis.KPI and (content.kpi is None or content.kpi.direction == KpiDirection.BAND):
        raise RuleNeedsKpi
    if content.basis == RuleBasis.PATTERN and not content.pattern:
        raise PatternMissing
    if content.basis in BY_FIGURE and content.bound_micros <= 0:
        raise BoundNotPositive
    if not 1 <= content.periods_in_row <= MOST_PERIODS:
        raise PeriodsOutOfRange(most=MOST_PERIODS)
    if not content.periods_in_row <= _window(content) <= MOST_PERIODS:
        raise WindowOutOfRange(most=MOST_PERIODS)
    if not 1 <= content.due_days <= MOST_DUE_DAYS:
        raise DueDaysOutOfRange(most=MOST_DUE_DAYS)
    if not 1 <= content.priority <= LAST_PRIORITY:
        raise PriorityOutOfRange
    if content.coach_by == CoachBy.SPECIALIST and content.specialist is None:
        raise SpecialistMissing
    _check_test(content)


def _check_test(content: RuleContent) -> None:
    kpi = content.kpi
    if content.test == RuleTest.CERTAIN and (kpi is None or kpi.unit != Unit.RATE):
        raise CertainNeedsShare
    if content.test == RuleTest.FALL:
        lower = kpi is not None and kpi.direction == KpiDirection.LOWER
        if (content.bound_micros <= MICROS) if lower else (content.bound_micros >= MICROS):
            raise FallBound


def _window(content: RuleContent) -> int:
    return content.window or content.periods_in_row


def _columns(content: RuleContent) -> dict[str, Any]:
    columns = {name: getattr(content, name) for name in RuleContent.__slots__}
    return columns | {
        "kpi": content.kpi if content.basis == RuleBasis.KPI else None,
        "pattern": content.pattern if content.basis == RuleBasis.PATTERN else "",
        "specialist": content.specialist if content.coach_by == CoachBy.SPECIALIST else None,
        "window": _window(content),
    }


def _content(rule: CoachingRule) -> RuleContent:
    return RuleContent(**{name: getattr(rule, name) for name in RuleContent.__slots__})
