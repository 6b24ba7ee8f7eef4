"""What a run settles with one payee beside the month itself (rules of calculation, 3.9).

After the plan's own steps: what was paid for this period before, corrections of earlier periods, pay that was
held and is released, a negative total carried over from the run before, and last whether it is held itself.
Every amount is a line, so that the lines of all runs add up to what is paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.engine.corrections import Correction, correct
from apps.engine.lines import Line, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Pay of an earlier run that was held, minor units; `key` names the run."""

    key: str
    for_period: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Everything a run settles with one payee beside the period itself; minor units.

    `earlier_paid` was paid for this same period; `carried`, 0 or negative, is what the run before left below
    nothing and a person decided to carry over; `opening` what was open when the portal took over (negative:
    to be taken back). `held`: nothing is paid in this run, and a later one may release it; `held_orders` are
    orders by number, with what each brings, that wait while the rest is paid.
    """

    earlier_paid: int = 0
    corrections: tuple[Correction, ...] = ()
    releases: tuple[Release, ...] = ()
    carried: int = 0
    opening: int = 0
    held: bool = False
    held_orders: tuple[tuple[str, int], ...] = ()
    take_from_colleagues: bool = False


NOTHING = Settlement()


def settle(key: str, earned: int, settlement: Settlement) -> list[Line]:
    """The lines after a payee's own steps, which add up to `earned`.

    Codes: `earlier_paid`; those of `correct`; `released`; `carried`; `opening_balance`;
    `held_order`, `held`.
    """
    lines = [*_paid(key, settlement), *_corrections(key, settlement), *_carried(key, settlement)]
    payable = earned + sum(line.amount for line in lines)
    for order, amount in settlement.held_orders:
        waits = max(0, min(amount, payable))
        lines.append(Line(key=key, step=Step.HELD, component=order, amount=-waits, code="held_order"))
        payable -= waits
    if settlement.held and payable > 0:
        lines.append(Line(key=key, step=Step.HELD, component="", amount=-payable, code="held"))
    return lines


def _paid(key: str, settlement: Settlement) -> list[Line]:
    paid = settlement.earlier_paid
    if not paid:
        return []
    return [Line(key=key, step=Step.EARLIER_PAID, component="", amount=-paid, code="earlier_paid")]


def _corrections(key: str, settlement: Settlement) -> list[Line]:
    lines = []
    for item in settlement.corrections:
        amount, code = correct(item, take_from_colleagues=settlement.take_from_colleagues)
        lines.append(
            Line(
                key=key,
                step=Step.CORRECTION,
                component=item.key,
                amount=amount,
                code=code,
                values=(("recalculated", item.recalculated), ("paid", item.paid), ("waived", item.waived)),
                for_period=item.for_period,
            )
        )
    return lines


def _carried(key: str, settlement: Settlement) -> list[Line]:
    lines = [
        Line(
            key=key,
            step=Step.RELEASED,
            component=item.key,
            amount=item.amount,
            code="released",
            for_period=item.for_period,
        )
        for item in settlement.releases
    ]
    for amount, code in ((settlement.carried, "carried"), (settlement.opening, "opening_balance")):
        if amount:
            lines.append(Line(key=key, step=Step.CARRIED, component="", amount=amount, code=code))
    return lines
