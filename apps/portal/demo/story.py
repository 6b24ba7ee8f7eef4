"""The story as told on one day: who plays in it, its months, its moments."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from apps.engine.periods import Grain, next_start, period_end, period_start, previous_start
from apps.portal.demo.company import AGENTS, MONTHS, TIME_ZONE, Agent
from apps.portal.demo.days import workdays

ZONE: Final = ZoneInfo(TIME_ZONE)
SMALL_MONTHS: Final = 3
SMALL_CAST: Final = frozenset(
    {
        *("E1001", "E1002", "E1006", "E1010", "E1011", "E1012", "E1013"),
        *("E1021", "E1023", "E1032", "E1033", "E1041", "E1042", "E1047"),
    }
)
"""Who plays in the small company: the stories of Outbound A, and a few beside them for the other teams."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """The demo company from its first month to `until` (inclusive), told at `now`: nothing happens later."""

    until: date
    now: datetime
    months: int = MONTHS
    agents: tuple[Agent, ...] = AGENTS

    @cached_property
    def current(self) -> date:
        """The first day of the month that is open."""
        return period_start(self.until, Grain.MONTH)

    @cached_property
    def first(self) -> date:
        """The first day of the first month."""
        month = self.current
        for _ in range(self.months - 1):
            month = previous_start(month, Grain.MONTH)
        return month

    @cached_property
    def closed_months(self) -> list[date]:
        """The months before the current one, in their order."""
        found = [self.first]
        while found[-1] < self.current:
            found.append(next_start(found[-1], Grain.MONTH))
        return found[:-1]

    @cached_property
    def go_live(self) -> date:
        """The day on which the portal was set up: a working day of the month before the first."""
        before = previous_start(self.first, Grain.MONTH)
        return workdays(before, self.first - timedelta(days=1))[-8]

    def at(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """The instant of a local time of a day, or the present one where that is still to come."""
        return min(datetime.combine(day, time(hour, minute), ZONE), self.now)

    def before_end(self, days: int) -> date:
        """The day so many days before the end, as `company` tells days."""
        return self.until - timedelta(days=days)


def whole_story(until: date, now: datetime) -> Story:
    """The company of about 40 agents and 13 months."""
    return Story(until=until, now=now)


def small_story(until: date, now: datetime) -> Story:
    """A third of the agents and the last months: for tests."""
    cast = tuple(agent for agent in AGENTS if agent.number in SMALL_CAST)
    return Story(until=until, now=now, months=SMALL_MONTHS, agents=cast)


def workday(month: date, number: int) -> date:
    """The working day of a month by its number: 1 the first, −1 the last."""
    days = workdays(month, period_end(month, Grain.MONTH) - timedelta(days=1))
    return days[number - 1 if number > 0 else number]


def working_day_from(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not workdays(day, day):
        day += timedelta(days=1)
    return day


def next_month(month: date) -> date:
    """The first day of the month after."""
    return next_start(month, Grain.MONTH)


def previous_month(month: date) -> date:
    """The first day of the month before."""
    return previous_start(month, Grain.MONTH)
