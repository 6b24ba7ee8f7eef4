"""The demo company's export files: the same story is the same bytes, and no day is told twice or never."""

import csv
import hashlib
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from apps.portal.demo.company import AGENTS
from apps.portal.demo.days import HOLIDAYS, workdays
from apps.portal.demo.files import HEADERS, TOLD_AGAIN, Export, spans, team_at, write_exports, write_roster
from apps.portal.demo.simulation import simulate
from apps.portal.demo.story import ZONE, Story, small_story, whole_story, workday
from apps.portal.demo.targets import SCORECARDS, last_of, seasonal

UNTIL = date(2026, 11, 23)
NOW = datetime(2026, 11, 24, 9, tzinfo=ZONE)


def exports(story: Story, folder: Path) -> list[Export]:
    folder.mkdir()
    return write_exports(story, simulate(story), folder)


def rows_of(export: Export) -> list[list[str]]:
    with export.path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> list[Export]:
    return exports(small_story(UNTIL, NOW), tmp_path_factory.mktemp("demo") / "small")


def test_the_same_story_gives_the_same_bytes(small: list[Export], tmp_path: Path) -> None:
    again = exports(small_story(UNTIL, NOW + timedelta(hours=3)), tmp_path / "again")
    assert [export.path.name for export in again] == [export.path.name for export in small]
    assert [export.path.read_bytes() for export in again] == [export.path.read_bytes() for export in small]


def test_the_seed_is_fixed_for_good(small: list[Export]) -> None:
    """Another hash is another company: whoever changes the story changes it knowingly."""
    calls = next(export for export in small if export.name == "calls")
    digest = hashlib.sha256(calls.path.read_bytes()).hexdigest()
    assert (calls.path.name, digest[:16]) == ("calls-2026-09-01-2026-09-30.csv", "443dbffde1c263ec")


def test_the_whole_company_has_about_170_000_records_of_40_agents_in_13_months() -> None:
    story = whole_story(UNTIL, NOW)
    assert 160_000 <= simulate(story).count() <= 180_000
    assert 38 <= len(story.agents) <= 42
    assert (story.first, len(story.closed_months)) == (date(2025, 11, 1), 12)


@pytest.mark.parametrize(
    "until",
    [
        date(2026, 11, 23),  # a Monday
        date(2026, 11, 22),  # a Sunday: the open month ends with a whole week
        date(2026, 12, 1),  # the first day of a month
        date(2026, 11, 30),  # the last one
        date(2027, 1, 3),  # a weekend at the beginning of a year
    ],
)
def test_the_files_of_a_story_speak_for_every_day_once(until: date) -> None:
    story = small_story(until, NOW)
    days = spans(story)
    assert (days[0][0], days[-1][1]) == (story.first, until)
    assert all(last + timedelta(days=1) == first for (_, last), (first, _) in pairwise(days))


def test_no_file_is_empty_and_together_they_cover_every_source_to_the_end(small: list[Export]) -> None:
    assert all(rows_of(export) for export in small)
    for name in HEADERS:
        own = [export for export in small if export.name == name]
        assert own[0].first == date(2026, 9, 1)
        assert own[-1].last == UNTIL
        assert all(b.first <= a.last + timedelta(days=1) for a, b in pairwise(own))


@pytest.mark.parametrize("days", range(21))
def test_no_two_files_are_the_same_so_that_each_speaks_for_its_days(days: int, tmp_path: Path) -> None:
    until = UNTIL - timedelta(days=days)
    story = Story(until=until, now=NOW, months=2, agents=small_story(until, NOW).agents[:5])
    contents = [export.path.read_bytes() for export in exports(story, tmp_path / "exports")]
    assert len(set(contents)) == len(contents)


def test_every_row_lies_in_the_days_of_its_file_but_for_what_is_told_again(small: list[Export]) -> None:
    for export in small:
        for row in rows_of(export):
            day = date.fromisoformat(row[-1][:10])
            assert day <= export.last
            assert day >= export.first or export.name in TOLD_AGAIN


def test_an_order_is_told_as_it_was_known_then(small: list[Export]) -> None:
    header = HEADERS["orders"]
    told: dict[str, list[tuple[str, str]]] = {}
    for export in small:
        if export.name == "orders":
            for row in rows_of(export):
                paid, cancelled = row[header.index("Paid")], row[header.index("Cancelled")]
                assert max(paid, cancelled) <= export.last.isoformat()
                told.setdefault(row[0], []).append((paid, cancelled))
    changed = [states for states in told.values() if len(states) > 1]
    assert changed
    assert all(states[0] != states[-1] for states in changed)


def test_the_first_roster_knows_nothing_of_what_came_later(tmp_path: Path) -> None:
    story = whole_story(UNTIL, NOW)
    with write_roster(story, tmp_path).open(encoding="utf-8-sig", newline="") as file:
        people = {row["number"]: row for row in csv.DictReader(file)}
    assert "E1012" not in people  # the joiner
    assert people["E1031"]["to"] == ""  # the leaver
    assert people["E1032"]["team"] == "Outbound B"  # who moves later
    assert people["E1033"]["share"] == "60 %"  # the part-timer
    assert len(people) == len(AGENTS) - 1 + 9  # leaders and staff


def test_payroll_knows_everyone_of_the_first_roster(tmp_path: Path) -> None:
    with write_roster(whole_story(UNTIL, NOW), tmp_path).open(encoding="utf-8-sig", newline="") as file:
        people = {
            row["number"]: (row["legal entity"], row["payroll group"], row["cost centre"])
            for row in csv.DictReader(file)
        }
    assert people["E1001"] == ("HK01", "Sales", "4110")  # Outbound A
    assert people["E1032"] == ("HK01", "Sales", "4120")  # Outbound B, until the move
    assert people["E1041"] == ("KH01", "Sales", "4210")  # Renewals, in Kaohsiung
    assert people["E0801"] == ("HK01", "Sales", "4100")  # leads all of sales
    assert people["E0902"] == ("HK01", "Office", "1100")
    assert all(all(terms) for terms in people.values())


def test_who_moves_is_in_the_new_team_from_that_day() -> None:
    mover = next(agent for agent in AGENTS if agent.moved)
    moves = UNTIL - timedelta(days=(mover.moved or (0, ""))[0])
    assert team_at(mover, moves - timedelta(days=1), UNTIL) == "OUT-B"
    assert team_at(mover, moves, UNTIL) == "OUT-A"


def test_nobody_works_at_weekends_and_on_holidays(small: list[Export]) -> None:
    days = {
        date.fromisoformat(row[-1][:10])
        for export in small
        if export.name == "calls"
        for row in rows_of(export)
    }
    assert days <= set(workdays(date(2026, 9, 1), UNTIL))
    assert not days & set(HOLIDAYS)


@pytest.mark.parametrize(
    ("month", "number", "day"),
    [
        (date(2026, 10, 1), 1, date(2026, 10, 2)),  # National Day
        (date(2026, 11, 1), 1, date(2026, 11, 2)),  # a Sunday
        (date(2026, 11, 1), -1, date(2026, 11, 30)),
        (date(2026, 2, 1), -1, date(2026, 2, 27)),
    ],
)
def test_a_working_day_by_its_number(month: date, number: int, day: date) -> None:
    assert workday(month, number) == day


@pytest.mark.parametrize(
    ("team", "kpi", "month", "amount"),
    [
        # 45,000 × 112 % × 21/21 days
        ("OUT-A", "sales_amount", date(2026, 11, 1), 50_500),
        # 45,000 × 86 % × 17/21 days = 31,328.57
        ("OUT-A", "sales_amount", date(2026, 2, 1), 31_500),
        # a weekly target follows the season only: 56 × 112 % = 62.72
        ("OUT-B", "outbound_calls", date(2026, 11, 1), 63),
    ],
)
def test_a_volume_target_goes_with_season_and_working_days(
    team: str, kpi: str, month: date, amount: int
) -> None:
    plan = next(line for line in SCORECARDS[team] if line.kpi == kpi)
    assert seasonal(int(plan.target), plan, month) == amount


def test_the_weights_of_every_scorecard_total_100() -> None:
    assert {sum(line.weight for line in lines) for lines in SCORECARDS.values()} == {100}


def test_nothing_happens_after_the_moment_of_telling() -> None:
    story = small_story(UNTIL, NOW)
    assert story.at(UNTIL, 9).isoformat() == "2026-11-23T09:00:00+08:00"
    assert story.at(UNTIL + timedelta(days=9), 9) == NOW
    assert last_of(date(2026, 2, 1)) == date(2026, 2, 28)
