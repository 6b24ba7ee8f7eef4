"""A statement as a document: it proves itself offline, and one altered digit is found."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.incentives.models import RunInput
from apps.incentives.proof import NotAStatement, seal, verify
from apps.incentives.queries.payouts import payout_view, payouts_of
from apps.incentives.queries.statement_file import statement_document
from tests import bonus, floor
from tests.bonus import FULL, OCT

pytestmark = pytest.mark.django_db

TIGHT = {**FULL, "budget_minor": 10_001}


@pytest.fixture
def document() -> dict[str, Any]:
    """Amy: curve, three deals, a condition that fails, cap, and a budget that reduces."""
    scene = bonus.scene()
    amy = scene.agent("Amy Lau", 105)
    for one in (amy, scene.agent("Ben Ho", 100)):
        floor.cell("deals_closed", one, 3, starts=OCT)
        floor.cell("complaint_rate", one, 3, 100, starts=OCT)
    scene.calculated(scene.plan(TIGHT))
    payout = payouts_of(RunInput.objects.filter(person=amy)).get()
    made: dict[str, Any] = json.loads(json.dumps(statement_document(payout_view(payout))))
    return made


def leaves(part: Any, *path: str | int) -> Iterator[tuple[str | int, ...]]:
    """The places of all figures and texts."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield from leaves(value, *path, name)
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from leaves(value, *path, number)
    elif isinstance(part, str | int) and not isinstance(part, bool):
        yield path


def altered(document: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any] | None:
    """A copy with one digit changed at a place; None where there is no digit."""
    copy = json.loads(json.dumps(document))
    holder = copy
    for step in path[:-1]:
        holder = holder[step]
    text = str(holder[path[-1]])
    at = next((n for n, sign in enumerate(text) if sign.isdigit()), None)
    if at is None:
        return None
    other = f"{text[:at]}{9 - int(text[at])}{text[at + 1 :]}"
    holder[path[-1]] = int(other) if isinstance(holder[path[-1]], int) else other
    return copy


def test_it_proves_itself_and_is_refused_after_one_digit(document: dict[str, Any]) -> None:
    verdict = verify(document)
    assert (verdict.holds, verdict.lines, verdict.differences) == (True, 5, ())
    assert document["total_minor"] == 460_000 + 5_001
    assert "Ben" not in json.dumps(document)
    for path in leaves(document):
        other = altered(document, path)
        if other is None or path in {("kind",), ("format",)}:
            continue
        try:
            assert not verify(other).holds, path
        except NotAStatement:
            continue


MATTERS = (
    "lines",
    "total_minor",
    "facts.score.",
    "facts.lines.0.points",
    "given.lines.0.rate",
    "targets.outbound_calls.value",
)
NOT = ("title", "formula")


def test_whoever_makes_a_new_hash_is_found_by_the_amounts(document: dict[str, Any]) -> None:
    tried = 0
    for path in leaves(document):
        place = ".".join(map(str, path))
        if not f"{place}.".startswith(MATTERS) or path[-1] in NOT:
            continue
        other = altered(document, path)
        if other is None:
            continue
        try:
            verdict = verify(seal(other))
        except NotAStatement:
            continue
        assert verdict.hash_matches
        assert verdict.differences, place
        tried += 1
    assert tried > 30


@pytest.mark.parametrize(
    "wrong", [None, [], {}, {"kind": "other"}, {"kind": "kpi-portal/statement", "format": 1, "facts": 1.5}]
)
def test_what_is_no_statement_is_said_to_be_none(wrong: Any) -> None:
    with pytest.raises(NotAStatement):
        verify(wrong)


def test_the_commands(document: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "s.json"
    call_command("export_statement", employee=document["payee"]["number"], month="2026-10", out=file)
    call_command("verify_statement", str(file))
    assert "5 lines recomputed, 0 differ" in capsys.readouterr().out
    file.write_text(file.read_text().replace('"amount": 920000', '"amount": 930000', 1))
    with pytest.raises(CommandError):
        call_command("verify_statement", str(file))
    said = capsys.readouterr().out
    assert "lines.1.amount: stated 930000, recomputed 920000" in said
    assert "altered" in said
    for number, month in (("E9999", "2026-10"), (document["payee"]["number"], "2026-13")):
        with pytest.raises(CommandError):
            call_command("export_statement", employee=number, month=month)
