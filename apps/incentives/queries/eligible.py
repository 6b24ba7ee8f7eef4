"""Why a plan does not pay someone: contracts and leave, asked by its rules (rules of calculation, 3.10)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from apps.engine.eligibility import EligibilityRules
from apps.engine.eligibility import Employment as Contract
from apps.engine.eligibility import refusals as eligibility_refusals
from apps.engine.issues import Issue
from apps.incentives.rules import PlanRules
from apps.people.choices import LeaveKind
from apps.people.days import first_of_month, next_month
from apps.people.models import Employment, Leave
from apps.people.queries import working_days
from apps.performance.rows import PersonPerformance

NOT_EMPLOYED: Final = Contract(starts=date.max)
PROTECTED: Final = (LeaveKind.PARENTAL, LeaveKind.SICK)
"""Absences for which nobody may lose pay that others get for being present."""


def pay_date(rules: PlanRules, month: date) -> date:
    """When a month is paid: a working day of the next one, the last unless the plan says which."""
    following = next_month(month)
    days = working_days(following, next_month(following) - timedelta(days=1))
    if not days:
        return next_month(following) - timedelta(days=1)
    number = len(days) if rules.calendar.pay is None else min(rules.calendar.pay, len(days))
    return days[number - 1]


def refusals_of(
    people: Collection[PersonPerformance], rules: PlanRules, last_day: date
) -> dict[int, tuple[Issue, ...]]:
    """Why the plan does not pay each person. At most five queries, none where the plan asks for nothing."""
    asked = rules.eligibility
    ids = [one.person_id for one in people]
    on_contract = (
        asked.employed_on_last_day
        or asked.employed_on_pay_date
        or asked.after_probation
        or asked.not_under_notice
    )
    contracts = _contracts(ids, last_day) if on_contract else {}
    protected = _protected(ids, last_day) if asked.minimum_days and asked.protected_leave_counts else {}
    paid = pay_date(rules, first_of_month(last_day)) if asked.employed_on_pay_date else last_day
    wanted = EligibilityRules(
        after_probation=asked.after_probation,
        not_under_notice=asked.not_under_notice,
        employed_on_pay_date=asked.employed_on_last_day or asked.employed_on_pay_date,
        minimum_days=asked.minimum_days,
        protected_leave_counts=asked.protected_leave_counts,
    )
    return {
        one.person_id: eligibility_refusals(
            wanted,
            replace(
                contracts.get(one.person_id, NOT_EMPLOYED),
                days_worked=one.days_worked,
                protected_leave_days=protected.get(one.person_id, 0),
            ),
            period_end=last_day + timedelta(days=1),
            pay_date=paid,
        )
        for one in people
    }


def _contracts(person_ids: Collection[int], last_day: date) -> dict[int, Contract]:
    rows = Employment.objects.filter(person_id__in=person_ids, starts__lte=last_day).order_by("starts", "pk")
    return {
        row.person_id: Contract(
            starts=row.starts,
            ends=row.ends,
            probation_ends=row.probation_ends,
            notice_given=row.notice_given,
        )
        for row in rows
    }


def _protected(person_ids: Collection[int], last_day: date) -> Mapping[int, int]:
    """Working days of the month on protected leave, by person."""
    first = first_of_month(last_day)
    rows = Leave.objects.filter(
        person_id__in=person_ids, kind__in=PROTECTED, first_day__lte=last_day, last_day__gte=first
    )
    found: dict[int, set[date]] = {}
    leaves = list(rows.values_list("person_id", "first_day", "last_day"))
    if leaves:
        days = working_days(first, last_day)
        for person, begins, ends in leaves:
            found.setdefault(person, set()).update(day for day in days if begins <= day <= ends)
    return {person: len(days) for person, days in found.items()}
