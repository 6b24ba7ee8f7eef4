"""Whatever the rows: each has exactly one end, and the order they come in does not matter."""

import itertools
import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from apps.intake.models import Call, HeldRow
from tests import deliveries as d

NUMBERS = itertools.count()
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", ""]),
        st.sampled_from(["7", "8", "99", ""]),
        st.sampled_from(["2026-11-02 10:00:00", "2026-02-30 10:00:00", "2026-01-15 09:00", "2026-01-15"]),
        st.sampled_from(["60", "-1", "", "x"]),
    ),
    min_size=1,
    max_size=12,
)


class EveryRowIsAccountedFor(TestCase):
    """Whatever the rows: read is the sum of what became of them, and the order of rows does not matter."""

    def setUp(self) -> None:
        d.organisation()
        d.agent("Ada", "7")
        d.agent("Bo", "8", ends=date(2026, 6, 1))

    @given(ROWS, st.integers(0, 10))
    def test_sum(self, rows: list[tuple[str, str, str, str]], seed: int) -> None:
        texts = [f"{key},{agent},{start},out,,Y,{talk},1" for key, agent, start, talk in rows]
        batch = d.deliver(d.source(code=f"s{next(NUMBERS)}"), d.lines(d.CALLS, *texts))
        ends = ("accepted", "unchanged", "rejected", "parked", "queued", "skipped")
        assert batch.state == "imported"
        assert batch.read == len(rows) == sum(getattr(batch, end) for end in ends)
        assert Call.objects.filter(batch=batch).count() == batch.accepted
        assert HeldRow.objects.filter(batch=batch).count() == batch.read - batch.accepted
        shuffled = random.Random(seed).sample(texts, len(texts))  # noqa: S311
        again = d.deliver(batch.source, d.lines(d.CALLS, *shuffled, ",,,,,,,"))
        assert again.unchanged == batch.accepted
        assert again.skipped == batch.skipped + 1
        assert (again.accepted, again.rejected, again.parked) == (0, batch.rejected, batch.parked)
        assert Call.objects.filter(source=batch.source).count() == batch.accepted
