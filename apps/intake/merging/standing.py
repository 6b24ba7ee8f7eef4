"""Whether days of single records may change now: for what a person decides about one record."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl
from django.db import connection

from apps.intake.merging import statements
from apps.intake.merging.frozen import TOUCHED_COLUMNS, Waiting, hold_touched, put_aside
from apps.intake.staging import dialect
from apps.people.changes import ChangeRow

FRAME: Final = {
    "topic": pl.String,
    "row": pl.Int64,
    "agent_id": pl.Int64,
    "team_id": pl.Int64,
    "day": pl.Date,
}
Touch = tuple[str, int | None, date]  # record type, whose, day


def first_waiting(
    touches: Sequence[Touch], *, row: int, pass_freezes: bool, team_id: int | None = None
) -> Waiting | None:
    """The first of the days that is closed or frozen; their periods are held until the transaction ends.

    `team_id`: of a record that has a team in place of an agent.
    """
    lines = [(topic, row, agent_id, team_id, day) for topic, agent_id, day in touches]
    with connection.cursor() as cursor:
        staging = dialect()
        staging.create(cursor, statements.TOUCHED, TOUCHED_COLUMNS)
        staging.load(cursor, statements.TOUCHED, pl.DataFrame(lines, schema=FRAME, orient="row"))
        if pass_freezes:
            hold_touched(cursor)
            return None
        waiting = put_aside(cursor, staging)
    return waiting[0] if waiting else None


def as_changes(touches: Sequence[Touch], *, team_id: int | None = None) -> list[ChangeRow]:
    """The touched days as rows of the change feed, of the agent or else the team."""
    return [
        ChangeRow(
            topic=topic,
            person_id=agent_id,
            team_id=team_id if agent_id is None else None,
            first_day=day,
            last_day=day,
        )
        for topic, agent_id, day in touches
        if agent_id is not None or team_id is not None
    ]
