"""What a month is worth: the approved lines where there are some, else a projection that promises nothing."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from apps.engine.curves import Point
from apps.engine.curves import payout_rate as rate_at
from apps.engine.issues import Issue
from apps.engine.periods import Grain
from apps.incentives.components import sales_of
from apps.incentives.models import PlanVersion, RunInput
from apps.incentives.models.run import AFTER_APPROVAL
from apps.incentives.plans import PlanRules, read_rules
from apps.incentives.pricing import price
from apps.incentives.queries.deals import deals_of
from apps.incentives.queries.eligible import refusals_of
from apps.incentives.queries.inputs import facts_of, last_of, readings
from apps.incentives.queries.plans import plans_of_teams
from apps.incentives.rules import in_month
from apps.incentives.sentences import Words, line_sentence, line_title
from apps.incentives.sentences.lines import LineRow
from apps.incentives.snapshot import Deals, PayeeFacts, Reading
from apps.intake.queries import feeds
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import kpi_infos
from apps.people.choices import Topic
from apps.performance.completeness import complete_through
from apps.performance.rows import PersonPerformance


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusLine:
    """One step of a bonus: what it is called, how its amount comes about, and the amount in minor units.

    `base` and `rate` are exact, None where the step has none.
    """

    step: str
    component: str
    code: str
    title: str
    sentence: str
    base: Fraction | None
    rate: Fraction | None
    amount: int
    for_month: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusView:
    """One person's bonus for a month, gross, in minor units of `currency`.

    `approved`: these are the amounts of a run that was approved (`run_id`); else it is a projection:
    volumes at the pace so far, ratios as they stand, the plan's budget not counted. `points` are the
    curve's (score, payout rate), `score` and `rate` this person's place on it.
    """

    person_id: int
    month: date
    plan_name: str
    plan_version: int
    currency: str
    lines: tuple[BonusLine, ...]
    total: int
    approved: bool
    run_id: int | None
    target_bonus: int | None
    points: tuple[Point, ...]
    steps: bool
    score: Fraction | None
    rate: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamBonus:
    """The bonuses of some people for a month, minor units by person; a person without plan is left out."""

    currency: str
    by_person: Mapping[int, int]
    approved: bool

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(self.by_person.values())


def projected_bonus(person_id: int, month: date, performance: PersonPerformance) -> BonusView | None:
    """What the month is worth to a person:

    Approved lines, else a projection. None without a plan for the team.

    Whether the reader may see this pay is the caller's to ask (`people.policies.can_view_pay`). At most
    nine queries.
    """
    approved = _approved([person_id], month).first()
    if approved is not None:
        return _approved_view(approved, performance)
    version = plans_of_teams([performance.team_id or 0], month).get(performance.team_id or 0)
    if version is None:
        return None
    return _projections([performance], month, {performance.person_id: version})[person_id]


def team_bonus(month: date, performances: Collection[PersonPerformance]) -> TeamBonus | None:
    """The bonuses of these people, approved where they are, else projected.

    None where nobody has a plan.

    Give only those whose pay the reader may see. The number of queries does not depend on the number of
    people. Where people are paid in several currencies, those of the first plan are taken, as currencies
    never mix.
    """
    people = {one.person_id: one for one in performances}
    approved = list(_approved(people, month))
    amounts = {row.person_id: row.total_minor for row in approved}
    currencies = {row.person_id: row.run.plan_version.plan.currency for row in approved}
    rest = [one for person_id, one in people.items() if person_id not in amounts]
    versions = plans_of_teams({one.team_id for one in rest if one.team_id}, month) if rest else {}
    planned = {one.person_id: versions[one.team_id] for one in rest if one.team_id in versions}
    views = _projections([people[person_id] for person_id in planned], month, planned) if planned else {}
    for view in views.values():
        amounts[view.person_id], currencies[view.person_id] = view.total, view.currency
    if not amounts:
        return None
    currency = min(currencies.values())
    return TeamBonus(
        currency=currency,
        by_person={one: amount for one, amount in amounts.items() if currencies[one] == currency},
        approved=not views,
    )


def _approved(person_ids: Collection[int], month: date) -> QuerySet[RunInput]:
    rows = RunInput.objects.filter(
        person_id__in=list(person_ids), run__month=month, run__state__in=AFTER_APPROVAL
    )
    return rows.select_related("run__plan_version__plan").order_by("person_id", "-run_id")


def _projections(
    people: Collection[PersonPerformance], month: date, versions: Mapping[int, PlanVersion]
) -> dict[int, BonusView]:
    infos = kpi_infos(last_of(month))
    rules_of = {version.pk: read_rules(version.spec) for version in versions.values()}
    facts = _projected_facts(people, month, versions, rules_of, infos)
    return {
        one.person_id: _projection(
            one,
            facts[one.person_id],
            versions[one.person_id],
            rules_of[versions[one.person_id].pk],
            infos,
        )
        for one in people
    }


def _projected_facts(
    people: Collection[PersonPerformance],
    month: date,
    versions: Mapping[int, PlanVersion],
    rules_of: Mapping[int, PlanRules],
    infos: Mapping[str, KpiInfo],
) -> dict[int, PayeeFacts]:
    """What the month is priced with as it stands: volumes at pace, orders as far as the data are complete."""
    codes = sorted({code for rules in rules_of.values() for code in rules.kpis})
    read = _readings(people, month, {code: infos[code] for code in codes if code in infos})
    refused = _refused(people, versions, rules_of, last_of(month))
    deals = _deals(people, month, versions, rules_of)
    return {
        one.person_id: replace(
            facts_of(
                one,
                readings=tuple(_at_pace(reading, one) for reading in read[one.person_id]),
                refusals=refused.get(one.person_id, ()),
            ),
            deals=deals.get(one.person_id, ()),
        )
        for one in people
    }


def _deals(
    people: Collection[PersonPerformance],
    month: date,
    versions: Mapping[int, PlanVersion],
    rules_of: Mapping[int, PlanRules],
) -> dict[int, tuple[Deals, ...]]:
    """The orders that plans look at, so far; none where no plan looks at any. Four queries a plan at most."""
    found: dict[int, tuple[Deals, ...]] = {}
    last = last_of(month)
    for pk, whole in rules_of.items():
        rules = in_month(whole, month, last)
        if not any(sales_of(part) for part in rules.parts):
            continue
        theirs = [one.person_id for one in people if versions[one.person_id].pk == pk]
        if theirs and any(Topic.ORDER in feed.topics for feed in feeds()):
            currency = versions[theirs[0]].plan.currency
            found |= deals_of(theirs, rules, month, last, currency=currency)[0]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMonth:
    """An open month as it is priced now, for whoever asks what if: the plan, and the facts at pace."""

    version: PlanVersion
    rules: PlanRules
    facts: PayeeFacts
    infos: Mapping[str, KpiInfo]


def open_month(performance: PersonPerformance, month: date) -> OpenMonth | None:
    """The open month of a person; None without a plan for the team. The budget is not counted."""
    team_id = performance.team_id or 0
    version = plans_of_teams([team_id], month).get(team_id)
    if version is None:
        return None
    infos = kpi_infos(last_of(month))
    rules = replace(read_rules(version.spec), budget=None)
    versions = {performance.person_id: version}
    facts = _projected_facts([performance], month, versions, {version.pk: rules}, infos)
    return OpenMonth(version=version, rules=rules, facts=facts[performance.person_id], infos=infos)


def _readings(
    people: Collection[PersonPerformance], month: date, kpis: Mapping[str, KpiInfo]
) -> dict[int, tuple[Reading, ...]]:
    """Each person's figures: of a closed month all of them, of an open one those that money may rest on."""
    if not kpis:
        return dict.fromkeys((one.person_id for one in people), ())
    known = feeds()
    sources = min((day for kpi in kpis.values() if (day := complete_through(kpi, known))), default=None)
    groups: defaultdict[date | None, list[int]] = defaultdict(list)
    for one in people:
        groups[_through(one, sources)].append(one.person_id)
    nothing = tuple(
        Reading(kpi=code, value=None, n=0, min_sample=kpi.min_sample) for code, kpi in kpis.items()
    )
    read: dict[int, tuple[Reading, ...]] = {}
    for through, ids in groups.items():
        if through is None or through < month:
            read |= dict.fromkeys(ids, nothing)
        else:
            read |= readings(ids, month, kpis, through=through, known=known)
    return read


def _through(person: PersonPerformance, sources: date | None) -> date | None:
    """The day at which the person's money stops: the last that is complete in every source it rests on.

    Those of the scorecard, where there is one, and those of the plan. None: there is no such day yet.
    """
    if person.final:
        return last_of(person.month)
    days = [sources, person.data_through] if person.scorecard_id is not None else [sources]
    return None if None in days else min(day for day in days if day is not None)


def _refused(
    people: Collection[PersonPerformance],
    versions: Mapping[int, PlanVersion],
    rules_of: Mapping[int, PlanRules],
    last_day: date,
) -> dict[int, tuple[Issue, ...]]:
    """Eligibility, once the month is over; before that it says nothing yet."""
    refused: dict[int, tuple[Issue, ...]] = {}
    for pk, rules in rules_of.items():
        theirs = [one for one in people if one.final and versions[one.person_id].pk == pk]
        refused |= refusals_of(theirs, rules, last_day) if theirs else {}
    return refused


def _projection(
    person: PersonPerformance,
    facts: PayeeFacts,
    version: PlanVersion,
    rules: PlanRules,
    infos: Mapping[str, KpiInfo],
) -> BonusView:
    """Priced by the real engine, without the budget, which only all people together decide."""
    currency = version.plan.currency
    without_budget = replace(rules, budget=None)
    priced = price([facts], without_budget, currency=currency, month=person.month)
    words = Words(rules=rules, currency=currency, kpis=infos)
    return _view(
        person,
        version,
        rules,
        tuple(bonus_line(line, words) for line in priced.lines),
        total=sum(line.amount for line in priced.lines),
        run_id=None,
    )


def _at_pace(reading: Reading, person: PersonPerformance) -> Reading:
    """A volume that the scorecard projects counts as projected; whole things only, as there is no half a
    deal. The mean of a line with weekly targets is not the month's volume, which then counts as it stands.
    """
    line = person.line(reading.kpi)
    if person.final or line is None or line.projected is None or not line.kpi.is_volume:
        return reading
    if line.grain is not Grain.MONTH:
        return reading
    return replace(reading, value=Fraction(int(line.projected)))


def _approved_view(row: RunInput, performance: PersonPerformance) -> BonusView:
    version = row.run.plan_version
    rules = read_rules(version.spec)
    words = Words(rules=rules, currency=version.plan.currency, kpis=kpi_infos(row.run.last_day))
    lines = row.run.lines.filter(person_id=row.person_id).order_by("position")
    return _view(
        performance,
        version,
        rules,
        tuple(bonus_line(line, words) for line in lines),
        total=row.total_minor,
        run_id=row.run_id,
        score=_exact(row.data["facts"]["score"] or ""),
    )


def _view(
    person: PersonPerformance,
    version: PlanVersion,
    rules: PlanRules,
    lines: tuple[BonusLine, ...],
    *,
    total: int,
    run_id: int | None,
    score: Fraction | None = None,
) -> BonusView:
    score = person.score if run_id is None else score
    curve = rules.curve.curve if rules.curve else None
    return BonusView(
        person_id=person.person_id,
        month=person.month,
        plan_name=version.plan.name,
        plan_version=version.version,
        currency=version.plan.currency,
        lines=lines,
        total=total,
        approved=run_id is not None,
        run_id=run_id,
        target_bonus=rules.curve.target_bonus if rules.curve else None,
        points=curve.points if curve else (),
        steps=bool(curve and curve.steps),
        score=score,
        rate=rate_at(curve, score) if curve and score is not None else None,
    )


def bonus_line(line: LineRow, words: Words) -> BonusLine:
    """A line with its title, its sentence and exact figures."""
    return BonusLine(
        step=line.step,
        component=line.component,
        code=line.code,
        title=line_title(line, words),
        sentence=line_sentence(line, words),
        base=_exact(line.base),
        rate=_exact(line.rate),
        amount=line.amount,
        for_month=getattr(line, "for_month", None),
    )


def _exact(text: str) -> Fraction | None:
    return Fraction(text) if text else None
