"""Working time of persons, and the working days of a site: short questions to the work book."""

from collections.abc import Collection
from datetime import date

from apps.people.queries.book import BookTime as WorkTime
from apps.people.queries.book import work_book
from apps.people.queries.teams import descendant_ids

__all__ = ["WorkTime", "days_worked", "working_days", "working_time"]


def working_days(first: date, last: date, *, site_id: int | None = None) -> list[date]:
    """The working days of a site, or of the organisation, in [first, last], ascending."""
    return work_book([], first, last).working_days(site_id, first, last)


def working_time(
    person_ids: Collection[int], first: date, last: date, *, team_id: int | None = None
) -> dict[int, WorkTime]:
    """Working time of each person in [first, last]; with a team, what they worked placed in it or below.

    In thousandths of a working day. `planned` counts the working days of the whole range. At most two queries
    for any number of persons.
    """
    inside = None if team_id is None else descendant_ids([team_id])
    book = work_book(person_ids, first, last)
    return {person_id: book.time(person_id, first, last, team_ids=inside) for person_id in person_ids}


def days_worked(person_ids: Collection[int], first: date, last: date) -> dict[int, int]:
    """Working days on which each person was employed, placed and not on leave, whatever the share."""
    return {person_id: time.days for person_id, time in working_time(person_ids, first, last).items()}
