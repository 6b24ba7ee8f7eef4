"""Whose record it is: what a file calls an agent, on the record's day, becomes a person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import polars as pl

from apps.intake.choices import RowFate
from apps.intake.mapping import Binding, Spec
from apps.intake.mapping.spec import AgentBy
from apps.intake.models import AgentAlias, Source
from apps.intake.validating import Judged, held
from apps.people.days import FOREVER
from apps.people.names import name_key, tidy
from apps.people.queries import roster_lookup

NAMED: Final = (AgentBy.NAME, AgentBy.EMAIL)
_tidy = lru_cache(maxsize=50_000)(tidy)  # the same few spellings come with every block
_name_key = lru_cache(maxsize=50_000)(name_key)
SPANS: Final = {"ref": pl.String, "person_id": pl.Int64, "starts": pl.Date, "ends": pl.Date}


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Dated names, numbers and aliases, each by its normalised text."""

    numbers: pl.DataFrame
    names: pl.DataFrame
    emails: pl.DataFrame
    aliases: pl.DataFrame

    def spans(self, by: AgentBy) -> pl.DataFrame:
        """What an agent may be known by; extensions are aliases of the source."""
        known = {AgentBy.NUMBER: self.numbers, AgentBy.NAME: self.names, AgentBy.EMAIL: self.emails}
        return known.get(by, self.aliases)


def load_roster(source: Source, spec: Spec | None = None) -> Roster:
    """Everybody a source may mean, also one that is not stored yet: three queries at most.

    `spec`: names and e-mails are not asked for where it has agents by something else.
    """
    named = spec is None or any(rule.agent and rule.agent.by in NAMED for rule in spec.records)
    lookup = roster_lookup(with_names=named)
    aliases = AgentAlias.objects.filter(source_id=source.pk).values_list("ref", "person_id", "starts", "ends")
    return Roster(
        numbers=_spans((_tidy(n.number), n.person_id, n.starts, n.ends) for n in lookup.numbers),
        names=_spans((n.name_key, n.person_id, n.starts, n.ends) for n in lookup.names),
        emails=_spans((_name_key(n.email), n.person_id, n.starts, n.ends) for n in lookup.names if n.email),
        aliases=_spans(
            (_name_key(ref), person, starts, ends or FOREVER) for ref, person, starts, ends in aliases
        ),
    )


def _spans(rows: Iterator[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SPANS, orient="row")


def match_agents(judged: Judged, spec: Spec, binding: Binding, roster: Roster) -> Judged:
    """Records with `agent_id` in place of `agent_ref`; rows whose agent is not known, or not one, park.

    Orders that name nobody, where the source has a rule for them, go on without an agent.
    """
    parked: list[pl.DataFrame] = []
    records: dict[str, pl.DataFrame] = {}
    for rule in spec.records:
        frame = judged.records[rule.slot]
        if rule.agent is not None:
            frame = _matched(frame, rule.agent.by, roster)
            if rule.agent.last_call_days:
                named = pl.col("agent_ref") != ""
                frame = frame.with_columns(agent_problem=pl.when(named).then("agent_problem"))
            parked.append(_parked(frame, binding.header(rule.agent.column)))
            frame = frame.drop("agent_ref", "agent_problem")
        records[rule.slot] = frame
    found = replace(judged, records=records)
    if not parked:
        return found
    return found.without(pl.concat(parked).unique("row", keep="first", maintain_order=True))


def _matched(frame: pl.DataFrame, by: AgentBy, roster: Roster) -> pl.DataFrame:
    days = [column for column in ("day", "closed_day") if column in frame.columns]
    dated = frame.with_columns(on=pl.coalesce(days))
    pairs = dated.select("agent_ref", "on").unique()
    normal = _tidy if by is AgentBy.NUMBER else _name_key
    known = roster.spans(by)
    hits = _hits(pairs, _name_key, roster.aliases, "alias_").join(
        _hits(pairs, normal, known, ""), on=["agent_ref", "on"], how="inner", nulls_equal=True
    )
    one_alias = pl.col("alias_people") == 1
    answer = hits.select(
        "agent_ref",
        "on",
        agent_id=pl.when(one_alias).then("alias_person").when(pl.col("people") == 1).then("person"),
        agent_problem=pl.when(one_alias | (pl.col("people") == 1))
        .then(None)
        .when((pl.col("people") > 1) | (pl.col("alias_people") > 1))
        .then(pl.lit("ambiguous_agent"))
        .otherwise(pl.lit("unknown_agent")),
    )
    return dated.join(answer, on=["agent_ref", "on"], how="left", nulls_equal=True).drop("on")


def _hits(
    pairs: pl.DataFrame, normal: Callable[[str], str], spans: pl.DataFrame, prefix: str
) -> pl.DataFrame:
    """How many persons each (ref, day) may be, and one of them. Without a day, every day counts."""
    refs = pairs["agent_ref"].unique()
    keys = pl.DataFrame(
        {"agent_ref": refs, "ref": [normal(ref) for ref in refs]}, schema_overrides={"ref": pl.String}
    )
    on = pl.col("on")
    holds = on.is_null() | ((pl.col("starts") <= on) & (on < pl.col("ends")))
    person = pl.col("person_id").filter(holds).drop_nulls()
    return (
        pairs.join(keys, on="agent_ref", how="left")
        .join(spans, on="ref", how="left")
        .group_by("agent_ref", "on")
        .agg(
            person.n_unique().alias(f"{prefix}people"),
            person.first().alias(f"{prefix}person"),
        )
    )


def _parked(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    return held(
        frame.filter(pl.col("agent_problem").is_not_null()),
        fate=RowFate.PARKED,
        code=pl.col("agent_problem"),
        column=column,
        value=pl.col("agent_ref"),
        ref=pl.col("agent_ref"),
    )
