"""Which figures rest on one record: the cells that are computed again when it changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from apps.engine.periods import Grain, period_start
from apps.metrics.choices import Level, Subject
from apps.metrics.definitions import definitions
from apps.metrics.extents import teams_of
from apps.metrics.patches import Box, Patch, patches
from apps.people.days import ONE_DAY

Touch = tuple[str, int | None, date]  # record type, whose, day
SUBJECTS = {Level.AGENT: Subject.AGENT, Level.TEAM: Subject.TEAM}


@dataclass(slots=True)
class Touched:
    """Figures of a KPI of one agent or team that rest on a record: first and last period start by grain."""

    kpi_id: int
    subject: Subject
    subject_id: int
    spans: dict[Grain, tuple[date, date]] = field(default_factory=dict)

    def months(self) -> list[date]:
        """The months, ascending."""
        first, last = self.spans[Grain.MONTH]
        found = [first]
        while found[-1] < last:
            found.append(period_start(found[-1].replace(day=28) + 4 * ONE_DAY, Grain.MONTH))
        return found


def touched(touches: Sequence[Touch]) -> list[Touched]:
    """By KPI in the order of the catalogue, the agent first. Two queries, for each further agent one."""
    versions = definitions()
    found: dict[tuple[int, Subject, int], Touched] = {}
    for agent_id in sorted({whose for _topic, whose, _day in touches if whose is not None}):
        days = [(topic, day) for topic, whose, day in touches if whose == agent_id]
        first, last = min(day for _topic, day in days), max(day for _topic, day in days)
        teams = frozenset(teams_of([agent_id], first, last))
        for topic, day in sorted(set(days)):
            box = Box(
                topics=frozenset({topic}),
                first=day,
                last=day,
                agents=frozenset({agent_id}),
                teams=teams,
                last_reversal=day,
                last_day=day,
            )
            for patch in patches(box, versions):
                _note(found, patch, {Level.AGENT: [agent_id], Level.TEAM: sorted(teams)}[patch.level])
    order = {version.kpi_id: place for place, version in enumerate(versions)}
    return sorted(found.values(), key=lambda one: (order[one.kpi_id], one.subject != Subject.AGENT))


def _note(found: dict[tuple[int, Subject, int], Touched], patch: Patch, ids: Iterable[int]) -> None:
    first, last = patch.first, period_start(patch.ends - ONE_DAY, patch.grain)
    for kpi_id in patch.kpi_ids:
        for subject_id in ids:
            key = (kpi_id, SUBJECTS[patch.level], subject_id)
            one = found.setdefault(key, Touched(kpi_id, SUBJECTS[patch.level], subject_id))
            known = one.spans.get(patch.grain, (first, last))
            one.spans[patch.grain] = (min(known[0], first), max(known[1], last))
