"""Building the demo company again, after it was broken off, and where it must not be built."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from apps.people import changes
from apps.people.models import Person
from apps.people.operations import add_person
from apps.portal.demo.build import choose_story
from apps.portal.demo.logins import LOGINS, shown_logins
from apps.portal.demo.story import SMALL_CAST
from tests.demo import NOW, UNTIL, build_here, open_database

pytestmark = pytest.mark.django_db
NEXT_MONTH = NOW + timedelta(days=20)


class BrokenOffError(Exception):
    """The build was stopped at a line of its progress."""


def contents() -> dict[str, int]:
    """How many rows each table has."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: model._default_manager.count() for model in models}


@pytest.fixture(scope="module")
def unbroken(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, int]:
    """What the tables hold after the small company was built at one go."""
    with open_database(django_db_blocker):
        build_here(tmp_path_factory.mktemp("unbroken"), small=True)
        return contents()


def until_line(number: int) -> Callable[[int, str], None]:
    """Progress that stops the build at a line; the line before was done."""
    seen: list[str] = []

    def say(_percent: int, what: str) -> None:
        seen.append(what)
        if len(seen) == number:
            raise BrokenOffError

    return say


@pytest.mark.sqlite  # PostgreSQL's ids have gaps, and choices of the demo still go by them
def test_broken_off_after_every_step_it_goes_on_to_the_same_company(
    unbroken: dict[str, int], tmp_path: Path
) -> None:
    breaks = 0
    for number in range(2, 40):
        try:
            build_here(tmp_path, small=True, say=until_line(number))
            break
        except BrokenOffError:
            breaks += 1
    assert breaks > 12
    assert contents() == unbroken
    assert changes.waiting() == 0


def test_progress_rises_to_100_and_asked_again_weeks_later_nothing_changes(tmp_path: Path) -> None:
    lines: list[tuple[int, str]] = []
    story = build_here(tmp_path, small=True, say=lambda *line: lines.append(line))
    percents = [percent for percent, _ in lines]
    assert (percents, percents[0], percents[-1]) == (sorted(percents), 0, 100)
    assert "October 2026: payout runs" in [what for _, what in lines]
    assert {login.username for login in shown_logins()} == {login.username for login in LOGINS}
    assert Person.objects.count() == len(SMALL_CAST) + 9

    before = contents()
    again = build_here(tmp_path, small=False, now=NEXT_MONTH, say=lambda *line: lines.append(line))
    assert contents() == before
    assert (again.until, again.agents) == (UNTIL, story.agents)
    assert not [what for _, what in lines[len(percents) :] if "records" in what]


def test_it_is_not_built_among_people_of_another_company() -> None:
    add_person(name="Ada Byron", number="7", starts=date(2026, 1, 1), by=None, at=NOW)
    with pytest.raises(CommandError, match="do not belong to the demo company"):
        call_command("build_demo", "--small", stdout=StringIO())
    assert Person.objects.count() == 1
    assert shown_logins() == ()


def test_an_empty_database_is_told_the_story_up_to_yesterday_in_hong_kong() -> None:
    evening = NOW.replace(hour=0, minute=5)
    assert choose_story(small=True, now=evening).until == UNTIL
    assert choose_story(small=False, now=evening - timedelta(minutes=10)).until == UNTIL - timedelta(days=1)


def test_the_command_prints_its_progress_line_by_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    settings.HOME = tmp_path
    out = StringIO()
    with transaction.atomic():
        call_command("build_demo", "--small", stdout=out)
    printed = out.getvalue().splitlines()
    assert all(re.fullmatch(r"\[ {0,2}\d{1,3} %\] \S.*", line) for line in printed)
    assert printed[-1] == "[100 %] the demo company is whole"
    assert list((tmp_path / "demo").glob("calls-*.csv"))
