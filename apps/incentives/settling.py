"""A run's lines whole: the plan's own, and what the run settles with each payee beside the month. Pure.

`apps.engine.settlement` says what is settled; this is its form in the snapshot, and how both come together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from apps.engine.corrections import Correction
from apps.engine.issues import Issue
from apps.engine.lines import EARNING_STEPS, Step
from apps.engine.settlement import NOTHING, Release, Settlement, settle
from apps.incentives.plans import PlanRules
from apps.incentives.pricing import Priced, PricedLine, numbered, output_hash, price
from apps.incentives.snapshot import PayeeFacts

NEGATIVE: Final = "negative_total"
SHARED: Final = ("pool_", "prize")
"""How the codes of components begin that were found across people."""


def price_run(
    facts: Sequence[PayeeFacts],
    rules: PlanRules,
    settlements: Mapping[int, Settlement],
    *,
    currency: str,
    month: date,
) -> Priced:
    """The lines of a run: all payees priced by the plan, then settled. The order of `facts` means nothing."""
    return settled(
        price(facts, rules, currency=currency, month=month), settlements, currency=currency, month=month
    )


def settled(priced: Priced, settlements: Mapping[int, Settlement], *, currency: str, month: date) -> Priced:
    """Priced payees with what is settled beside the month; a total below 0 is judged anew."""
    totals, last = priced.totals(), _last_positions(priced.lines)
    people = sorted({line.person_id for line in priced.lines} | set(settlements))
    more: list[PricedLine] = []
    for person_id in people:
        added = settle(str(person_id), totals.get(person_id, 0), settlements.get(person_id, NOTHING))
        start = last.get(person_id, 0)
        more += [replace(line, position=line.position + start) for line in numbered(added, currency, month)]
    lines = (*priced.lines, *more)
    whole = replace(priced, lines=lines, output_hash=output_hash(lines))
    return replace(whole, issues=_issues(whole))


def _last_positions(lines: Iterable[PricedLine]) -> Mapping[int, int]:
    return Counter(line.person_id for line in lines)


def _issues(priced: Priced) -> tuple[Issue, ...]:
    kept = [issue for issue in priced.issues if issue.code != NEGATIVE]
    below = [
        Issue.of(NEGATIVE, payee=str(person_id), amount=total)
        for person_id, total in sorted(priced.totals().items())
        if total < 0
    ]
    return (*kept, *below)


def totals_before_holds(priced: Priced) -> dict[int, int]:
    """What each payee has coming, held or not: a hold is no reason to look at the amount."""
    found = priced.totals()
    for line in priced.lines:
        if line.step == Step.HELD:
            found[line.person_id] -= line.amount
    return found


def earned_by_key(lines: Iterable[Any]) -> dict[tuple[int, str], int]:
    """What a month pays by itself: (person, key) → minor units.

    The key is that of a component that was found across people (a pool, a prize), which corrections treat on
    its own, else "". Lines as stored or as priced.
    """
    found: defaultdict[tuple[int, str], int] = defaultdict(int)
    for line in lines:
        if line.step in EARNING_STEPS:
            found[line.person_id, shared_key(line)] += line.amount
    return dict(found)


def shared_key(line: Any) -> str:
    """The component's key where it was found across people, else ""."""
    return str(line.component) if line.step == "component" and line.code.startswith(SHARED) else ""


def pack_settlement(settlement: Settlement) -> dict[str, Any]:
    """The settlement as JSON; empty where there is nothing to settle."""
    if settlement == NOTHING:
        return {}
    return {
        "earlier_paid": settlement.earlier_paid,
        "corrections": [
            {
                "key": one.key,
                "for_period": one.for_period.isoformat(),
                "recalculated": one.recalculated,
                "paid": one.paid,
                "waived": one.waived,
                "shared": one.shared,
                "own": one.own,
            }
            for one in settlement.corrections
        ],
        "releases": [
            {"key": one.key, "for_period": one.for_period.isoformat(), "amount": one.amount}
            for one in settlement.releases
        ],
        "carried": settlement.carried,
        "opening": settlement.opening,
        "held": settlement.held,
        "held_orders": [list(one) for one in settlement.held_orders],
        "take_from_colleagues": settlement.take_from_colleagues,
    }


def unpack_settlement(data: Mapping[str, Any]) -> Settlement:
    """The settlement that `pack_settlement` made."""
    if not data:
        return NOTHING
    plain = ("earlier_paid", "carried", "opening", "held", "take_from_colleagues")
    return Settlement(
        corrections=tuple(Correction(**_dated(one)) for one in data["corrections"]),
        releases=tuple(Release(**_dated(one)) for one in data["releases"]),
        held_orders=tuple((order, amount) for order, amount in data.get("held_orders", ())),
        **{name: data[name] for name in plain},
    )


def _dated(part: Mapping[str, Any]) -> dict[str, Any]:
    return {**part, "for_period": date.fromisoformat(part["for_period"])}
