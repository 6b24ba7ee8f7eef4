"""Collecting everything that decides a plan's payouts for a month: the present inputs of a run.

The number of queries does not depend on the number of people.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from apps.engine.issues import Issue
from apps.engine.periods import Grain, period_end
from apps.incentives.models import Plan, PlanVersion
from apps.incentives.plans import PlanRules, read_rules
from apps.incentives.pricing import input_hash
from apps.incentives.queries.covered import covered
from apps.incentives.queries.eligible import refusals_of
from apps.incentives.queries.money import money_facts
from apps.incentives.queries.plans import version_in_force
from apps.incentives.snapshot import PayeeFacts, Reading, ScoreFact, Who
from apps.intake.queries import Feed, feeds
from apps.metrics.choices import Subject
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.queries import cells, figures, kpi_infos
from apps.people.queries import numbers
from apps.performance.rows import LinePerformance, PersonPerformance


@dataclass(frozen=True, kw_only=True)
class Collected:
    """The present inputs of one plan and month: the version in force, and the facts and names of each payee.

    `kpis` are those that the amounts rest on; `foreign` says how many orders of another currency count for
    nothing, by payee.
    """

    version: PlanVersion
    month: date
    rules: PlanRules
    facts: tuple[PayeeFacts, ...]
    who: Mapping[int, Who]
    kpis: tuple[KpiInfo, ...]
    foreign: Mapping[int, int] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """The plan's currency."""
        return self.version.plan.currency

    @cached_property
    def input_hash(self) -> str:
        """The fingerprint of these inputs."""
        return input_hash(
            self.facts,
            plan=self.version.plan.code,
            version=self.version.version,
            spec=self.version.spec,
            currency=self.currency,
            month=self.month,
        )


def collect_inputs(plan: Plan, month: date) -> Collected | None:
    """The inputs as they are now; None where no version of the plan is in force."""
    version = version_in_force(plan, month)
    return None if version is None else inputs_of(version, month)


def inputs_of(version: PlanVersion, month: date) -> Collected:
    """The inputs of a version for a month, whether or not it is in force. Its plan is read along."""
    plan, rules = version.plan, read_rules(version.spec)
    last_day = last_of(month)
    infos = kpi_infos(last_day)
    found = covered(plan, rules, month)
    kpis = {code: infos[code] for code in rules.kpis if code in infos}
    subject = Subject.TEAM if rules.leaders else Subject.AGENT
    read = readings(list(found.figures_of.values()), month, kpis, subject=subject)
    refused = refusals_of(list(found.people.values()), rules, last_day)
    money = money_facts(plan, rules, month, found)
    number_of = numbers(list(found.people), last_day)
    return Collected(
        version=version,
        month=month,
        rules=rules,
        facts=tuple(
            money.put(facts_of(one, readings=read[found.figures_of[pk]], refusals=refused[pk]))
            for pk, one in found.people.items()
        ),
        who={
            pk: Who(name=one.name, number=number_of.get(pk, ""), team=one.team_name)
            for pk, one in found.people.items()
        },
        kpis=_kpis(found.people.values(), rules, infos),
        foreign=money.foreign,
    )


def last_of(month: date) -> date:
    """The last day of a month."""
    return period_end(month, Grain.MONTH) - timedelta(days=1)


def readings(
    person_ids: Collection[int],
    month: date,
    kpis: Mapping[str, KpiInfo],
    *,
    through: date | None = None,
    known: Collection[Feed] | None = None,
    subject: Subject = Subject.AGENT,
) -> dict[int, tuple[Reading, ...]]:
    """Each person's (or team's) figures of the month: all of it, or through the last complete day.

    A count without records is 0 where a source delivers such records. `known`: the sources' feeds, where
    they have been read.

    Whether the sources reach the end of the month is asked by `missing_sources`. Three queries, none
    without KPIs.
    """
    if not kpis:
        return dict.fromkeys(person_ids, ())
    found = _found(subject, person_ids, month, kpis, through)
    delivered = frozenset(topic for feed in (feeds() if known is None else known) for topic in feed.topics)
    return {
        person_id: tuple(_reading(kpi, found.get((person_id, kpi.code)), delivered) for kpi in kpis.values())
        for person_id in person_ids
    }


def _found(
    subject: Subject,
    person_ids: Collection[int],
    month: date,
    kpis: Mapping[str, KpiInfo],
    through: date | None,
) -> Mapping[tuple[int, str], Figure]:
    if through is not None and through < last_of(month):
        return figures(
            kpis=kpis,
            subject=subject,
            subject_ids=person_ids,
            first=month,
            last=through,
            grain=Grain.MONTH,
        )
    whole = cells(kpis=kpis, subject=subject, subject_ids=person_ids, grain=Grain.MONTH, starts=[month])
    return {(person_id, code): figure for (person_id, code, _), figure in whole.items()}


def _reading(kpi: KpiInfo, figure: Figure | None, delivered: frozenset[str]) -> Reading:
    if figure is not None:
        return Reading(kpi=kpi.code, value=figure.value, n=figure.n, min_sample=kpi.min_sample)
    nothing = Fraction(0) if kpi.is_volume and kpi.topics <= delivered else None
    return Reading(kpi=kpi.code, value=nothing, n=0, min_sample=kpi.min_sample)


def facts_of(
    person: PersonPerformance, *, readings: tuple[Reading, ...], refusals: tuple[Issue, ...] = ()
) -> PayeeFacts:
    """One payee's facts from their month, without anything that is only shown."""
    return PayeeFacts(
        person_id=person.person_id,
        team_id=person.team_id or 0,
        worked=person.worked,
        planned=person.planned,
        days=person.days_worked,
        score=person.score,
        reason=str(person.reason),
        scorecard_id=person.scorecard_id,
        lines=tuple(map(_score_fact, person.lines)),
        readings=readings,
        refusals=refusals,
    )


def _score_fact(line: LinePerformance) -> ScoreFact:
    return ScoreFact(
        kpi=line.kpi.code,
        weight=Fraction(line.weight),
        target=line.target_value,
        actual=line.actual,
        n=line.n,
        achievement=line.headline,
        points=line.points,
        reason=str(line.reason),
    )


def _kpis(
    people: Iterable[PersonPerformance], rules: PlanRules, infos: Mapping[str, KpiInfo]
) -> tuple[KpiInfo, ...]:
    codes = {line.kpi.code for one in people for line in one.lines} | set(rules.kpis)
    return tuple(infos[code] for code in sorted(codes) if code in infos)
