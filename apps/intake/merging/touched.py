"""What a merge moved, as rows of the change feed."""

from datetime import date, timedelta
from typing import Any, Final

import polars as pl
from django.db.backends.utils import CursorWrapper

from apps.intake.merging import statements
from apps.people.changes import ChangeRow

NEAR: Final = timedelta(days=3)
TOUCHED_FRAME: Final = {"topic": pl.String, "row": pl.Int64, "agent_id": pl.Int64, "day": pl.Date}
PAIRS: Final = {"topic": pl.String, "agent_id": pl.Int64, "team_id": pl.Int64, "day": pl.Date}


def touched_rows(cursor: CursorWrapper, more: pl.DataFrame | None = None) -> list[ChangeRow]:
    """The touched days of each agent (or team) and topic, days that lie near each other as one row.

    `more` are touched days of agents that are not in the table. To compute a weekend between two touched days
    again costs less than a row of the feed.
    """
    cursor.execute(statements.TOUCHED_PAIRS)
    pairs = [(topic, agent_id, team_id, as_day(on)) for topic, agent_id, team_id, on in cursor.fetchall()]
    frame = pl.DataFrame(pairs, schema=PAIRS, orient="row")
    if more is not None:
        agents = more.filter(pl.col("agent_id").is_not_null())
        teamless = agents.with_columns(team_id=pl.lit(None, dtype=pl.Int64))
        frame = pl.concat([frame, teamless.select(list(PAIRS))])
    return [
        ChangeRow(topic=topic, person_id=agent_id, team_id=team_id, first_day=first, last_day=last)
        for topic, agent_id, team_id, first, last in _spans(frame).iter_rows()
    ]


def _spans(pairs: pl.DataFrame) -> pl.DataFrame:
    """Topic, agent, team, first and last day of days that lie near each other."""
    subject = ("topic", "agent_id", "team_id")
    days = pairs.unique().sort(*subject, "day")
    far = pl.col("day").diff().over(subject).fill_null(NEAR * 2) > NEAR
    return (
        days.with_columns(span=far.cum_sum())
        .group_by(*subject, "span", maintain_order=True)
        .agg(first=pl.col("day").first(), last=pl.col("day").last())
        .select(*subject, "first", "last")
    )


def as_day(value: Any) -> Any:
    """A day as the driver gives it: SQLite's is a text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
