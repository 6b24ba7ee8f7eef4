"""Orders that name no agent: the last answered call to the customer decides, or a person does."""

from copy import deepcopy
from datetime import date

import pytest

from apps.audit.models import Entry
from apps.intake import operations
from apps.intake.mapping.checking import InvalidMapping
from apps.intake.models import Attribution, Batch, Claim, HeldRow, Order, Source
from apps.intake.operations import create_source
from apps.intake.presets import preset_spec
from apps.people.models import Change, Notice, Person, User
from apps.people.operations import close_period
from tests import deliveries as d

pytestmark = pytest.mark.django_db
PHONE = "+852 6123 4567"


@pytest.fixture(autouse=True)
def _company() -> None:
    d.organisation()


@pytest.fixture
def ada() -> Person:
    return d.agent("Ada", "7")


@pytest.fixture
def bo() -> Person:
    return d.agent("Bo", "8")


@pytest.fixture
def steward() -> User:
    return User.objects.create_user(username="steward")


def shop(days: int = 30) -> Source:
    """A web shop, whose orders name no agent."""
    spec = deepcopy(dict(preset_spec("crm_orders", {})))
    spec["records"][0]["agent"]["last_call_days"] = days
    return create_source(code="shop", kind="crm", spec=spec, by=None, at=d.AT)


def order(
    key: str = "o1", agent: str = "", day: str = "2026-11-20", phone: str = PHONE, amount: int = 5
) -> str:
    return f"{key},{agent},{phone},{day},{amount},"


def orders(*rows: str) -> str:
    return d.lines(d.ORDERS, *rows)


def call(key: str, agent: str, at: str, *, way: str = "out", answered: str = "Y", phone: str = PHONE) -> str:
    return f"{key},{agent},{at},{way},{phone},{answered},60,"


def calls(*rows: str) -> str:
    return d.lines(d.CALLS, *rows)


def whose() -> dict[str, str]:
    return dict(Order.objects.values_list("key", "agent__name"))


def changed() -> set[tuple[str, str, date]]:
    found = set(Change.objects.values_list("topic", "person__name", "first_day"))
    Change.objects.all().delete()
    return found


@pytest.mark.usefixtures("ada", "bo")
class TestTheRule:
    def test_the_last_answered_outbound_call_before_decides(self) -> None:
        d.deliver(
            d.source("dialer"),
            calls(
                call("c1", "7", "2026-11-10 09:00:00"),
                call("c2", "8", "2026-11-18 09:00:00"),
                call("c3", "7", "2026-11-19 09:00:00", answered="N"),
                call("c4", "7", "2026-11-19 10:00:00", way="in"),
                call("c5", "7", "2026-11-21 09:00:00"),
                call("c6", "7", "2026-11-20 09:00:00", phone="+852 6999 9999"),
            ),
        )
        batch = d.deliver(shop(), orders(order(), order("o2", "7"), order("o3", phone=""), order("o4", "99")))
        assert whose() == {"o1": "Bo", "o2": "Ada"}
        assert d.reasons(batch) == [
            (4, "parked", "Agent No", "o3", "no_agent"),
            (5, "parked", "Agent No", "99", "unknown_agent"),
        ]
        noted = Attribution.objects.get()
        assert (noted.order_key, noted.person.name, noted.call_key, noted.call_day) == (
            "o1", "Bo", "c2", date(2026, 11, 18),
        )  # fmt: skip

    @pytest.mark.parametrize(("day", "found"), [("2026-10-21", True), ("2026-10-20", False)])
    def test_its_days_have_an_end(self, day: str, *, found: bool) -> None:
        d.deliver(d.source("dialer"), calls(call("c1", "7", f"{day} 09:00:00")))
        d.deliver(shop(), orders(order()))
        assert whose() == ({"o1": "Ada"} if found else {})

    def test_calls_of_one_moment_go_by_their_key(self) -> None:
        at = "2026-11-18 09:00:00"
        d.deliver(d.source("dialer"), calls(call("c2", "7", at), call("c1", "8", at)))
        d.deliver(shop(), orders(order()))
        assert whose() == {"o1": "Bo"}

    def test_orders_wait_for_calls_that_come_later(self) -> None:
        batch = d.deliver(shop(), orders(order()))
        assert d.counts(batch) == {"parked": 1}
        d.deliver(d.source("dialer"), calls(call("c1", "7", "2026-11-18 09:00:00")))
        assert whose() == {"o1": "Ada"}
        assert d.counts(d.fresh(batch)) == {"accepted": 1}

    def test_a_later_call_that_comes_late_moves_the_order_and_its_withdrawal_moves_it_back(
        self, steward: User
    ) -> None:
        dialer, to = d.source("dialer"), shop()
        d.deliver(dialer, calls(call("c1", "7", "2026-11-10 09:00:00")))
        d.deliver(to, orders(order()))
        changed()
        later = d.deliver(dialer, calls(call("c2", "8", "2026-11-18 09:00:00")))
        assert whose() == {"o1": "Bo"}
        moved = {one for one in changed() if one[0] == "order"}
        assert moved == {("order", "Ada", date(2026, 11, 20)), ("order", "Bo", date(2026, 11, 20))}
        again = d.deliver(to, orders(order(), order("o2", "7")))
        assert d.counts(again) == {"accepted": 1, "unchanged": 1}
        operations.withdraw_batch(batch=later, reason="x", by=steward, at=d.AT)
        assert operations.reattribute(at=d.AT) == 1
        assert (whose()["o1"], operations.reattribute(at=d.AT)) == ("Ada", 0)

    def test_the_order_stays_where_no_call_is_left(self, steward: User) -> None:
        batch = d.deliver(d.source("dialer"), calls(call("c1", "7", "2026-11-10 09:00:00")))
        d.deliver(shop(), orders(order()))
        operations.withdraw_batch(batch=batch, reason="x", by=steward, at=d.AT)
        assert (operations.reattribute(at=d.AT), whose()) == (0, {"o1": "Ada"})

    def test_closed_days_keep_their_agent(self) -> None:
        dialer = d.source("dialer")
        d.deliver(dialer, calls(call("c1", "7", "2026-10-10 09:00:00")))
        d.deliver(shop(), orders(order(day="2026-10-20")))
        Change.objects.all().delete()
        d.deliver(dialer, calls(call("c0", "8", "2026-10-01 09:00:00")))
        Change.objects.all().delete()
        close_period(month=date(2026, 10, 1), by=None, at=d.AT)
        d.deliver(dialer, calls(call("c2", "8", "2026-10-15 09:00:00")))
        assert whose() == {"o1": "Ada"}

    def test_only_orders_with_customers_may_have_it(self) -> None:
        spec = deepcopy(dict(preset_spec("crm_orders", {})))
        spec["records"][0]["agent"]["last_call_days"] = 30
        del spec["records"][0]["customer"]
        with pytest.raises(InvalidMapping):
            create_source(code="shop", kind="crm", spec=spec, by=None, at=d.AT)


@pytest.mark.usefixtures("ada")
class TestAPersonsWord:
    @pytest.fixture
    def attributed(self) -> Order:
        d.deliver(d.source("dialer"), calls(call("c1", "7", "2026-11-10 09:00:00")))
        d.deliver(shop(), orders(order()))
        changed()
        return Order.objects.get()

    def test_it_passes_the_rule_for_good(self, attributed: Order, bo: Person, steward: User) -> None:
        with pytest.raises(operations.ReasonMissing):
            operations.overrule(order=attributed, person=bo, reason=" ", by=steward, at=d.AT)
        operations.overrule(order=attributed, person=bo, reason="he sold it", by=steward, at=d.AT)
        assert whose() == {"o1": "Bo"}
        assert {one[:2] for one in changed()} == {("order", "Ada"), ("order", "Bo")}
        assert set(Notice.objects.values_list("person__name", "code")) == {
            ("Ada", "order.given"), ("Bo", "order.given"),
        }  # fmt: skip
        d.deliver(Source.objects.get(code="dialer"), calls(call("c2", "7", "2026-11-19 09:00:00")))
        again = d.deliver(Source.objects.get(code="shop"), orders(order(amount=6)))
        assert (d.counts(again), whose()) == ({"accepted": 1, "changed": 1}, {"o1": "Bo"})
        entry = Entry.objects.get(verb="attribution.changed")
        assert (entry.reason, entry.before, entry.after) == (
            "he sold it",
            {"person": attributed.agent_id},
            {"person": bo.pk, "order": "o1"},
        )

    def test_an_order_whose_file_names_its_agent_is_not_given_away(self, bo: Person, steward: User) -> None:
        d.deliver(d.source("crm_orders"), orders(order(agent="7")))
        with pytest.raises(operations.NotNobodys):
            operations.overrule(order=Order.objects.get(), person=bo, reason="x", by=steward, at=d.AT)

    def test_on_closed_days_it_waits_as_a_correction(self, bo: Person, steward: User) -> None:
        d.deliver(d.source("dialer"), calls(call("c1", "7", "2026-10-10 09:00:00")))
        d.deliver(shop(), orders(order(day="2026-10-20")))
        Change.objects.all().delete()
        close_period(month=date(2026, 10, 1), by=steward, at=d.AT)
        found = Order.objects.get()
        assert operations.overrule(order=found, person=bo, reason="his", by=steward, at=d.AT) is False
        held = HeldRow.objects.get(code="agent_waits")
        assert whose() == {"o1": "Ada"}
        operations.decide_queued(held_rows=[held], accept=True, reason="ok", by=steward, at=d.AT)
        assert whose() == {"o1": "Bo"}

    def test_an_order_that_waits_is_given_to_somebody(self, bo: Person, steward: User) -> None:
        batch = d.deliver(shop(), orders(order(), order("o2")))
        source = Source.objects.get(code="shop")
        operations.give_parked(
            source=source, order_key="o2", person=bo, reason="his walk-in", by=steward, at=d.AT
        )
        assert whose() == {"o2": "Bo"}
        assert d.counts(d.fresh(batch)) == {"accepted": 1, "parked": 1}


class TestClaims:
    @pytest.fixture
    def parked(self, ada: Person) -> Batch:
        return d.deliver(shop(), orders(order()))

    def claim(self, person: Person, by: User, key: str = "o1") -> Claim:
        return operations.claim_order(person=person, key=key, reason="I called her", by=by, at=d.AT)

    def test_accepted_the_order_follows_and_the_answer_is_kept(
        self, parked: Batch, ada: Person, steward: User
    ) -> None:
        claim = self.claim(ada, steward)
        with pytest.raises(operations.ClaimedAlready):
            self.claim(ada, steward)
        operations.answer_claim(claim=claim, accept=True, answer="heard the call", by=steward, at=d.AT)
        claim.refresh_from_db()
        assert (claim.state, claim.answer, claim.answered_by) == ("accepted", "heard the call", steward)
        assert whose() == {"o1": "Ada"}
        assert Notice.objects.get().code == "claim.accepted"
        with pytest.raises(operations.ClaimAnswered):
            operations.answer_claim(claim=claim, accept=False, answer="x", by=steward, at=d.AT)
        with pytest.raises(operations.AlreadyYours):
            self.claim(ada, steward)

    def test_declined_nothing_moves(self, parked: Batch, ada: Person, steward: User) -> None:
        claim = self.claim(ada, steward)
        operations.answer_claim(claim=claim, accept=False, answer="no call", by=steward, at=d.AT)
        assert (whose(), Claim.objects.get().state) == ({}, "declined")
        self.claim(ada, steward)

    def test_an_attributed_order_can_be_claimed_until_its_month_is_closed(
        self, ada: Person, bo: Person, steward: User
    ) -> None:
        d.deliver(d.source("dialer"), calls(call("c1", "7", "2026-10-10 09:00:00")))
        d.deliver(shop(), orders(order(day="2026-10-20")))
        operations.answer_claim(claim=self.claim(bo, steward), accept=True, answer="yes", by=steward, at=d.AT)
        assert whose() == {"o1": "Bo"}
        Change.objects.all().delete()
        close_period(month=date(2026, 10, 1), by=steward, at=d.AT)
        with pytest.raises(operations.TooLate):
            self.claim(ada, steward)

    def test_orders_of_others_and_unknown_ones_answer_alike(
        self, ada: Person, bo: Person, steward: User
    ) -> None:
        d.deliver(d.source("crm_orders"), orders(order("theirs", "8")))
        for key in ("theirs", "no-such", ""):
            with pytest.raises(operations.NoSuchOrder):
                self.claim(ada, steward, key)
