"""What a recalculation changes, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.engine.lines import Step
from apps.incentives.models import PayoutRun
from apps.incentives.queries.recalculating import Material, PersonChange, batches_since
from apps.incentives.sentences import Words
from apps.incentives.sentences.causes import cause_sentence
from apps.incentives.sentences.lines import step_title
from apps.metrics.queries import kpi_infos


@dataclass(frozen=True, slots=True, kw_only=True)
class PartShown:
    """One step or component, before and after, minor units."""

    title: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShown:
    """A person whose amount changes; None: not in the run, or no longer."""

    person_id: int
    name: str
    before: int | None
    after: int | None
    change: int
    parts: list[PartShown]
    causes: list[str]
    files: list[str]
    new: bool


def change_rows(run: PayoutRun, now: Material, changes: Iterable[PersonChange]) -> list[ChangeShown]:
    """The changes in the reader's language, with the plan's words."""
    rows = list(changes)
    batches = batches_since(run, [one.person_id for one in rows])
    words = Words(rules=now.collected.rules, currency=now.collected.currency, kpis=kpi_infos(run.last_day))
    return [
        ChangeShown(
            person_id=one.person_id,
            name=one.name,
            before=one.before,
            after=one.after,
            change=one.change,
            parts=[
                PartShown(
                    title=words.component(part.component)
                    if part.step == Step.COMPONENT
                    else step_title(part.step),
                    before=part.before,
                    after=part.after,
                )
                for part in one.parts
            ],
            causes=[cause_sentence(why.code, why.kpi, why.values or {}, words) for why in one.causes],
            files=batches.get(one.person_id, []),
            new=one.before is None,
        )
        for one in rows
    ]
