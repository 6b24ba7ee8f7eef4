"""Why an amount is another one than before: what differs between two payees' facts, as codes. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from apps.engine.issues import Value
from apps.incentives.snapshot import PayeeFacts, pack_values

NOTHING_OWN: Final = "others"
"""The code where nothing of the payee's own differs: a pool, a prize or a budget that colleagues share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One difference; `values` as JSON holds them. `kpi` names the figure, if it is one."""

    code: str
    kpi: str = ""
    values: Mapping[str, str | int] | None = None

    def packed(self) -> dict[str, Any]:
        """The cause as JSON."""
        return {"code": self.code, "kpi": self.kpi, "values": dict(self.values or {})}


def causes(before: PayeeFacts | None, after: PayeeFacts | None) -> list[Cause]:
    """What differs, the weightiest first.

    Codes: `joined`, `left` (in the plan only after, only before), `moved` (another team), `figure`, `target`,
    `weight`, `counted` (the achievement that counted, by itself), `working_time`, `eligibility`, `scorecard`;
    `other` where the facts differ otherwise, and `others` where they do not.
    """
    if before is None or after is None:
        return [Cause(code="left" if after is None else "joined")]
    if before == after:
        return [Cause(code=NOTHING_OWN)]
    return list(_differences(before, after)) or [Cause(code="other")]


def _differences(before: PayeeFacts, after: PayeeFacts) -> Iterator[Cause]:
    if before.team_id != after.team_id:
        yield Cause(code="moved", values={"from": before.team_id, "to": after.team_id})
    if before.refusals != after.refusals:
        yield Cause(code="eligibility")
    yield from _figures(before, after)
    yield from _wanted(before, after)
    if (before.worked, before.planned) != (after.worked, after.planned):
        yield _moved("working_time", "", before.worked, after.worked)


def _figures(before: PayeeFacts, after: PayeeFacts) -> Iterator[Cause]:
    """Each KPI's value once, whether it stands in the scorecard or beside it."""
    old, new = _values(before), _values(after)
    for kpi in sorted({*old, *new}):
        if old.get(kpi) != new.get(kpi):
            yield _moved("figure", kpi, old.get(kpi), new.get(kpi))


def _values(facts: PayeeFacts) -> dict[str, Fraction | None]:
    read = {reading.kpi: reading.value for reading in facts.readings}
    return read | {line.kpi: line.actual for line in facts.lines}


def _wanted(before: PayeeFacts, after: PayeeFacts) -> Iterator[Cause]:
    old = {line.kpi: line for line in before.lines}
    new = {line.kpi: line for line in after.lines}
    if set(old) != set(new):
        yield Cause(code="scorecard")
    for kpi in sorted(set(old) & set(new)):
        if old[kpi].target != new[kpi].target:
            yield _moved("target", kpi, old[kpi].target, new[kpi].target)
        if old[kpi].weight != new[kpi].weight:
            yield _moved("weight", kpi, old[kpi].weight, new[kpi].weight)


def _moved(code: str, kpi: str, before: Fraction | int | None, after: Fraction | int | None) -> Cause:
    found: list[tuple[str, Value]] = [
        (name, value) for name, value in (("from", before), ("to", after)) if value is not None
    ]
    return Cause(code=code, kpi=kpi, values=pack_values(found))
