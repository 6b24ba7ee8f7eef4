"""Over all runs exactly what a month is worth by the last data is paid: never lost, never doubled."""

from collections import defaultdict
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from apps.engine.corrections import Correction
from apps.engine.lines import PAID_STEPS, Line, Step
from apps.engine.settlement import Release, Settlement, settle

MONTHS = [date(2026, n, 1) for n in range(1, 6)]


def test_the_lines_in_their_order() -> None:
    lines = settle(
        "7",
        10_000,
        Settlement(
            earlier_paid=4_000,
            corrections=(
                Correction(key="", for_period=MONTHS[0], recalculated=764_000, paid=782_000),
                Correction(key="pool", for_period=MONTHS[0], recalculated=1, paid=2, shared=True, own=False),
            ),
            releases=(Release(key="2026-01/1", for_period=MONTHS[0], amount=500),),
            carried=-300,
            opening=-20,
        ),
    )
    assert [(line.step, line.amount, line.code) for line in lines] == [
        (Step.EARLIER_PAID, -4_000, "earlier_paid"),
        (Step.CORRECTION, -18_000, "correction"),
        (Step.CORRECTION, 0, "correction_protected"),
        (Step.RELEASED, 500, "released"),
        (Step.CARRIED, -300, "carried"),
        (Step.CARRIED, -20, "opening_balance"),
    ]


def test_a_hold_leaves_nothing_and_never_raises_a_negative_total() -> None:
    held = Settlement(held=True, carried=-300)
    assert [line.amount for line in settle("7", 1_000, held)] == [-300, -700]
    assert [line.amount for line in settle("7", 100, held)] == [-300]


def test_an_order_is_held_and_the_rest_is_paid_never_more_than_there_is() -> None:
    held = Settlement(held_orders=(("20-1", 300), ("20-2", 900)))
    assert [(line.component, line.amount) for line in settle("7", 1_000, held)] == [
        ("20-1", -300),
        ("20-2", -700),
    ]


AMOUNT = st.integers(-50_000, 900_000)
STEP = st.tuples(st.lists(AMOUNT, min_size=5, max_size=5), st.booleans(), st.booleans(), st.booleans())


class Ledger:
    """One payee's runs as a locked history: month by month, each with today's worth of the months before."""

    def __init__(self) -> None:
        self.paid: defaultdict[date, int] = defaultdict(int)
        self.waived: defaultdict[date, int] = defaultdict(int)
        self.outstanding: list[Release] = []
        self.carried = 0
        self.cash = 0
        self.written_off = 0

    def run(self, at: int, worth: list[int], *, waive: bool, hold: bool, carry: bool) -> None:
        """The run of a month; calculated twice, as nothing may come of that."""
        month, earlier = MONTHS[at], MONTHS[:at]
        due = [
            Correction(
                key="",
                for_period=one,
                recalculated=worth[n],
                paid=self.paid[one],
                waived=self.waived[one] + self._waiver(one, worth[n], waive),
            )
            for n, one in enumerate(earlier)
        ]
        settlement = Settlement(
            corrections=tuple(due), releases=tuple(self.outstanding), carried=self.carried, held=hold
        )
        lines = settle("7", worth[at], settlement)
        assert lines == settle("7", worth[at], settlement)
        for n, one in enumerate(earlier):
            self.waived[one] += self._waiver(one, worth[n], waive)
        self._lock(month, worth[at], lines, carry=carry)

    def _waiver(self, month: date, worth: int, waive: bool) -> int:
        return worth - self.paid[month] - self.waived[month] if waive else 0

    def _lock(self, month: date, earned: int, lines: list[Line], *, carry: bool) -> None:
        self.paid[month] += earned
        for line in lines:
            if line.step in PAID_STEPS:
                self.paid[line.for_period or month] += line.amount
        self.outstanding = [
            Release(key="h", for_period=month, amount=-line.amount)
            for line in lines
            if line.step == Step.HELD
        ]
        total = earned + sum(line.amount for line in lines)
        self.cash += max(0, total)
        self.carried = total if carry and total < 0 else 0
        self.written_off += 0 if carry else min(0, total)


@given(st.lists(STEP, min_size=5, max_size=5))
def test_payable_over_all_runs_is_what_was_recalculated(
    history: list[tuple[list[int], bool, bool, bool]],
) -> None:
    ledger = Ledger()
    for at, (worth, waive, hold, carry) in enumerate(history):
        ledger.run(at, worth, waive=waive, hold=hold, carry=carry)
    last = history[-1][0]
    for n, month in enumerate(MONTHS):
        assert ledger.paid[month] + ledger.waived[month] == last[n]
    still_open = sum(one.amount for one in ledger.outstanding) + ledger.carried
    assert ledger.cash + still_open + ledger.written_off == sum(ledger.paid.values())
