"""What net sales came of, from the facts: calls, contacts, buyers, orders, amounts, refunds of some days.

One statement for any number of agents or teams, as the parts of each are counted at its own level.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.engine.periods import Grain
from apps.metrics.choices import Level, Subject
from apps.metrics.definitions import Definition
from apps.metrics.facts import compute
from apps.metrics.measures import MEASURES
from apps.metrics.queries import kpi_infos
from apps.metrics.variants import DEFAULTS
from apps.people.days import ONE_DAY

PARTS: Final = (
    *("outbound_calls", "reached_customers", "contacted_buyers", "contacted_orders"),
    *("contacted_amount", "order_amount", "reversed_amount"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Whole numbers; amounts in minor units.

    `orders` and `amount` are those that a contact came before (of the same agent or team, within the
    look-back of the conversion rate), `uncontacted` is the amount of all others.
    """

    calls: int = 0
    contacts: int = 0
    buyers: int = 0
    orders: int = 0
    amount: int = 0
    uncontacted: int = 0
    refunds: int = 0

    @property
    def net(self) -> int:
        """Net sales: what the KPI says for these days."""
        return self.amount + self.uncontacted - self.refunds

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(**{name: getattr(self, name) + getattr(other, name) for name in self.__slots__})


def flows(subject: Subject, subject_ids: Collection[int], span: Span) -> dict[int, Flow]:
    """The flow of each agent or team in the days; whoever has no record has an empty one. One statement."""
    found: dict[int, dict[str, int]] = {subject_id: {} for subject_id in subject_ids}
    if not found:
        return {}
    parts = compute(
        _definitions(span.first),
        level=Level(subject),
        grain=Grain.TOTAL,
        first=span.first,
        ends=span.last + ONE_DAY,
        ids=list(found),
    )
    for (number, subject_id, _), part in parts.items():
        found[subject_id][PARTS[-number - 1]] = part.numerator
    return {subject_id: _flow(values) for subject_id, values in found.items()}


def _flow(values: dict[str, int]) -> Flow:
    amount = values.get("contacted_amount", 0)
    return Flow(
        calls=values.get("outbound_calls", 0),
        contacts=values.get("reached_customers", 0),
        buyers=values.get("contacted_buyers", 0),
        orders=values.get("contacted_orders", 0),
        amount=amount,
        uncontacted=values.get("order_amount", 0) - amount,
        refunds=values.get("reversed_amount", 0),
    )


def _definitions(on: date) -> list[Definition]:
    """The parts as definitions without a KPI; contacts by the conversion rate's look-back on the day."""
    conversion = kpi_infos(on).get("conversion_rate")
    known = dict(conversion.parameters) if conversion else {}
    parameters = {name: int(known.get(name, value)) for name, value in DEFAULTS.items()}
    return [
        Definition(
            kpi_id=-number,
            code=code,
            starts=date.min,
            numerator=MEASURES[code],
            denominator=None,
            scale=1,
            parameters=parameters,
        )
        for number, code in enumerate(PARTS, start=1)
    ]
