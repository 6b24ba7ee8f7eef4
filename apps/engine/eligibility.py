"""Who is paid at all by a plan: each refusal has its reason (rules of calculation, 3.10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.engine.issues import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRules:
    """What a plan asks for; a rule that is off refuses nobody.

    `minimum_days` are working days worked in the period; days of protected leave count as worked, unless
    `protected_leave_counts` is off.
    """

    after_probation: bool = False
    not_under_notice: bool = False
    employed_on_pay_date: bool = False
    minimum_days: int = 0
    protected_leave_counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """What is known of one payee, in local days.

    `ends` and `probation_ends` are the first day after the employment and after the probation (None: open, or
    no probation); `notice_given` the day notice was given, by either side.
    """

    starts: date
    ends: date | None = None
    probation_ends: date | None = None
    notice_given: date | None = None
    days_worked: int = 0
    protected_leave_days: int = 0


def refusals(
    rules: EligibilityRules, employment: Employment, *, period_end: date, pay_date: date
) -> tuple[Issue, ...]:
    """All reasons why a plan does not pay someone for a period that ends before `period_end` (exclusive).

    Codes: `in_probation` (still on the period's last day), `under_notice` (given before the period's end),
    `not_employed_on_pay_date`, `too_few_days`.
    """
    found: list[Issue] = []
    probation, notice = employment.probation_ends, employment.notice_given
    if rules.after_probation and probation is not None and probation >= period_end:
        found.append(Issue.of("in_probation", until=probation))
    if rules.not_under_notice and notice is not None and notice < period_end:
        found.append(Issue.of("under_notice", given=notice))
    if rules.employed_on_pay_date and not _employed(employment, pay_date):
        found.append(Issue.of("not_employed_on_pay_date", pay_date=pay_date))
    days = _days(rules, employment)
    if days < rules.minimum_days:
        found.append(Issue.of("too_few_days", days=days, minimum=rules.minimum_days))
    return tuple(found)


def _employed(employment: Employment, day: date) -> bool:
    return employment.starts <= day and (employment.ends is None or day < employment.ends)


def _days(rules: EligibilityRules, employment: Employment) -> int:
    protected = employment.protected_leave_days if rules.protected_leave_counts else 0
    return employment.days_worked + protected
