"""Loading opening balances of a plan from a file, whole or not at all."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from apps.audit import operations as audit
from apps.incentives import refusals
from apps.incentives.balances import BalanceRow, read_balances
from apps.incentives.models import OpeningBalance, Plan
from apps.incentives.queries.settling import locked_runs
from apps.people.models import EmployeeNumber, User
from apps.people.written import month_text


@transaction.atomic
def load_balances(*, plan: Plan, content: bytes, by: User | None, at: datetime) -> int:
    """Take the balances of a file in. Returns how many.

    Refusals: `BalancesUnreadable` (with the line; an unknown employee number too), `BalancesLate` (a month
    that is locked in the portal already), `BalancesTwice`.
    """
    rows = read_balances(content, plan.currency)
    people = _people(rows)
    for line, row in enumerate(rows, start=2):
        if row.number not in people:
            raise refusals.BalancesUnreadable(line=line, problem=f"{row.number or '–'} ?")
    _require_open(plan, {row.month for row in rows})
    try:
        with transaction.atomic():
            OpeningBalance.objects.bulk_create(
                OpeningBalance(
                    plan=plan,
                    person_id=people[row.number],
                    month=row.month,
                    kind=row.kind,
                    amount=row.amount,
                    note=row.note,
                    by=by,
                    at=at,
                )
                for row in rows
            )
    except IntegrityError:
        raise refusals.BalancesTwice from None
    audit.record(
        verb="opening_balance.loaded",
        subject=plan,
        by=by,
        at=at,
        after={"rows": len(rows), "total_minor": sum(row.amount for row in rows)},
    )
    return len(rows)


def _people(rows: Sequence[BalanceRow]) -> Mapping[str, int]:
    numbers = {row.number for row in rows}
    found = EmployeeNumber.objects.filter(number__in=numbers).order_by("starts")
    return dict(found.values_list("number", "person_id"))


def _require_open(plan: Plan, months: set[date]) -> None:
    late = locked_runs(plan).filter(month__in=months).order_by("month").first()
    if late is not None:
        raise refusals.BalancesLate(month=month_text(late.month))
