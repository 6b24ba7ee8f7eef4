"""What a profile keeps for the import: the file is judged once, and nothing rests on what is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from pytest_django import Settings

from apps.intake import kept, operations
from apps.intake.models import Batch, Call, Customer, HeldRow, Source
from apps.intake.operations.profiling import profile_batch
from apps.intake.tuning import scratch
from apps.intake.validating import Judge
from tests import deliveries as d

pytestmark = pytest.mark.django_db
ROWS = 120


@pytest.fixture(autouse=True)
def _company(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.INTAKE_BLOCK_BYTES = 2_000
    d.organisation()
    d.agent("Ada", "7")


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first row of each block that is judged."""
    rows: list[int] = []
    real: Callable[..., Any] = Judge.judge

    def judge(self: Judge, block: Any) -> Any:
        rows.append(int(block.rows[0]))
        return real(self, block)

    monkeypatch.setattr(Judge, "judge", judge)
    return rows


def calls(rows: int = ROWS) -> str:
    return d.lines(
        d.CALLS,
        *(
            f"c{n:03},{'7' if n % 10 else 'nobody'},2026-11-02 10:00:00,out,6{n:07},Y,{n},"
            f"{'x' if n % 7 == 3 else 5}"
            for n in range(rows)
        ),
        "c001,7,2026-11-02 10:00:00,out,60000001,Y,1,5",  # says what the second row says
    )


def pieces_of(batch: Batch) -> Path:
    return scratch() / f"kept-{batch.pk}"


def profile(batch: Batch) -> None:
    """The profile alone, as by a worker that dies after it."""
    lease = operations.claim_batch(worker="w", at=d.AT, batch_id=batch.pk)
    assert lease is not None
    profile_batch(lease=lease, clock=lambda: d.AT)
    assert d.fresh(batch).state == "ready"


def run(batch: Batch) -> Batch:
    operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
    return d.fresh(batch)


def outcome(batch: Batch) -> tuple[Any, ...]:
    """All that an import leaves, without its own number."""
    held = HeldRow.objects.filter(batch=batch).order_by("row")
    facts = Call.objects.filter(batch=batch).order_by("key")
    return (
        batch.state,
        d.counts(batch),
        list(facts.values_list("key", "row", "talk_seconds", "customer")),
        list(held.values_list("row", "fate", "code", "column", "value", "raw", "ref")),
    )


def anew(source: Source) -> tuple[Any, ...]:
    """What an import leaves that finds nothing kept."""
    batch = d.bring(source, calls())
    profile(batch)
    kept.forget(batch.pk)
    return outcome(run(batch))


def test_each_block_is_judged_once_and_nothing_is_left_behind(judged: list[int]) -> None:
    batch = d.deliver(d.source(), calls())
    assert len(judged) == 3
    assert judged == sorted(set(judged))
    assert list(scratch().iterdir()) == []
    judged.clear()
    assert outcome(batch) == anew(d.source(code="other"))
    assert len(judged) == 2 * len(set(judged))


def test_held_rows_have_the_texts_of_the_file() -> None:
    batch = d.deliver(d.source(), calls())
    assert set(d.counts(batch)) == {"accepted", "rejected", "parked", "skipped"}
    row = HeldRow.objects.get(batch=batch, row=22)
    assert (row.fate, row.raw["Call ID"], row.raw["Customer phone"]) == ("parked", "c020", "60000020")
    twice = HeldRow.objects.get(batch=batch, row=ROWS + 2)
    assert (twice.code, twice.raw["Call ID"]) == ("duplicate_row", "c001")


def test_customers_of_held_rows_alone_are_not_kept() -> None:
    d.deliver(d.source(), calls())
    named = set(Call.objects.values_list("customer", flat=True))
    assert set(Customer.objects.values_list("pk", flat=True)) == named


def test_an_agent_who_became_known_meanwhile_is_found() -> None:
    batch = d.bring(d.source(), calls())
    profile(batch)
    d.agent("Bo", "nobody")
    assert d.counts(run(batch)).get("parked", 0) == 0


@pytest.mark.parametrize("harm", ["note", "piece", "cut", "one"])
def test_what_is_damaged_or_gone_is_read_again(harm: str) -> None:
    expected = anew(d.source(code="other"))
    batch = d.bring(d.source(), calls())
    profile(batch)
    folder = pieces_of(batch)
    second = folder / "1-call.arrow"
    match harm:
        case "note":
            (folder / kept.NOTE).write_text('{"of": "')
        case "piece":
            data = bytearray(second.read_bytes())
            data[len(data) // 2] ^= 1
            second.write_bytes(data)
        case "cut":
            second.write_bytes(second.read_bytes()[:-10])
        case "one":
            (folder / "0-held.arrow").unlink()
    assert outcome(run(batch)) == expected
    assert not folder.exists()


def test_another_zone_of_the_source_makes_what_is_kept_void(judged: list[int]) -> None:
    to = d.source()
    batch = d.bring(to, calls())
    profile(batch)
    Source.objects.filter(pk=to.pk).update(time_zone="America/New_York")
    blocks = len(judged)
    run(batch)
    assert len(judged) == 2 * blocks
    assert {at.hour for at in Call.objects.values_list("started_at", flat=True) if at} == {15}


def test_a_full_disk_ends_the_keeping_only(monkeypatch: pytest.MonkeyPatch, judged: list[int]) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept.Keeper, "_write", full)
    batch = d.deliver(d.source(), calls())
    assert batch.state == "imported"
    assert len(judged) == 2 * len(set(judged))
    assert list(scratch().iterdir()) == []


def test_no_more_is_kept_than_is_allowed(judged: list[int]) -> None:
    with override_settings(INTAKE_KEPT_BYTES=1):
        batch = d.deliver(d.source(), calls())
    assert batch.state == "imported"
    assert len(judged) == 2 * len(set(judged)) - 1  # the first block was kept


@pytest.mark.parametrize("auto", [True, False])
def test_a_refused_or_previewed_file_leaves_nothing(auto: bool) -> None:
    text = calls() if not auto else calls().replace("c050", "1.5E+10")
    batch = d.bring(d.source(), text, auto=auto)
    operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
    assert d.fresh(batch).state == ("refused" if auto else "ready")
    assert not list(scratch().glob("kept-*"))


def test_a_profile_that_was_broken_off_leaves_no_note(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    batch = d.bring(d.source(), calls())
    monkeypatch.setattr(kept.Keeper, "finish", die)
    with pytest.raises(KeyboardInterrupt):
        operations.run_batch(batch_id=batch.pk, clock=lambda: d.AT)
    assert not pieces_of(batch).exists()
