"""A small company to which random things happen, each with the changes that intake and people write."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from hypothesis import strategies as st

from apps.intake.models import Call, Order
from apps.metrics import operations
from apps.metrics.models import KpiVersion
from apps.people import changes
from apps.people.changes import ChangeRow
from apps.people.choices import CalendarKind, Topic
from apps.people.days import CALENDAR_LAST
from apps.people.models import CalendarException, Person, Team
from apps.people.operations import (
    change_team,
    lend_person,
    remove_exception,
    set_exception,
    set_membership,
)
from apps.people.refusals import Refusal
from tests import records

# Few days close to borders, in three quarters, so that things meet, and slices are cut and put off.
DAYS: Final = (
    "2026-08-31",
    "2026-09-01",
    "2026-09-29",
    "2026-09-30",
    "2026-10-01",
    "2026-10-04",
    "2026-10-29",
)
days = st.sampled_from((*DAYS, "2026-10-31", "2026-11-28", "2027-01-01"))
agents = st.integers(0, 2)
customers = st.sampled_from((1, 1, 2, None))
flags = st.booleans()
Action = tuple[str, tuple[Any, ...]]

ACTIONS: Final[st.SearchStrategy[Action]] = st.one_of(
    st.tuples(st.just("call"), st.tuples(agents, days, customers, flags, flags)),
    st.tuples(st.just("call"), st.tuples(agents, days, customers, st.just(True), st.just(True))),
    st.tuples(st.just("order"), st.tuples(agents, days, customers, st.integers(1, 900), st.integers(-3, 90))),
    st.tuples(st.just("order"), st.tuples(agents, days, customers, st.integers(1, 900), st.just(0))),
    st.tuples(st.just("refund"), st.tuples(st.integers(0, 9), st.integers(-5, 80), st.integers(1, 400))),
    st.tuples(st.just("other"), st.tuples(st.integers(0, 4), agents, days, customers)),
    st.tuples(st.just("correct_order"), st.tuples(st.integers(0, 9), agents, days, st.integers(-3, 90))),
    st.tuples(st.just("cancel"), st.tuples(st.integers(0, 9), st.integers(-3, 90))),
    st.tuples(st.just("correct_call"), st.tuples(st.integers(0, 9), agents, days, customers)),
    st.tuples(st.just("withdraw"), st.tuples(st.integers(0, 9))),
    st.tuples(st.just("move"), st.tuples(agents, st.integers(0, 2), days)),
    st.tuples(st.just("lend"), st.tuples(agents, st.integers(0, 2), days, st.integers(0, 40))),
    st.tuples(st.just("holiday"), st.tuples(days)),
    st.tuples(st.just("redefine"), st.tuples(st.integers(0, 2), days, st.sampled_from((5, 14, 16, 40)))),
    st.tuples(st.just("reparent"), st.tuples(st.integers(1, 2), flags)),
    st.tuples(st.just("consume"), st.tuples(st.integers(1, 40), flags)),
    st.tuples(st.just("consume"), st.tuples(st.just(40), flags)),
)
DEFINED: Final = (
    ("service_level", "within_seconds"),
    ("conversion_rate", "look_back_days"),
    ("uncontacted_buyers", "look_back_days"),
)
HISTORIES: Final = st.lists(ACTIONS, min_size=8, max_size=40)


class Company:
    """Teams floor > north, and south; three agents."""

    def __init__(self) -> None:
        records.organisation("HKD")
        floor = records.team("floor")
        self.teams: list[Team] = [floor, records.team("north", parent=floor), records.team("south")]
        self.agents: list[Person] = [records.person(f"Agent {n}") for n in range(3)]
        for number in range(3):
            self.move(number, 1 + number % 2, "2025-01-01")
        self.facts: list[tuple[Topic, Model]] = []

    def play(self, history: list[Action]) -> None:
        """Let it happen, one after the other."""
        for name, values in history:
            action: Callable[..., None] = getattr(self, name)
            with transaction.atomic():
                action(*values)

    def consume(self, limit: int, oldest: bool) -> None:
        """Compute a slice of what waits."""
        operations.consume_changes(limit=limit, oldest_first=oldest)

    def call(self, agent: int, when: str, customer: int | None, out: bool, answered: bool) -> None:
        """A call came in or went out."""
        made = records.call(self.agents[agent], when, customer, out=out, answered=answered, wait_seconds=15)
        self._wrote(Topic.CALL, made, self._days(made))

    def order(self, agent: int, when: str, customer: int | None, amount: int, cancelled: int) -> None:
        """An order was booked; cancelled 0: never, else so many days after (before: it never counts)."""
        off = (date.fromisoformat(when) + timedelta(days=cancelled)).isoformat() if cancelled else None
        made = records.order(self.agents[agent], when, customer, amount, cancelled=off)
        self._wrote(Topic.ORDER, made, self._days(made))

    def refund(self, which: int, after: int, amount: int) -> None:
        """Money went back on one of the orders."""
        orders = [fact for _, fact in self.facts if isinstance(fact, Order)]
        if orders:
            order = orders[which % len(orders)]
            made = records.refund(order, (order.day + timedelta(days=after)).isoformat(), amount)
            self._wrote(Topic.REFUND, made, [(order.agent_id, made.day)])

    def other(self, kind: int, agent: int, when: str, customer: int | None) -> None:
        """A record of another type."""
        who = self.agents[agent]
        topic, make = (
            (Topic.ENQUIRY, lambda: records.enquiry(who, when, customer)),
            (Topic.SURVEY, lambda: records.survey(who, when, 400)),
            (Topic.COMPLAINT, lambda: records.complaint(who, when)),
            (Topic.EVALUATION, lambda: records.evaluation(who, when, 9_000)),
            (Topic.OPPORTUNITY, lambda: records.opportunity(who, when, when, stage="won")),
        )[kind]
        made: Any = make()
        self._wrote(topic, made, [(who.pk, made.day)])

    def correct_order(self, which: int, agent: int, when: str, cancelled: int) -> None:
        """A later file says something else about an order: whose, when, cancelled."""
        for order in self._one(Order, which):
            before = self._days(order)
            day = date.fromisoformat(when)
            order.agent, order.day = self.agents[agent], day
            order.cancelled_day = day + timedelta(days=cancelled) if cancelled else None
            order.save()
            self._tell(Topic.ORDER, [*before, *self._days(order)])

    def cancel(self, which: int, after: int) -> None:
        """A later file says that an order was cancelled, or on another day.

        Only these days are told, so that a cancellation in an open month leaves a closed one alone; the
        order's own day only where it begins or ceases to count (cancelled before it was booked).
        """
        for order in self._one(Order, which):
            before, counted = order.cancelled_day, self._counts(order)
            order.cancelled_day = order.day + timedelta(days=after)
            order.save()
            days = {before, order.cancelled_day} | ({order.day} if self._counts(order) != counted else set())
            self._tell(Topic.ORDER, [(order.agent_id, day) for day in sorted(days - {None})])

    @staticmethod
    def _counts(order: Order) -> bool:
        return order.cancelled_day is None or order.cancelled_day >= order.day

    def correct_call(self, which: int, agent: int, when: str, customer: int | None) -> None:
        """A later file says something else about a call."""
        for call in self._one(Call, which):
            before = self._days(call)
            call.agent, call.day = self.agents[agent], date.fromisoformat(when)
            call.customer_id = records.customer(customer)
            call.save()
            self._tell(Topic.CALL, [*before, *self._days(call)])

    def withdraw(self, which: int) -> None:
        """A batch was withdrawn: a record is gone, with the refunds that named it left without an order."""
        if not self.facts:
            return
        topic, fact = self.facts.pop(which % len(self.facts))
        if isinstance(fact, Order):
            gone = [(t, f) for t, f in self.facts if getattr(f, "order_id", None) == fact.pk]
            for refund in (f for _, f in gone):
                self._tell(Topic.REFUND, [(fact.agent_id, refund.day)])  # type: ignore[attr-defined]
            self.facts = [pair for pair in self.facts if pair not in gone]
            fact.refunds.update(order=None)
        owner = fact.order.agent_id if topic == Topic.REFUND else fact.agent_id  # type: ignore[attr-defined]
        self._tell(topic, [(owner, fact.day)])  # type: ignore[attr-defined]
        fact.delete()

    def move(self, agent: int, team: int, when: str) -> None:
        """From a day on the person is in another team."""
        set_membership(
            person=self.agents[agent],
            team=self.teams[team],
            starts=date.fromisoformat(when),
            by=None,
            at=records.AT,
        )

    def lend(self, agent: int, team: int, when: str, more: int) -> None:
        """The person helps out in another team for some days."""
        first = date.fromisoformat(when)
        lent = {"person": self.agents[agent], "team": self.teams[team], "first_day": first}
        with suppress(Refusal):
            lend_person(**lent, last_day=first + timedelta(days=more), by=None, at=records.AT)  # type: ignore[arg-type]

    def holiday(self, when: str) -> None:
        """A day is no working day any more, or is one again: no figure rests on that."""
        day = date.fromisoformat(when)
        there = CalendarException.objects.filter(day=day, site=None).first()
        if there is not None:
            remove_exception(exception=there, by=None, at=records.AT)
        else:
            kind = CalendarKind.HOLIDAY
            set_exception(day=day, site=None, kind=kind, name="Holiday", by=None, at=records.AT)

    def redefine(self, which: int, when: str, value: int) -> None:
        """From a day on a KPI is defined otherwise."""
        code, parameter = DEFINED[which]
        starts = date.fromisoformat(when)
        there = KpiVersion.objects.filter(kpi__code=code, starts=starts)
        if not there.update(parameters={parameter: value}):
            records.new_version(code, when, **{parameter: value})
        row = ChangeRow(
            topic=Topic.DEFINITION, person_id=None, team_id=None, first_day=starts, last_day=CALENDAR_LAST
        )
        changes.write(rows=[row], cause=f"definition {code}", at=records.AT)

    def reparent(self, which: int, below_floor: bool) -> None:
        """A team moves in the tree."""
        team = self.teams[which]
        parent = self.teams[0] if below_floor else None
        try:
            change_team(team=team, name=team.name, site=None, parent=parent, by=None, at=records.AT)
        except Refusal:
            team.refresh_from_db()

    def _one(self, model: type[Any], which: int) -> list[Any]:
        found = [fact for _, fact in self.facts if isinstance(fact, model)]
        return found[which % len(found) :][:1] if found else []

    @staticmethod
    def _days(fact: Any) -> list[tuple[int, date]]:
        return [(fact.agent_id, fact.day)]

    def _wrote(self, topic: Topic, made: Model, touched: list[tuple[int, date]]) -> None:
        made.refresh_from_db()
        self.facts.append((topic, made))
        self._tell(topic, touched)

    @staticmethod
    def _tell(topic: Topic, touched: list[tuple[int, date]]) -> None:
        rows = [
            ChangeRow(topic=topic, person_id=person, team_id=None, first_day=day, last_day=day)
            for person, day in touched
        ]
        changes.write(rows=rows, cause=f"batch {rows[0].person_id}", at=records.AT)
