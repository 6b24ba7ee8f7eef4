"""What calculating a run now would store, and whose amounts it would change, and why: nothing is written."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from apps.engine.hashing import digest
from apps.engine.issues import Issue
from apps.incentives.causes import Cause, causes
from apps.incentives.choices import RunKind
from apps.incentives.models import PayoutRun, RunInput
from apps.incentives.plans import Limits, PlanRules, read_rules
from apps.incentives.pricing import Priced, input_hash
from apps.incentives.queries.inputs import Collected, collect_inputs
from apps.incentives.queries.settling import Settling, collect_settling, locked_runs
from apps.incentives.reading import Table
from apps.incentives.settling import price_run, unpack_settlement
from apps.incentives.snapshot import PayeeFacts, Who, unpack_facts, unpack_who
from apps.intake.choices import BatchState
from apps.intake.models import (
    AgentSession,
    Batch,
    Call,
    Complaint,
    Credit,
    Enquiry,
    Evaluation,
    FollowUp,
    Opportunity,
    Order,
    Refund,
    SurveyResponse,
)
from apps.people.models import Person
from apps.people.queries import numbers

NOT_IN_PLAN = "not_in_plan"


@dataclass(frozen=True, kw_only=True)
class Material:
    """All that a calculation stores: `extra` payees are here only for what is settled with them.

    `left`: whose stored facts were kept although there are newer ones, with the fingerprint of those.
    """

    collected: Collected
    facts: tuple[PayeeFacts, ...]
    who: Mapping[int, Who]
    extra: frozenset[int]
    settling: Settling
    priced: Priced
    left: Mapping[int, str]

    @property
    def input_hash(self) -> str:
        """The fingerprint of the facts that are stored, those of extra payees left out."""
        version = self.collected.version
        return input_hash(
            [one for one in self.facts if one.person_id not in self.extra],
            plan=version.plan.code,
            version=version.version,
            spec=version.spec,
            currency=self.collected.currency,
            month=self.collected.month,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """One step or component of a person's amount, before and after, minor units."""

    step: str
    component: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """A person whose amount or facts a recalculation changes; None: not in the run, or no longer."""

    person_id: int
    name: str
    before: int | None
    after: int | None
    parts: tuple[PartChange, ...]
    causes: tuple[Cause, ...]

    @property
    def change(self) -> int:
        """What the total moves by."""
        return (self.after or 0) - (self.before or 0)


def material(run: PayoutRun, *, apply_to: Collection[int] | None = None) -> Material | None:
    """Everything a calculation of the run would store now; None where no plan version is in force.

    `apply_to`: only these people's newer facts are taken, the others keep what is stored.
    """
    collected = collected_for(run)
    if collected is None:
        return None
    kept = {} if apply_to is None else kept_facts(run, collected, apply_to)
    facts = tuple(kept.get(one.person_id, one) for one in collected.facts)
    only = run.members if run.kind == RunKind.OFF_CYCLE else None
    settling = collect_settling(run, only=only)
    extras = sorted(set(settling.settlements) - {one.person_id for one in facts})
    added = [_extra(person_id) for person_id in extras]
    return Material(
        collected=collected,
        facts=(*facts, *added),
        who={**collected.who, **_names(extras, run)},
        extra=frozenset(extras),
        settling=settling,
        priced=price_run(
            (*facts, *added),
            collected.rules,
            settling.settlements,
            currency=collected.currency,
            month=run.month,
        ),
        left={
            one.person_id: digest(one)
            for one in collected.facts
            if one.person_id in kept and kept[one.person_id] != one
        },
    )


def collected_for(run: PayoutRun) -> Collected | None:
    """The present inputs of the run: everyone of the plan, or the members of an off-cycle run.

    An off-cycle run pays its members by themselves: what only all people together decide, the budget, is
    left to the regular run of the month.
    """
    collected = collect_inputs(run.plan_version.plan, run.month)
    if collected is None or run.kind != RunKind.OFF_CYCLE:
        return collected
    members = set(run.members)
    return replace(
        collected,
        facts=tuple(one for one in collected.facts if one.person_id in members),
        rules=replace(collected.rules, budget=None),
    )


def rules_of(run: PayoutRun) -> PlanRules:
    """The rules a stored run was priced by."""
    rules = read_rules(run.plan_version.spec)
    return replace(rules, budget=None) if run.kind == RunKind.OFF_CYCLE else rules


def limits_of(run: PayoutRun, rules: PlanRules) -> Limits:
    """From where a person looks at an amount: the run's own bounds, else the plan's."""
    if not run.limits:
        return rules.limits
    table = Table.of(run.limits, "limits")
    return Limits(
        median=table.ratio("median", rules.limits.median), change=table.ratio("change", rules.limits.change)
    )


def _extra(person_id: int) -> PayeeFacts:
    """Somebody whom the plan no longer covers, and with whom something is to be settled."""
    return PayeeFacts(
        person_id=person_id,
        team_id=0,
        worked=0,
        planned=0,
        days=0,
        score=None,
        refusals=(Issue(NOT_IN_PLAN),),
    )


def _names(person_ids: Sequence[int], run: PayoutRun) -> dict[int, Who]:
    if not person_ids:
        return {}
    number_of = numbers(person_ids, run.last_day)
    people = Person.objects.filter(pk__in=person_ids).values_list("pk", "name")
    return {pk: Who(name=name, number=number_of.get(pk, ""), team="") for pk, name in people}


def stored_inputs(run: PayoutRun) -> dict[int, RunInput]:
    """The run's snapshot by person. One query."""
    return {row.person_id: row for row in run.inputs.all()}


def kept_facts(run: PayoutRun, collected: Collected, apply_to: Collection[int]) -> dict[int, PayeeFacts]:
    """The stored facts of those to whom newer ones are not applied."""
    stored = stored_inputs(run)
    return {
        one.person_id: unpack_facts(stored[one.person_id].data["facts"])
        for one in collected.facts
        if one.person_id in stored and one.person_id not in apply_to
    }


def stale_people(run: PayoutRun, collected: Collected) -> set[int]:
    """Whose present facts are neither those stored nor those knowingly left; who came or went."""
    rows = {pk: row for pk, row in stored_inputs(run).items() if not row.data.get("extra")}
    present = {one.person_id: one for one in collected.facts}
    changed = set(rows) ^ set(present)
    for person_id in set(rows) & set(present):
        data = rows[person_id].data
        if unpack_facts(data["facts"]) != present[person_id] and data.get("left") != digest(
            present[person_id]
        ):
            changed.add(person_id)
    return changed


def is_stale(run: PayoutRun, present: Collected | None = None) -> bool:
    """Whether data, targets, people, plan or the plan's locked runs differ from those calculated with.

    `present`: the run's inputs as they are now, where they have been read.
    """
    collected = present or collected_for(run)
    if collected is None or collected.version.pk != run.plan_version_id:
        return True
    if locked_runs(run.plan_version.plan).count() != run.settled_runs:
        return True
    return collected.input_hash != run.input_hash and bool(stale_people(run, collected))


def run_changes(run: PayoutRun, now: Material) -> list[PersonChange]:
    """Whose amounts a calculation changes, the largest change first. Three queries."""
    stored = stored_inputs(run)
    before = {row: _parts(lines) for row, lines in _by_person(run.lines.order_by("position")).items()}
    after = {row: _parts(lines) for row, lines in _by_person(now.priced.lines).items()}
    facts = {one.person_id: one for one in now.facts}
    totals = now.priced.totals()
    found = []
    for person_id in sorted({*stored, *facts}):
        row, present = stored.get(person_id), facts.get(person_id)
        old = None if row is None else unpack_facts(row.data["facts"])
        parts = _changed(before.get(person_id, {}), after.get(person_id, {}))
        if not parts and row is not None and present is not None:
            continue
        found.append(
            PersonChange(
                person_id=person_id,
                name=_name(row, now.who.get(person_id)),
                before=None if row is None else row.total_minor,
                after=None if present is None else totals.get(person_id, 0),
                parts=parts,
                causes=_causes(run, now, old, present, row),
            )
        )
    return sorted(found, key=lambda one: (-abs(one.change), one.name, one.person_id))


def batches_since(run: PayoutRun, person_ids: Collection[int]) -> dict[int, list[str]]:
    """The files imported since the calculation that hold records of these people on days of the month.

    By person, the newest first. One query, and one for each record type where there are such files.
    """
    recent = Batch.objects.filter(
        state=BatchState.IMPORTED,
        finished_at__gt=run.calculated_at,
        covers_first__lte=run.last_day,
        covers_last__gte=run.month,
    )
    names = dict(recent.order_by("-finished_at", "-pk").values_list("pk", "filename"))
    if not names:
        return {}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for model, agent in OF_AGENTS:
        rows = model.objects.filter(
            batch_id__in=names, day__gte=run.month, day__lte=run.last_day, **{f"{agent}__in": person_ids}
        )
        for person_id, batch_id in rows.values_list(agent, "batch_id").distinct():
            found[person_id].add(batch_id)
    return {
        person_id: [name for pk, name in names.items() if pk in batches]
        for person_id, batches in found.items()
    }


OF_AGENTS: Final[tuple[tuple[type[Any], str], ...]] = (
    *(
        (model, "agent_id")
        for model in (
            Call, Order, Enquiry, SurveyResponse, Complaint, Evaluation, Opportunity, AgentSession, FollowUp,
            Credit,
        )
    ),
    (Refund, "order__agent_id"),
)  # fmt: skip
"""The record types whose figures are somebody's, and how a record names whose."""


def _causes(
    run: PayoutRun, now: Material, old: PayeeFacts | None, present: PayeeFacts | None, row: RunInput | None
) -> tuple[Cause, ...]:
    found = causes(old, present)
    if run.plan_version_id != now.collected.version.pk:
        found = [Cause(code="plan", values={"to": now.collected.version.version}), *found]
    if row is not None and present is not None:
        before = unpack_settlement(row.data.get("settlement", {}))
        if before != now.settling.settlements.get(present.person_id, unpack_settlement({})):
            found = [Cause(code="settled"), *found]
    others = [one for one in found if one.code != "others"]
    return tuple(others or found)


def _name(row: RunInput | None, who: Who | None) -> str:
    if who is not None:
        return who.name
    return "" if row is None else unpack_who(row.data["who"]).name


def _by_person(lines: Iterable[Any]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for line in lines:
        found[line.person_id].append(line)
    return found


def _parts(lines: Iterable[Any]) -> dict[tuple[str, str], int]:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        found[str(line.step), line.component] += line.amount
    return dict(found)


def _changed(
    before: Mapping[tuple[str, str], int], after: Mapping[tuple[str, str], int]
) -> tuple[PartChange, ...]:
    return tuple(
        PartChange(step=key[0], component=key[1], before=before.get(key, 0), after=after.get(key, 0))
        for key in dict.fromkeys((*before, *after))
        if before.get(key, 0) != after.get(key, 0)
    )
