"""Rows that wait: for an agent who is not known, or because their days are closed or frozen."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from apps.intake import operations
from apps.intake.merging import frozen
from apps.intake.models import AgentAlias, Batch, HeldRow, Opportunity, Order, Refund
from apps.intake.operations import RefTaken, Settled
from apps.people.models import Change, Period, Person, Placement, User
from apps.people.operations import (
    FreezeSpan,
    add_team,
    close_period,
    freeze_days,
    reopen_period,
)
from apps.people.operations.teams import rebuild_paths
from tests import deliveries as d

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def ada() -> Person:
    d.organisation()
    return d.agent("Ada", "7")


@pytest.fixture
def steward() -> User:
    return User.objects.create_user(username="steward")


def orders(*rows: str) -> str:
    return d.lines(d.ORDERS, *rows)


def close(month: date, by: User) -> None:
    Change.objects.all().delete()
    close_period(month=month, by=by, at=d.AT)


def freeze(person: Person, first: date, last: date, team: int | None = None) -> None:
    span = FreezeSpan(person_id=None if team else person.pk, team_id=team, first_day=first, last_day=last)
    freeze_days(spans=[span], reason="run 2026-11/1", by=None, at=d.AT)


def waiting() -> list[HeldRow]:
    return list(HeldRow.objects.filter(settled_at__isnull=True).order_by("batch", "row"))


def decide(rows: Iterable[HeldRow], by: User, *, accept: bool) -> Settled:
    return operations.decide_queued(held_rows=rows, accept=accept, reason="checked", by=by, at=d.AT)


class TestUnknownAgents:
    def test_a_name_that_is_matched_runs_its_rows_and_only_those(self, ada: Person, steward: User) -> None:
        to = d.source("crm_orders")
        batch = d.deliver(
            to,
            orders(
                "o1,X1,,2026-11-02,1,", "o2,X2,,2026-11-02,1,", "o3,X1,,2026-11-03,1,", "o4,7,,2026-11-03,1,"
            ),
        )
        assert d.counts(batch) == {"accepted": 1, "parked": 3}
        done = operations.resolve_agent(
            source=to, ref="X1", person=ada, starts=date(2026, 1, 1), by=steward, at=d.AT
        )
        assert (done.accepted, done.still) == (2, 0)
        assert d.counts(d.fresh(batch)) == {"accepted": 3, "parked": 1}
        assert list(Order.objects.order_by("key").values_list("key", "agent", "batch", "row")) == [
            ("o1", ada.pk, batch.pk, 2), ("o3", ada.pk, batch.pk, 4), ("o4", ada.pk, batch.pk, 5),
        ]  # fmt: skip
        assert [row.ref for row in waiting()] == ["X2"]
        assert Change.objects.filter(cause=f"batch {batch.pk}", person=ada).exists()

    def test_the_match_counts_for_later_files_from_its_day_on(self, ada: Person, steward: User) -> None:
        to = d.source("crm_orders")
        operations.resolve_agent(
            source=to, ref="x1", person=ada, starts=date(2026, 11, 1), by=steward, at=d.AT
        )
        batch = d.deliver(to, orders("o1,X1,,2026-10-31,1,", "o2, X1 ,,2026-11-01,1,"))
        assert d.counts(batch) == {"accepted": 1, "parked": 1}

    def test_an_alias_comes_before_a_number(self, ada: Person, steward: User) -> None:
        bo = d.agent("Bo", "8")
        to = d.source("crm_orders")
        operations.resolve_agent(source=to, ref="7", person=bo, starts=date(2026, 11, 1), by=steward, at=d.AT)
        d.deliver(to, orders("o1,7,,2026-10-31,1,", "o2,7,,2026-11-01,1,"))
        assert list(Order.objects.order_by("key").values_list("agent", flat=True)) == [ada.pk, bo.pk]

    def test_a_name_can_be_handed_on_but_not_twice(self, ada: Person, steward: User) -> None:
        bo, to = d.agent("Bo", "8"), d.source("crm_orders")
        for person, starts in ((ada, date(2026, 3, 1)), (bo, date(2026, 6, 1))):
            operations.resolve_agent(source=to, ref="X1", person=person, starts=starts, by=steward, at=d.AT)
        spans = AgentAlias.objects.order_by("starts").values_list("person", "starts", "ends")
        assert list(spans) == [(ada.pk, date(2026, 3, 1), date(2026, 6, 1)), (bo.pk, date(2026, 6, 1), None)]
        with pytest.raises(RefTaken, match="Bo"):
            operations.resolve_agent(
                source=to, ref="X1", person=ada, starts=date(2026, 5, 1), by=steward, at=d.AT
            )

    def test_a_person_who_appears_later_runs_the_rows_by_itself(self, ada: Person) -> None:
        batch = d.deliver(d.source("crm_orders"), orders("o1,9,,2026-11-02,1,"))
        assert operations.rerun_parked(at=d.AT) == Settled(still=1)
        d.agent("Cy", "9")
        assert operations.rerun_parked(at=d.AT) == Settled(accepted=1)
        assert operations.rerun_parked(at=d.AT) == Settled()
        assert d.counts(d.fresh(batch)) == {"accepted": 1}

    def test_rows_of_a_withdrawn_file_stay_where_they_are(self, ada: Person, steward: User) -> None:
        batch = d.deliver(d.source("crm_orders"), orders("o1,9,,2026-11-02,1,", "o2,7,,2026-11-02,1,"))
        operations.withdraw_batch(batch=batch, reason="x", by=steward, at=d.AT)
        d.agent("Cy", "9")
        assert operations.rerun_parked(at=d.AT) == Settled()
        assert not Order.objects.exists()


class TestClosedAndFrozenDays:
    def test_what_would_change_a_closed_month_waits_and_what_would_not_does_not(
        self, ada: Person, steward: User
    ) -> None:
        to = d.source("crm_orders")
        d.deliver(to, orders("o1,7,,2026-10-05,1,", "o2,7,,2026-10-06,1,"))
        close(OCTOBER, steward)
        batch = d.deliver(
            to,
            orders(
                "o1,7,,2026-10-05,1,", "o2,7,,2026-10-06,2,", "o3,7,,2026-10-31,1,", "o4,7,,2026-11-01,1,"
            ),
        )
        assert d.counts(batch) == {"accepted": 1, "unchanged": 1, "queued": 2}
        assert [(r.row, r.fate, r.code, r.value, r.values) for r in waiting()] == [
            (3, "queued", "frozen_day", "2026-10-06", {"reason": "2026-10"}),
            (4, "queued", "frozen_day", "2026-10-31", {"reason": "2026-10"}),
        ]
        assert dict(Order.objects.values_list("key", "amount")) == {"o1": 100, "o2": 100, "o4": 100}

    def test_accepting_alone_passes_and_declining_says_so(self, ada: Person, steward: User) -> None:
        close(OCTOBER, steward)
        batch = d.deliver(d.source("crm_orders"), orders("o1,7,,2026-10-05,1,", "o2,7,,2026-10-06,1,"))
        first, second = waiting()
        with pytest.raises(operations.ReasonMissing):
            operations.decide_queued(held_rows=[first], accept=True, reason="", by=steward, at=d.AT)
        assert decide([first], steward, accept=True) == Settled(accepted=1)
        assert decide([second], steward, accept=False) == Settled()
        assert decide([first, second], steward, accept=True) == Settled()
        assert list(Order.objects.values_list("key", flat=True)) == ["o1"]
        assert d.counts(d.fresh(batch)) == {"accepted": 1, "rejected": 1}
        declined = HeldRow.objects.get(row=3)
        assert (declined.code, declined.values) == ("declined", {"reason": "checked"})
        assert Change.objects.filter(first_day=date(2026, 10, 5)).exists()

    def test_accepting_holds_the_month_it_writes_to(
        self, ada: Person, steward: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        close(OCTOBER, steward)
        d.deliver(d.source("crm_orders"), orders("o1,7,,2026-10-05,1,"))
        held: list[tuple[date, date]] = []

        def hold(*, first: date, last: date) -> None:
            held.append((first, last))

        monkeypatch.setattr(frozen, "hold_periods", hold)
        decide(waiting(), steward, accept=True)
        assert held == [(date(2026, 10, 5), date(2026, 10, 5))]

    @pytest.mark.parametrize(
        ("day", "waits"),
        [("2026-11-04", False), ("2026-11-05", True), ("2026-11-10", True), ("2026-11-11", False)],
    )
    def test_a_freeze_holds_its_person_on_its_days(self, ada: Person, day: str, *, waits: bool) -> None:
        freeze(ada, date(2026, 11, 5), date(2026, 11, 10))
        d.agent("Bo", "8")
        batch = d.deliver(d.source("crm_orders"), orders(f"o1,7,,{day},1,", f"o2,8,,{day},1,"))
        assert d.counts(batch) == ({"accepted": 1, "queued": 1} if waits else {"accepted": 2})

    def test_a_frozen_team_holds_those_who_were_in_it_or_below(self, ada: Person) -> None:
        bo = d.agent("Bo", "8")
        top = add_team(code="T", name="T", site=None, parent=None, by=None, at=d.AT)
        below = add_team(code="B", name="B", site=None, parent=top, by=None, at=d.AT)
        rebuild_paths()
        Placement.objects.create(person=ada, team=below, starts=date(2026, 1, 1), ends=date(2026, 11, 7))
        Placement.objects.create(person=ada, team=top, starts=date(2026, 11, 7), ends=date(2026, 11, 8))
        freeze(bo, date(2026, 11, 1), date(2026, 11, 30), team=top.pk)
        batch = d.deliver(
            d.source("crm_orders"),
            orders(
                "o1,7,,2026-11-06,1,", "o2,7,,2026-11-07,1,", "o3,7,,2026-11-08,1,", "o4,8,,2026-11-06,1,"
            ),
        )
        assert [row.row for row in waiting()] == [2, 3]
        assert d.counts(batch) == {"accepted": 2, "queued": 2}

    def test_a_record_cannot_leave_a_frozen_day_either(self, ada: Person) -> None:
        to = d.source("crm_orders")
        d.deliver(to, orders("o1,7,,2026-11-05,1,"))
        freeze(ada, date(2026, 11, 5), date(2026, 11, 5))
        batch = d.deliver(to, orders("o1,7,,2026-11-20,1,"))
        assert d.counts(batch) == {"queued": 1}
        assert Order.objects.get().day == date(2026, 11, 5)

    def test_a_deal_of_a_closed_month_may_be_won_in_an_open_one(self, ada: Person, steward: User) -> None:
        to = d.source("crm_opportunities")
        d.deliver(to, d.lines(d.DEALS, "o1,Ada,P,Acme,Engaging,2026-10-05,,"))
        close(OCTOBER, steward)
        batch = d.deliver(to, d.lines(d.DEALS, "o1,Ada,P,Acme,Won,2026-10-05,2026-11-03,5"))
        assert d.counts(batch) == {"accepted": 1, "changed": 1}
        assert Opportunity.objects.get().stage == "won"

    def test_an_order_of_a_closed_month_may_be_cancelled_in_an_open_one(
        self, ada: Person, steward: User
    ) -> None:
        to = d.source("crm_orders")
        d.deliver(to, orders("o1,7,,2026-10-05,1,"))
        close(OCTOBER, steward)
        batch = d.deliver(to, orders("o1,7,,2026-10-05,1,2026-11-03"))
        assert d.counts(batch) == {"accepted": 1, "changed": 1}
        back = d.deliver(to, orders("o1,7,,2026-10-05,1,2026-10-06"))
        assert d.counts(back) == {"queued": 1}

    def test_a_refund_that_comes_with_its_new_order_waits_for_its_agents_frozen_day(
        self, ada: Person
    ) -> None:
        freeze(ada, date(2026, 11, 5), date(2026, 11, 5))
        shared = {"key": ["order"], "agent": {"column": "agent", "by": "number"}}
        back = {"day": "back_on", "order_key": "order", "amount": "back"}
        records = [
            {"type": "order", **shared, "fields": {"day": "date", "amount": "amount"}},
            {"type": "refund", "key": ["order"], "when": [{"column": "back", "above": 0}], "fields": back},
        ]
        names = ("order", "agent", "date", "amount", "back", "back_on")
        spec = {"columns": {name: {"headers": [name]} for name in names}, "records": records}
        crm = operations.create_source(code="both", kind="crm", spec=spec, by=None, at=d.AT)
        rows = ("o1,7,2026-11-02,5,1,2026-11-05", "o2,7,2026-11-02,5,1,2026-11-06")
        batch = d.deliver(crm, d.lines(",".join(names), *rows))
        assert d.counts(batch) == {"accepted": 1, "queued": 1}
        assert [held.row for held in waiting()] == [2]
        assert list(Refund.objects.values_list("order__key", flat=True)) == ["o2"]

    def test_a_refund_on_a_frozen_day_of_its_orders_agent_waits(self, ada: Person) -> None:
        d.deliver(d.source("crm_orders"), orders("o1,7,,2026-11-02,1,"))
        freeze(ada, date(2026, 11, 5), date(2026, 11, 5))
        batch = d.deliver(
            d.source("finance_refunds"), d.lines(d.REFUNDS, "r1,o1,2026-11-05,1", "r2,o1,2026-11-06,1")
        )
        assert d.counts(batch) == {"accepted": 1, "queued": 1}
        assert list(Refund.objects.values_list("key", flat=True)) == ["r2"]

    def test_a_row_of_two_records_waits_as_a_whole(self, ada: Person, steward: User) -> None:
        close(OCTOBER, steward)
        batch = d.deliver(
            d.source("crm_opportunities"), d.lines(d.DEALS, "o1,Ada,P,Acme,Won,2026-10-05,2026-11-03,5")
        )
        assert d.counts(batch) == {"queued": 1}
        assert not Order.objects.exists()
        decide(waiting(), steward, accept=True)
        assert Order.objects.count() == Opportunity.objects.count() == 1

    def test_a_reopened_month_takes_rows_again(self, ada: Person, steward: User) -> None:
        close(OCTOBER, steward)
        reopen_period(month=OCTOBER, reason="late file", by=steward, at=d.AT)
        assert d.counts(d.deliver(d.source("crm_orders"), orders("o1,7,,2026-10-05,1,"))) == {"accepted": 1}
        assert Period.objects.filter(starts=OCTOBER).count() == 1


class TestWithdrawingFromClosedDays:
    def deliver(self, steward: User) -> Batch:
        to = d.source("crm_orders")
        d.deliver(to, orders("o1,7,,2026-10-05,1,"))
        batch = d.deliver(to, orders("o1,7,,2026-10-05,2,", "o2,7,,2026-10-06,1,", "o3,7,,2026-11-02,1,"))
        close(OCTOBER, steward)
        return batch

    def test_rows_of_closed_days_stay_until_someone_accepts(self, ada: Person, steward: User) -> None:
        batch = self.deliver(steward)
        done = operations.withdraw_batch(batch=batch, reason="x", by=steward, at=d.AT)
        assert (done.gone, done.restored, [item.row for item in done.waiting]) == (1, 0, [2, 3])
        assert dict(Order.objects.values_list("key", "amount")) == {"o1": 200, "o2": 100}
        assert {row.code for row in waiting()} == {"withdrawal_waits"}
        assert decide(waiting(), steward, accept=True).accepted == 2
        assert dict(Order.objects.values_list("key", "amount")) == {"o1": 100}
        assert waiting() == []

    def test_declining_keeps_them(self, ada: Person, steward: User) -> None:
        batch = self.deliver(steward)
        operations.withdraw_batch(batch=batch, reason="x", by=steward, at=d.AT)
        decide(waiting(), steward, accept=False)
        assert dict(Order.objects.values_list("key", "amount")) == {"o1": 200, "o2": 100}
        assert waiting() == []

    def test_what_would_come_back_on_a_closed_day_waits_too(self, ada: Person, steward: User) -> None:
        to = d.source("crm_orders")
        d.deliver(to, orders("o1,7,,2026-10-05,1,"))
        moved = d.deliver(to, orders("o1,7,,2026-11-05,1,"))
        close(OCTOBER, steward)
        done = operations.withdraw_batch(batch=moved, reason="x", by=steward, at=d.AT)
        assert [(item.row, item.day) for item in done.waiting] == [(2, date(2026, 10, 5))]
        assert Order.objects.get().day == date(2026, 11, 5)


def test_an_instant_counts_on_the_organisations_day(steward: User) -> None:
    d.organisation(zone="Asia/Hong_Kong")
    d.agent("Ada", "7")
    close(OCTOBER, steward)
    source = operations.create_source(
        code="utc",
        kind="dialer",
        preset="dialer",
        time_zone="UTC",
        by=None,
        at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    batch = d.deliver(
        source,
        d.lines(d.CALLS, "c1,7,2026-10-31 15:59:59,out,,Y,1,1", "c2,7,2026-10-31 16:00:00,out,,Y,1,1"),
    )
    assert d.counts(batch) == {"accepted": 1, "queued": 1}
