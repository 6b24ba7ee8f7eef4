"""A file that is not what it is said to be is refused; one that is not as usual waits for a person."""

from datetime import timedelta

import pytest

from apps.audit.models import Entry
from apps.intake import operations
from apps.intake.controls import Control, ControlUnreadable, NothingToSum, control_of
from apps.intake.models import Batch, Call, Order, Source
from apps.intake.reasons import file_reason
from apps.people.choices import Role
from apps.people.models import Notice, User
from tests import deliveries as d
from tests import floor

pytestmark = pytest.mark.django_db
BAD = "x"


@pytest.fixture
def company() -> None:
    d.organisation()
    d.agent("Ada", "7")


@pytest.fixture
def crm(company: None) -> Source:
    return d.source("crm_orders")


def orders(*amounts: str, footer: str = "", first: int = 0) -> str:
    rows = [f"o{n},7,61234567,2026-11-02,{amount}," for n, amount in enumerate(amounts, start=first)]
    return d.lines(d.ORDERS, *rows, *([footer] if footer else []))


def calls(first: int, last: int, bad: int = 0) -> str:
    talk = dict.fromkeys(range(first, first + bad), BAD)
    rows = (f"c{n},7,2026-11-02 10:00:00,out,61234567,Y,{talk.get(n, '60')},5" for n in range(first, last))
    return d.lines(d.CALLS, *rows)


def why(batch: Batch) -> str:
    return file_reason(batch.error_code, batch.error_values)[0]


class TestControlTotals:
    def test_rows_and_sum_that_agree(self, crm: Source) -> None:
        control = control_of(crm, rows="2", total="151.50")
        batch = d.deliver(crm, orders("100.5", "51"), control=control)
        assert (batch.state, batch.control_rows, batch.control_sum) == ("imported", 2, 15150)

    def test_fewer_rows_refuse_the_file_and_name_both_numbers(self, crm: Source) -> None:
        batch = d.deliver(crm, orders("1", "2"), control=Control(rows=1500))
        assert (batch.state, batch.error_code) == ("refused", "control_rows")
        assert why(batch) == "The file holds 2 rows, and should hold 1,500."
        assert not Order.objects.exists()

    def test_another_sum_refuses_the_file_and_names_both_numbers(self, crm: Source) -> None:
        batch = d.deliver(crm, orders("1000", "2"), control=control_of(crm, total="1002.01"))
        assert (batch.state, batch.error_code) == ("refused", "control_sum")
        assert why(batch).startswith("The amounts sum up to 1,002.00, and should to 1,002.01;")

    def test_every_row_counts_whatever_becomes_of_it(self, crm: Source) -> None:
        text = orders("1", "2").replace("o1,7", "o1,99") + "o2,7,61234567,2099-01-01,4,\n"
        batch = d.deliver(crm, text, control=control_of(crm, rows="3", total="7"))
        assert d.counts(batch) == {"accepted": 1, "parked": 1, "rejected": 1}

    def test_an_unreadable_amount_is_missing_from_the_sum(self, crm: Source) -> None:
        batch = d.deliver(crm, orders("1", "?"), control=control_of(crm, total="3"))
        assert (batch.state, batch.error_values["unreadable"]) == ("refused", "1")

    def test_the_file_may_come_again_with_the_right_total(self, crm: Source) -> None:
        d.deliver(crm, orders("1"), control=Control(rows=2))
        assert d.deliver(crm, orders("1"), control=Control(rows=1)).state == "imported"

    @pytest.mark.parametrize("text", ["1,5", "abc", "1.005", "1e3", "１", "1" * 40])
    def test_what_is_no_total(self, crm: Source, text: str) -> None:
        with pytest.raises(ControlUnreadable):
            control_of(crm, total=text)

    @pytest.mark.parametrize("text", ["-1", "1.5", "x", "²"])
    def test_what_is_no_number_of_rows(self, crm: Source, text: str) -> None:
        with pytest.raises(ControlUnreadable):
            control_of(crm, rows=text)

    def test_a_source_without_amounts_has_no_sum(self, company: None) -> None:
        with pytest.raises(NothingToSum):
            d.bring(d.source(), calls(0, 1), control=Control(total=1))


class TestARowOfTotalsInTheFile:
    @pytest.fixture
    def crm(self, company: None) -> Source:
        source = d.source("crm_orders")
        spec = {**source.mappings.get().spec, "footer": ["total"]}
        operations.save_mapping(source=source, spec=spec, by=None, at=d.AT)
        return source

    def test_that_agrees(self, crm: Source) -> None:
        batch = d.deliver(crm, orders("1", "2", footer="Total,,,,3.00,"))
        assert d.counts(batch) == {"accepted": 2, "skipped": 1}

    def test_that_does_not_refuses_the_file(self, crm: Source) -> None:
        batch = d.deliver(crm, orders("1", "2", footer="Total,,,,3.01,"))
        assert why(batch) == "The amounts sum up to 3.00, but its row of totals says 3.01."

    def test_without_a_sum_says_nothing(self, crm: Source) -> None:
        assert d.deliver(crm, orders("1", footer="Total,1,,,,")).state == "imported"

    def test_subtotals_say_nothing_of_the_whole(self, crm: Source) -> None:
        text = orders("1", footer="Total,,,,1,") + "Total,,,,99,\n"
        assert d.deliver(crm, text).state == "imported"

    def test_a_total_that_was_given_goes_before(self, crm: Source) -> None:
        text = orders("1", "2", footer="Total,,,,99,")
        assert d.deliver(crm, text, control=control_of(crm, rows="2", total="3")).state == "imported"


class TestLimits:
    @pytest.fixture
    def dialer(self, company: None) -> Source:
        source = d.source()
        Source.objects.update(most_rejects=20, most_fall=500)
        source.refresh_from_db()
        return source

    @pytest.fixture
    def steward(self) -> User:
        user = floor.person("Sandy", Role.STEWARD, sign_in=True).user
        assert user is not None
        return user

    @pytest.mark.parametrize(("bad", "state"), [(0, "imported"), (2, "imported"), (3, "held")])
    def test_the_share_of_rejects(self, dialer: Source, bad: int, state: str) -> None:
        assert d.deliver(dialer, calls(0, 100, bad)).state == state

    def test_a_held_file_has_written_nothing_says_why_and_shows_its_preview(
        self, dialer: Source, steward: User
    ) -> None:
        batch = d.deliver(dialer, calls(0, 100, 3))
        assert why(batch) == "3 of 100 rows would be rejected: 3.0\u00a0%, the limit is 2.0\u00a0%."
        assert batch.profile["forecast"]["new"] == 97
        assert not Call.objects.exists()
        notice = Notice.objects.get()
        assert (notice.code, notice.person.user) == ("intake.held", steward)
        assert notice.values == {"source": "dialer", "file": "export.csv"}

    def test_a_person_who_looks_at_the_preview_has_no_limits(self, dialer: Source) -> None:
        assert d.deliver(dialer, calls(0, 100, 50), auto=False).state == "ready"

    def test_released_it_goes_on(self, dialer: Source, steward: User) -> None:
        batch = d.deliver(dialer, calls(0, 100, 3))
        with pytest.raises(operations.ReasonMissing):
            operations.release_batch(batch=batch, reason=" ", by=steward, at=d.AT)
        operations.release_batch(batch=batch, reason="a test dialer", by=steward, at=d.AT)
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
        assert d.counts(d.fresh(batch)) == {"accepted": 97, "rejected": 3}
        assert d.fresh(batch).error_code == ""
        assert Entry.objects.get(verb="batch.released").reason == "a test dialer"
        with pytest.raises(operations.BatchMoved):
            operations.release_batch(batch=batch, reason="again", by=steward, at=d.AT)

    def test_or_refused_it_may_come_again(self, dialer: Source, steward: User) -> None:
        batch = d.deliver(dialer, calls(0, 100, 3))
        operations.refuse_batch(batch=batch, reason="wrong export", by=steward, at=d.AT)
        assert d.fresh(batch).state == "refused"
        assert d.deliver(dialer, calls(0, 100, 3)).state == "held"

    def usual(self, source: Source, *, rows: int = 100, weeks: int = 3, other_days: int = 0) -> None:
        for week in range(1, weeks + 1):
            at = d.AT - timedelta(weeks=week)
            d.deliver(source, calls(week * 1000, week * 1000 + rows), at=at)
        for n in range(other_days):
            at = d.AT - timedelta(days=1, weeks=n)
            d.deliver(source, calls(n * 1000 + 500, n * 1000 + 501), at=at)

    @pytest.mark.parametrize(("rows", "state"), [(50, "imported"), (49, "held")])
    def test_a_fall_against_the_same_weekday(self, dialer: Source, rows: int, state: str) -> None:
        self.usual(dialer, other_days=4)
        batch = d.deliver(dialer, calls(0, rows))
        assert batch.state == state
        if state == "held":
            said = "49 rows are 51.0\u00a0% fewer than the usual 100; the limit is 50.0\u00a0%."
            assert why(batch) == said

    def test_what_came_twice_only_is_not_usual_yet(self, dialer: Source) -> None:
        self.usual(dialer, weeks=2)
        assert d.deliver(dialer, calls(0, 1)).state == "imported"

    def test_only_the_last_eight_make_the_usual(self, dialer: Source) -> None:
        Source.objects.update(most_fall=None)
        dialer.refresh_from_db()
        for week in range(16, 0, -1):
            rows = 100 if week > 8 else 10
            first = week * 1000
            d.deliver(dialer, calls(first, first + rows), at=d.AT - timedelta(weeks=week))
        Source.objects.update(most_fall=500)
        dialer.refresh_from_db()
        assert d.deliver(dialer, calls(0, 5)).state == "imported"

    def test_without_limits_nothing_is_held(self, company: None) -> None:
        assert d.deliver(d.source(), calls(0, 10, 10)).state == "imported"
