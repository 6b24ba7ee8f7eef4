"""A file that comes again is compared by one text a record: whatever differs in any column is still found."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.intake import operations
from apps.intake.merging import same
from apps.intake.models import Call, Source, SupersededFact
from apps.people.models import Change, User
from tests import deliveries as d

pytestmark = pytest.mark.django_db
COLUMNS = f"{d.CALLS},Campaign,Disposition"
ROWS = [
    f"c{n:03},7,2026-11-20 10:{n:02}:00,out,{'' if n % 3 else 61234567 + n},{'Y' if n % 2 else 'N'},"
    f"{'' if n % 4 else n},5,{'Spring' if n % 5 else ''},sold"
    for n in range(40)
]


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same, "FEWEST", 8)
    monkeypatch.setattr(same, "LOOKED_AT", 8)


@pytest.fixture
def dialer() -> Source:
    d.organisation()
    d.agent("Ada", "7")
    d.agent("Bo", "8")
    to = d.source()
    assert d.counts(d.deliver(to, d.lines(COLUMNS, *ROWS))) == {"accepted": 40}
    Change.objects.all().delete()
    return to


def test_nothing_is_staged_and_another_file_keeps_what_both_say(dialer: Source) -> None:
    with CaptureQueriesContext(connection) as asked:
        again = d.deliver(dialer, d.lines(COLUMNS, *ROWS[::-1]))
    assert d.counts(again) == {"unchanged": 40}
    assert any("tmp_intake_said" in query["sql"] for query in asked)
    assert not Change.objects.exists()
    first = Call.objects.order_by("pk").first()
    assert first is not None
    by = User.objects.create_user(username="steward")
    operations.withdraw_batch(batch=first.batch, reason="x", by=by, at=d.AT)
    assert (Call.objects.count(), {call.batch_id for call in Call.objects.all()}) == (40, {again.pk})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (",7,", ",8,"),
        ("10:09:00", "10:09:01"),
        ("2026-11-20", "2026-11-19"),
        (",out,", ",in,"),
        (",61234576,", ",61234577,"),
        (",61234576,", ",,"),
        (",Y,", ",N,"),
        (",5,", ",6,"),
        (",5,", ",,"),
        (",Spring,", ",spring,"),
        (",Spring,", ",,"),
        (",Spring,", ",=,"),
        (",sold", ",sold "),
        (",sold", ","),
    ],
)
def test_one_column_that_differs_is_found(dialer: Source, old: str, new: str) -> None:
    row = ROWS[9]
    assert old in row
    changed = row.replace(old, new, 1)
    batch = d.deliver(dialer, d.lines(COLUMNS, *ROWS[:9], changed, *ROWS[10:]))
    same_after_all = new == ",sold "  # a space at the end says nothing
    assert d.counts(batch) == (
        {"unchanged": 40} if same_after_all else {"accepted": 1, "changed": 1, "unchanged": 39}
    )
    assert SupersededFact.objects.count() == (0 if same_after_all else 1)


def test_new_records_among_known_ones_and_the_newer_word_stand(dialer: Source) -> None:
    extra = "c999,8,2026-11-20 11:00:00,out,,Y,60,5,,"
    assert d.counts(d.deliver(dialer, d.lines(COLUMNS, *ROWS, extra))) == {"accepted": 1, "unchanged": 40}
    assert Call.objects.filter(key="c999", day=date(2026, 11, 20)).exists()


def test_a_text_with_the_sign_that_parts_values_is_compared_column_by_column(dialer: Source) -> None:
    odd = [row.replace("Spring", f"a{same.APART}b") for row in ROWS]
    assert d.counts(d.deliver(dialer, d.lines(COLUMNS, *odd)))["changed"] > 0
    again = d.deliver(dialer, d.lines(COLUMNS, *odd[::-1]))
    assert d.counts(again) == {"unchanged": 40}
