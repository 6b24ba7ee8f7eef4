"""The demo company from an empty database to a running floor, step by step.

Nothing is inserted as a result: each step calls the operations that people call, with the moments of the
story. Each step looks first whether it was done, so that a build that was broken off goes on, and one that
was finished changes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from apps.engine.periods import Grain, next_start
from apps.intake import doorbell
from apps.metrics.operations import consume_changes
from apps.people import changes
from apps.people.clock import organisation
from apps.people.models import EmployeeNumber, Person
from apps.people.operations import mark_notices_read
from apps.performance.operations import find_insights, tell_leaders
from apps.portal.demo import (
    careers,
    closing,
    coaching,
    founding,
    objectives,
    pay,
    reviews,
    runs,
    scorecards,
    sources,
    strategy,
)
from apps.portal.demo.cast import Cast
from apps.portal.demo.company import AGENTS, NAME
from apps.portal.demo.failures import DemoFailed
from apps.portal.demo.files import Export, spans, write_exports
from apps.portal.demo.simulation import simulate
from apps.portal.demo.story import SMALL_CAST, ZONE, Story, small_story, whole_story

Say = Callable[[int, str], None]
WHOLE_FEED: Final = 1_000_000
READ_DAYS: Final = 14  # what people were told longer ago has been read


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of progress; `weight` is about what it takes, in tenths of a second."""

    weight: int
    label: str
    work: Callable[[], None]


def build(*, small: bool, folder: Path, now: datetime, say: Say) -> Story:
    """Build the company, or finish it, or find it whole. Raises DemoFailed.

    `folder` is where the export files are written; `say` is told the percentage and what is being done.
    """
    story = choose_story(small=small, now=now)
    folder.mkdir(parents=True, exist_ok=True)
    silence_doorbells()
    steps = list(_steps(story, folder))
    done, whole = 0, sum(step.weight for step in steps)
    for step in steps:
        say(100 * done // whole, step.label)
        step.work()
        done += step.weight
    say(100, "the demo company is whole")
    return story


def silence_doorbells() -> None:
    """This process does the work itself; a worker beside it need not be woken for each batch and change."""
    doorbell.set_doorbell(lambda _batch_id: None)
    changes.set_doorbell(lambda: None)


def choose_story(*, small: bool, now: datetime) -> Story:
    """The story that the database tells already, or a new one up to yesterday."""
    if organisation().name != NAME and Person.objects.exists():
        raise DemoFailed(
            "There are people here who do not belong to the demo company. It needs a database of its own: "
            "set KPIPORTAL_HOME (or DATABASE_URL) to an empty one."
        )
    told = small_story if _is_small(default=small) else whole_story
    until = _told_until() or now.astimezone(ZONE).date() - timedelta(days=1)
    return told(until, now)


def _is_small(*, default: bool) -> bool:
    """Whether the company that is there is the small one."""
    extras = [agent.number for agent in AGENTS if agent.number not in SMALL_CAST]
    if not Person.objects.exists():
        return default
    return not EmployeeNumber.objects.filter(number__in=extras).exists()


def _told_until() -> date | None:
    """The last day of the story in the database: the joiner's first day tells it."""
    joiner = next(agent for agent in AGENTS if agent.joined is not None)
    number = EmployeeNumber.objects.filter(number=joiner.number).first()
    return number.starts + timedelta(days=joiner.joined or 0) if number else None


def _steps(story: Story, folder: Path) -> Iterator[Step]:
    cast = Cast()
    yield Step(weight=10, label="organisation, teams and people", work=lambda: _found(story, folder))
    yield Step(weight=25, label="sign-ins and careers", work=lambda: _people(story))
    yield Step(weight=2, label="source systems", work=lambda: sources.connect_sources(story, cast))
    yield from _imports(story, cast, folder)
    yield Step(weight=200, label="figures of every agent and team", work=_figures)
    yield Step(weight=10, label="objectives and plans", work=lambda: _wishes(story, cast))
    for month in story.closed_months:
        yield from _month(story, cast, month)
    yield Step(weight=6, label=_of(story.current, "targets"), work=lambda: _open_month(story, cast))
    yield Step(weight=2, label="last figures", work=lambda: _finish(story))


def _figures() -> None:
    """All of the feed at once, quarter by quarter: nobody else is waiting for a part of it."""
    while consume_changes(limit=WHOLE_FEED, wait=True):
        pass


def _found(story: Story, folder: Path) -> None:
    founding.found_company(story, folder)


def _people(story: Story) -> None:
    founding.open_logins(story)
    careers.join(story, Cast())
    founding.open_logins(story)
    careers.go_on(story, Cast())


def _imports(story: Story, cast: Cast, folder: Path) -> Iterator[Step]:
    """The files are written at once, as one story, and imported month by month."""
    exports: dict[date, list[Export]] = defaultdict(list)
    missing = [span for span in spans(story) if not sources.are_imported(*span)]
    if not missing:
        return

    def write() -> None:
        for export in write_exports(story, simulate(story), folder):
            exports[export.last].append(export)

    yield Step(weight=40, label="export files of the source systems", work=write)
    for first, last in missing:
        load = partial(_import, story, cast, exports, last)
        yield Step(weight=10, label=f"records from {first} to {last}", work=load)


def _import(story: Story, cast: Cast, exports: Mapping[date, list[Export]], last: date) -> None:
    for export in exports[last]:
        sources.import_export(story, cast, export)


def _wishes(story: Story, cast: Cast) -> None:
    objectives.write_objectives(story, cast)
    strategy.write_strategy(story, cast)
    pay.write_plans(story, cast)
    coaching.write_rules(story, cast)


def _month(story: Story, cast: Cast, month: date) -> Iterator[Step]:
    """What a month needs from its targets to its payout."""
    yield Step(weight=8, label=_of(month, "targets"), work=partial(_targets, story, cast, month))
    yield Step(weight=4, label=_of(month, "closing"), work=partial(closing.close_month, story, cast, month))
    yield Step(weight=8, label=_of(month, "payout runs"), work=partial(runs.pay_month, story, cast, month))
    yield Step(weight=4, label=_of(month, "coaching and reviews"), work=partial(_after, story, cast, month))


def _after(story: Story, cast: Cast, month: date) -> None:
    last = next_start(month, Grain.MONTH) - timedelta(days=1)
    find_insights(day=last, at=story.at(last + timedelta(days=1), 6))
    coaching.hold_talks(story, month)
    reviews.review_month(story, cast, month)


def _targets(story: Story, cast: Cast, month: date) -> None:
    pay.revise_plans(story, cast, month)
    scorecards.publish_month(story, cast, month)
    scorecards.acknowledge_month(story, month)


def _open_month(story: Story, cast: Cast) -> None:
    _targets(story, cast, story.current)
    scorecards.write_draft(story, cast)
    strategy.agree_on_changes(story, cast)
    reviews.review_weeks(story, cast)
    reviews.finish_actions(story)
    coaching.go_on(story, cast)


def _finish(story: Story) -> None:
    _figures()
    found = find_insights(at=story.at(story.until + timedelta(days=1), 6))
    if found is not None:
        tell_leaders(day=found.day, at=found.at)
    for person in Person.objects.filter(user__isnull=False):
        mark_notices_read(person=person, at=story.at(story.before_end(READ_DAYS)))


def _of(month: date, what: str) -> str:
    return f"{month:%B %Y}: {what}"
