"""Single calls: how long they are, and how many of each length were followed by an order.

Something to look at: who buys talks longer, as buying takes its time, so length is not the cause.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection

from apps.metrics.choices import Subject

BIN: Final = 30  # seconds
LAST_BIN: Final = 30  # from a quarter of an hour on all together
CLASSES: Final = (0, 60, 120, 180, 300, 600)  # seconds from which a class of length begins
FOLLOWED_DAYS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Calls of one scenario from `start` seconds on, up to the next bin.

    `known` are outbound calls to known customers, `bought` those followed by an order of the customer with
    the same agent, on the day or in the 30 days after.
    """

    scenario: str
    start: int
    calls: int
    known: int
    bought: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthClass:
    """Bins together: from `start` until before `ends` seconds (None: and longer)."""

    start: int
    ends: int | None
    calls: int
    known: int
    bought: int


def talk_bins(subject: Subject, subject_id: int, first: date, last: date) -> list[Bin]:
    """The answered calls with a recorded time of [first, last], by scenario and length. One query."""
    values: dict[str, Any] = {
        "id": subject_id,
        "first": first.isoformat(),
        "last": last.isoformat(),
    }
    whose, joins = "f.agent_id = %(id)s", ""
    if subject == Subject.TEAM:
        joins = (
            " JOIN people_placement p ON p.person_id = f.agent_id AND p.starts <= f.day AND p.ends > f.day"
            " JOIN people_teampath t ON t.descendant_id = p.team_id"
        )
        whose = "t.ancestor_id = %(id)s"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT x.scenario, x.bin, COUNT(*), SUM(x.known), SUM(x.bought) FROM ("  # noqa: S608
            f" SELECT f.scenario, CASE WHEN f.talk_seconds >= {BIN * LAST_BIN} THEN {LAST_BIN}"
            f" ELSE f.talk_seconds / {BIN} END AS bin,"
            " CASE WHEN f.direction = 'out' AND f.customer_id IS NOT NULL THEN 1 ELSE 0 END AS known,"
            " CASE WHEN f.direction = 'out' AND EXISTS (SELECT 1 FROM intake_order o"
            " WHERE o.customer_id = f.customer_id AND o.agent_id = f.agent_id AND o.day >= f.day"
            f" AND o.day <= {_later('f.day')}"
            " AND (o.cancelled_day IS NULL OR o.cancelled_day >= o.day)) THEN 1 ELSE 0 END AS bought"
            f" FROM intake_call f{joins}"
            " WHERE f.answered AND f.talk_seconds IS NOT NULL"
            f" AND f.day >= %(first)s AND f.day <= %(last)s AND {whose}"
            ") x GROUP BY x.scenario, x.bin ORDER BY x.scenario, x.bin",
            values,
        )
        rows = cursor.fetchall()
    return [
        Bin(scenario=scenario, start=int(number) * BIN, calls=calls, known=int(known), bought=int(bought))
        for scenario, number, calls, known, bought in rows
    ]


def _later(day: str) -> str:
    if connection.vendor == "postgresql":
        return f"{day} + {FOLLOWED_DAYS}"
    return f"date({day}, '+{FOLLOWED_DAYS} days')"


def classes(bins: list[Bin]) -> Iterator[LengthClass]:
    """The bins by class of length, each there even when it is empty."""
    for start, ends in zip(CLASSES, [*CLASSES[1:], None], strict=True):
        inside = [one for one in bins if one.start >= start and (ends is None or one.start < ends)]
        yield LengthClass(
            start=start,
            ends=ends,
            calls=sum(one.calls for one in inside),
            known=sum(one.known for one in inside),
            bought=sum(one.bought for one in inside),
        )
