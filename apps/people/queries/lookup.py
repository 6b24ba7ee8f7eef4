"""Finding persons by what other systems call them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from apps.people.days import FOREVER
from apps.people.models import EmployeeNumber, Employment


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSpan:
    """An employee number of a person from `starts` until before `ends` (9999-12-31: open)."""

    number: str
    person_id: int
    starts: date
    ends: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpan:
    """A person of this name (as `names.name_key`) employed from `starts` until before `ends` (9999-12-31.

    Open).
    """

    name_key: str
    person_id: int
    starts: date
    ends: date
    email: str = ""  # of the sign-in


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLookup:
    """Everything needed to find the persons of a file by number or by name, each on its day."""

    numbers: tuple[NumberSpan, ...]
    names: tuple[NameSpan, ...]

    def by_number(self, number: str, on: date) -> int | None:
        """The person who had the number on the day."""
        hits = {span.person_id for span in self.numbers if span.number == number and _holds(span, on)}
        return hits.pop() if len(hits) == 1 else None

    def by_name(self, key: str, on: date) -> int | None:
        """The only person of the name employed on the day; None when nobody, or more than one."""
        hits = {span.person_id for span in self.names if span.name_key == key and _holds(span, on)}
        return hits.pop() if len(hits) == 1 else None


def _holds(span: NumberSpan | NameSpan, on: date) -> bool:
    return span.starts <= on < span.ends


def roster_lookup(*, with_names: bool = True) -> RosterLookup:
    """All dated numbers, and all names with the days of employment: two queries, or the numbers alone."""
    numbers = EmployeeNumber.objects.order_by("number", "starts").values_list(
        "number", "person_id", "starts", "ends"
    )
    names = Employment.objects.order_by("person__name_key", "starts").values_list(
        "person__name_key", "person_id", "starts", "ends", "person__user__email"
    )
    return RosterLookup(
        numbers=tuple(
            NumberSpan(number=n, person_id=p, starts=starts, ends=ends or FOREVER)
            for n, p, starts, ends in numbers
        ),
        names=tuple(
            NameSpan(name_key=key, person_id=p, starts=starts, ends=ends or FOREVER, email=email or "")
            for key, p, starts, ends, email in (names if with_names else ())
        ),
    )


def numbers(person_ids: Collection[int], on: date) -> dict[int, str]:
    """Each person's number on a day; where none is in force, the latest before it, else the first one."""
    best: dict[int, tuple[bool, bool, date, str]] = {}
    rows = EmployeeNumber.objects.filter(person_id__in=person_ids)
    for person_id, number, starts, ends in rows.values_list("person_id", "number", "starts", "ends"):
        begun = starts <= on
        in_force = begun and (ends is None or ends > on)
        rank = (in_force, begun, starts if begun else date.min + (FOREVER - starts), number)
        best[person_id] = max(best.get(person_id, rank), rank)
    return {person_id: rank[3] for person_id, rank in best.items()}


def current_number(person_id: int, on: date) -> str:
    """The person's number on a day (see `numbers`), or an empty text."""
    return numbers([person_id], on).get(person_id, "")
