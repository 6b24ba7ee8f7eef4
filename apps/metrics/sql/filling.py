"""What a version puts in place of the names in a stream's texts, and the values bound to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from apps.engine.periods import Grain
from apps.metrics.sql import dialect
from apps.metrics.streams import Rows, Stream
from apps.metrics.variants import BOUNDS, CONTACTS, ORDER_DAYS, Variant, dimension_of

# Numbers that are months, and the day from which they go back.
MONTHS: Final = {"new_customer_months": "f.day", "new_market_months": "f.day", "base_months": "q.day"}
SPAN_OF_Q: Final = "(SELECT w.starts FROM span_of w WHERE w.day = q.day)"
PERIOD_OF_Q: Final = {Grain.MONTH: "q.month", Grain.QUARTER: "q.quarter"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A stream with the variant it is asked in; `name` begins the names of its bound values."""

    stream: Stream
    variant: Variant
    name: str
    grain: Grain
    by_span: bool = False  # the periods are the organisation's own, or years

    def named(self, what: str) -> str:
        """The name of a bound value."""
        return f"{self.name}_{what}"

    def values(self) -> dict[str, Any]:
        """What is bound."""
        numbers = {self.named(n): self.variant.number(self.stream, n) for n in self.stream.numbers}
        texts = {}
        if "measurement" in self.stream.choices:
            texts[self.named("measurement")] = self.variant.choice(self.stream, "measurement")
        filters = {
            self.named(name): values[0] if name in BOUNDS else dialect().list_value(values)
            for name, values in self.variant.filters
        }
        return {**numbers, **texts, **filters}

    def texts(self) -> dict[str, str]:
        """By name what stands in the texts of this stream."""
        spell = dialect()
        back = {
            f"{name}_before": spell.months_before(MONTHS[name], self.named(name))
            for name in self.stream.numbers
            if name in MONTHS
        }
        return {
            "currency": "%(currency)s",
            "last": "%(last)s",
            "greatest": spell.GREATEST,
            "session_seconds": spell.seconds_between("f.logged_in_at", "f.logged_out_at"),
            "order_day": ORDER_DAYS[self.variant.choice(self.stream, "order_state")],
            "contact": self.contact("f"),
            "measurement": f"%({self.named('measurement')})s",
            "period_of_q": SPAN_OF_Q if self.by_span else PERIOD_OF_Q.get(self.grain, "q.day"),
            **back,
        }

    def contact(self, alias: str) -> str:
        """What makes a call a contact."""
        return CONTACTS[self.variant.choice(self.stream, "contact")].format(a=alias)

    def narrowed(self, rows: Rows, alias: str = "f") -> Iterator[str]:
        """The conditions of the version's filters that these rows know."""
        for name, _values in self.variant.filters:
            sql = rows.dimensions.get(dimension_of(name))
            if sql is None:
                continue
            sql = sql.replace("f.", f"{alias}.")
            if name in BOUNDS:
                yield f"{sql} {BOUNDS[name][1]} %({self.named(name)})s"
            else:
                yield dialect().in_list(sql, self.named(name))
