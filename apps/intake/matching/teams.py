"""Which team a record is of: what a file calls a team, by its code or its name."""

from dataclasses import replace
from typing import Final

import polars as pl

from apps.intake.choices import RowFate
from apps.intake.mapping import Binding, Spec
from apps.intake.mapping.spec import TeamBy, TeamRef
from apps.intake.shapes import shape_of
from apps.intake.validating import Judged, held
from apps.people.models import Team
from apps.people.names import name_key

COLUMNS: Final = {TeamBy.CODE: "code", TeamBy.NAME: "name"}
NOBODY: Final = pl.lit(None, dtype=pl.Int64)


def match_teams(judged: Judged, spec: Spec, binding: Binding) -> Judged:
    """Records with `team_id` in place of `team_ref`; rows whose team is not known, or not one, are rejected.

    Where a record may be of a team or an agent, the one it does not name is empty.
    """
    records = dict(judged.records)
    rejected: list[pl.DataFrame] = []
    for rule in spec.records:
        if not shape_of(rule.slot).team:
            continue
        frame = records[rule.slot]
        if rule.team is not None:
            frame = _matched(frame, rule.team).with_columns(agent_id=NOBODY)
            rejected.append(_unknown(frame, binding.header(rule.team.column)))
            records[rule.slot] = frame.drop("team_ref")
        else:
            records[rule.slot] = frame.with_columns(team_id=NOBODY)
    found = replace(judged, records=records)
    if not rejected:
        return found
    return found.without(pl.concat(rejected).unique("row", keep="first", maintain_order=True))


def _matched(frame: pl.DataFrame, rule: TeamRef) -> pl.DataFrame:
    refs = frame["team_ref"].unique()
    known: dict[str, set[int]] = {}
    for called, pk in Team.objects.values_list(COLUMNS[rule.by], "pk"):
        known.setdefault(name_key(called), set()).add(pk)
    hits = [known.get(name_key(ref), set()) for ref in refs]
    ids = pl.Series([next(iter(one)) if len(one) == 1 else None for one in hits], dtype=pl.Int64)
    return frame.join(pl.DataFrame({"team_ref": refs, "team_id": ids}), on="team_ref", how="left")


def _unknown(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    return held(
        frame.filter(pl.col("team_id").is_null()),
        fate=RowFate.REJECTED,
        code="unknown_team",
        column=column,
        value=pl.col("team_ref"),
    )
