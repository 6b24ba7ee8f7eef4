"""Plan files: what docs/plans ships proves itself, and fails when one figure of it is altered."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.incentives.documents import read_document
from apps.incentives.plan_files import FileWrong, Head, PlanFile, read_plan_file, write_plan_file
from apps.incentives.toml_text import dump, parse
from apps.incentives.writing import write_document
from tests.plan_documents import documents

FILES = sorted((Path(__file__).parents[3] / "docs" / "plans").glob("*.toml"))
FIGURE = re.compile(r"\d+(?:\.\d+)?")
PROVED = frozenset(
    {
        *("amount", "target_bonus", "rate", "prizes", "curve", "tiers", "factor"),
        *("individual_cap", "guarantee"),
    }
)
"""Names whose every figure is proved by a worked example."""


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_there_are_at_least_eight_plans() -> None:
    assert len(FILES) >= 8


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_plan_that_is_shipped_proves_itself(path: Path) -> None:
    plan = read_plan_file(text_of(path))
    assert plan.outcomes
    assert [(one.example.name, one.actual) for one in plan.outcomes] == [
        (one.example.name, one.example.expected) for one in plan.outcomes
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_that_is_altered_is_found(path: Path) -> None:
    lines = text_of(path).splitlines()
    unseen = [
        f"{n}: {lines[n - 1]} → {altered}"
        for n, altered in altered_lines(lines)
        if proves("\n".join([*lines[: n - 1], altered, *lines[n:]]))
    ]
    assert not unseen


def altered_lines(lines: list[str]) -> list[tuple[int, str]]:
    """Each line with one figure of its value altered, figure by figure; names and texts stay."""
    found = []
    for n, line in enumerate(lines, start=1):
        name, equals, value = line.partition("=")
        if not equals or line.startswith("#") or name.strip() not in PROVED:
            continue
        for match in FIGURE.finditer(value):
            before, figure, after = value[: match.start()], match[0], value[match.end() :]
            digit = str((int(figure[0]) + 1) % 10)
            found.append((n, f"{name}={before}{digit}{figure[1:]}{after}"))
    return found


def proves(text: str) -> bool:
    try:
        return read_plan_file(text).agrees
    except FileWrong:
        return False


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_to_rules_to_file_loses_nothing(path: Path) -> None:
    plan = read_plan_file(text_of(path))
    again = read_plan_file(written(plan))
    assert again.rules == plan.rules
    assert [one.example for one in again.outcomes] == [one.example for one in plan.outcomes]
    assert (again.code, again.name, again.starts, again.teams, again.note) == (
        plan.code,
        plan.name,
        plan.starts,
        plan.teams,
        plan.note,
    )
    assert written(again) == written(plan)


def written(plan: PlanFile) -> str:
    head = Head(
        code=plan.code,
        name=plan.name,
        version=1,
        starts=plan.starts,
        teams=plan.teams,
        currency=plan.currency,
        note=plan.note,
    )
    return write_plan_file(head, plan.spec)


GROSS = 'base          = "gross"\nclawback_days = 60\nproduct'
SALES = text_of(next(path for path in FILES if path.stem == "sales-scorecard"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('kind         = "target bonus"', 'kind = "target bonus', "Illegal character"),
        ('currency = "HKD"', 'curency = "HKD"', "this name is not known"),
        ("individual_cap", "individal_cap", "this name is not known"),
        ('target_bonus = "8000.00"', 'target_bonus = "-8000.00"', "may not be below 0"),
        ('target_bonus = "8000.00"', 'target_bonus = "8000.005"', "HKD has 2 decimals"),
        ('target_bonus = "8000.00"', 'target_bonus = "8000.00 USD"', "currencies do not mix"),
        ("[110, 130]]", "[110, 90]]", "a better score may not pay less"),
        ("[110, 130]]", "[99, 130]]", "each score must be above the one before"),
        ('["0.00", 1]', '["100.00", 1]', "there would be a gap"),
        ('["3000.00", 3]', '["900.00", 3]', "tiers overlap"),
        (GROSS, 'base = "net"\nclawback_days = 60\nproduct', "clawback would count them twice"),
        (GROSS, 'base = "gross"\nproduct', "a gross base needs clawback_days"),
        ('budget         = "360000.00"', 'budget = "-1"', "may not be below 0"),
        ('on         = "scorecard"', 'on = "scorecrd"', "there is no component"),
        ("factor     = 50", "factor = 100", "less than 100 %"),
        ('above      = "2.0 %"', 'above = "2.0 %"\nbelow = "1.0 %"', "either “above” or “below”"),
        ("starts   = 2027-01-01", "starts = 2027-01-02", "first day of a month"),
        ("to            = 2027-03-31", "to = 2026-03-31", "before the first"),
        ("score  = 95", 'score  = "ninety"', "a number written as text"),
        ('score  = 95', 'scor  = 95', "this name is not known"),
        ('amount = "6666.67"', "amout = 1", "this name is not known"),
        ('deals  = { add_ons', 'deals  = { addons', "the plan has no “addons”"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, words: str) -> None:
    assert old in SALES
    text = SALES.replace(old, new, 1)
    with pytest.raises(FileWrong) as refusal:
        read_plan_file(text)
    found, there = refusal.value, text[: text.index(new)].count("\n") + 1
    assert words in found.message
    assert there <= int(str(found.values["line"])) <= there + new.count("\n")
    assert int(str(found.values["column"])) >= 1


def test_a_number_with_a_point_stays_exact() -> None:
    assert parse("rate = 0.1\n").content == {"rate": "0.1"}


KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,8}", fullmatch=True)
PLAIN = st.one_of(st.text(max_size=12), st.integers(-(10**12), 10**12), st.booleans())
TABLES = st.dictionaries(KEYS, st.one_of(PLAIN, st.lists(PLAIN, max_size=3)), min_size=1, max_size=4)
CONTENTS = st.dictionaries(
    KEYS, st.one_of(PLAIN, TABLES, st.lists(TABLES, min_size=1, max_size=3)), max_size=5
)


@given(CONTENTS)
def test_the_writer_writes_what_the_reader_reads(content: dict[str, Any]) -> None:
    assert parse(dump(content)).content == content


@given(documents())
def test_document_to_rules_to_file_to_rules_loses_nothing(document: dict[str, Any]) -> None:
    rules = read_document(document)
    head = Head(
        code="x", name="X", version=1, starts=date(2027, 1, 1), teams=["A"], currency="HKD", note="why"
    )
    text = write_plan_file(head, document)
    plan = read_plan_file(text)
    assert plan.rules == rules
    assert write_document(plan.rules, "HKD") == write_document(rules, "HKD")
    assert write_plan_file(head, plan.spec) == text
