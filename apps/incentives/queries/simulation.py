"""What a replay of the last months needs: the facts of each month, names, groups, what was really paid."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Sum

from apps.engine.lines import EARNING_STEPS
from apps.engine.periods import Grain
from apps.incentives.components import sales_of
from apps.incentives.fairness import AgentMonth
from apps.incentives.models import PayoutRun, Plan, RunInput, RunLine
from apps.incentives.pricing import last_of_month
from apps.incentives.queries.deals import deals_of, orders_between
from apps.incentives.rules import PlanRules
from apps.incentives.simulation import MonthFacts, Simulation
from apps.incentives.snapshot import PayeeFacts, Reading, unpack_facts
from apps.intake.models import Call
from apps.intake.queries import feeds
from apps.metrics.choices import Subject
from apps.metrics.queries import cells, kpi_infos
from apps.people.days import months_after
from apps.people.models import Employment, Team

MONTHS = 12
YEAR = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidMonth:
    """What a locked run paid for a month by itself, and the version that priced it."""

    month: date
    version: int
    earned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The months, and what stands beside them."""

    months: tuple[MonthFacts, ...]
    names: Mapping[int, tuple[str, str]]
    groups: Mapping[str, Mapping[int, str]]
    paid: tuple[PaidMonth, ...]


def replay_of(plan: Plan, rules: Collection[PlanRules]) -> Replay:
    """The newest twelve months that the plan's runs have priced, as their snapshots froze them.

    KPIs and orders that only a changed plan looks at are read along. The number of queries does not depend
    on the number of people or months.
    """
    runs = PayoutRun.objects.filter(plan_version__plan=plan).exclude(output_hash="")
    newest = list(runs.select_related("plan_version").order_by("-month", "number").distinct()[: MONTHS * 2])
    chosen: dict[date, PayoutRun] = {}
    for run in newest:
        chosen.setdefault(run.month, run)
    kept = sorted(chosen.values(), key=lambda run: run.month)[-MONTHS:]
    rows = RunInput.objects.filter(run__in=kept).order_by("run__month", "person_id")
    found: defaultdict[date, list[PayeeFacts]] = defaultdict(list)
    names: dict[int, tuple[str, str]] = {}
    for month, data in rows.values_list("run__month", "data"):
        facts = unpack_facts(data["facts"])
        found[month].append(replace(facts, clawbacks=(), manual=(), carried=0))
        names[facts.person_id] = (data["who"]["name"], data["who"]["team"])
    months = [MonthFacts(month=month, facts=tuple(facts)) for month, facts in sorted(found.items())]
    months = _with_readings(months, rules)
    months = _with_deals(months, rules, plan.currency)
    return Replay(months=tuple(months), names=names, groups=_groups(months, names), paid=_paid(kept))


def _with_readings(months: list[MonthFacts], rules: Collection[PlanRules]) -> list[MonthFacts]:
    """KPIs that no snapshot has, from the cells of all months. Two queries at most."""
    wanted = {code for one in rules for code in one.kpis}
    had = {reading.kpi for one in months for facts in one.facts for reading in facts.readings}
    if not months or not wanted - had:
        return months
    infos = {code: info for code, info in kpi_infos(months[-1].month).items() if code in wanted - had}
    people = {facts.person_id for one in months for facts in one.facts}
    found = cells(
        kpis=infos,
        subject=Subject.AGENT,
        subject_ids=people,
        grain=Grain.MONTH,
        starts=[one.month for one in months],
    )
    delivered = {topic for feed in feeds() for topic in feed.topics}

    def more(facts: PayeeFacts, month: date) -> tuple[Reading, ...]:
        rows = []
        for code, info in infos.items():
            figure = found.get((facts.person_id, code, month))
            value = figure.value if figure else None
            if figure is None and info.is_volume and info.topics <= delivered:
                value = 0  # type: ignore[assignment]
            rows.append(
                Reading(kpi=code, value=value, n=figure.n if figure else 0, min_sample=info.min_sample)
            )
        return tuple(rows)

    return [
        MonthFacts(
            month=one.month,
            facts=tuple(
                replace(facts, readings=(*facts.readings, *more(facts, one.month))) for facts in one.facts
            ),
        )
        for one in months
    ]


def _with_deals(months: list[MonthFacts], rules: Collection[PlanRules], currency: str) -> list[MonthFacts]:
    """The orders of all months that some version looks at, read again. Three queries where there are any."""
    sales = [sales for one in rules for part in one.parts if (sales := sales_of(part)) is not None]
    if not months or not sales:
        return months
    people = {facts.person_id for one in months for facts in one.facts}
    orders = orders_between(people, months[0].month, last_of_month(months[-1].month), sales)
    found = []
    for one in months:
        ids = [facts.person_id for facts in one.facts]
        deals: dict[int, dict[str, object]] = {person: {} for person in ids}
        for version in rules:
            mine, _foreign = deals_of(
                ids, version, one.month, last_of_month(one.month), currency=currency, orders=orders
            )
            for person, rows in mine.items():
                deals[person] |= {row.component: row for row in rows}
        found.append(
            MonthFacts(
                month=one.month,
                facts=tuple(
                    replace(facts, deals=tuple(deals[facts.person_id].values()))  # type: ignore[arg-type]
                    for facts in one.facts
                ),
            )
        )
    return found


def _groups(months: list[MonthFacts], names: Mapping[int, tuple[str, str]]) -> dict[str, dict[int, str]]:
    """Team, site, tenure, hours and campaign of everyone, as at the newest month. Three queries."""
    if not months:
        return {}
    last = last_of_month(months[-1].month)
    people = list(names)
    team_of = {facts.person_id: facts.team_id for one in months for facts in one.facts}
    sites = dict(Team.objects.filter(pk__in=set(team_of.values())).values_list("pk", "site__name"))
    first: dict[int, date] = {}
    share: dict[int, int] = {}
    rows = Employment.objects.filter(person_id__in=people, starts__lte=last).order_by("starts", "pk")
    for person, starts, permille in rows.values_list("person_id", "starts", "share_permille"):
        first.setdefault(person, starts)
        share[person] = permille
    calls = (
        Call.objects.filter(agent_id__in=people, day__gte=months_after(months[-1].month, -2), day__lte=last)
        .exclude(campaign="")
        .order_by()
        .values_list("agent_id", "campaign")
        .annotate(n=Count("pk"))
    )
    campaign: dict[int, tuple[int, str]] = {}
    for person, name, n in calls:
        campaign[person] = max(campaign.get(person, (0, "")), (n, name))
    return {
        "team": {person: team for person, (_name, team) in names.items()},
        "site": {person: sites[team] or "" for person, team in team_of.items() if sites.get(team)},
        "tenure": {person: _tenure((last - starts).days) for person, starts in first.items()},
        "hours": {person: "full" if permille == 1000 else "part" for person, permille in share.items()},
        "campaign": {person: name for person, (_n, name) in campaign.items()},
    }


def _tenure(days: int) -> str:
    """Under one year, one to three, more."""
    return "0" if days < YEAR else "1" if days < 3 * YEAR else "3"


def _paid(runs: Collection[PayoutRun]) -> tuple[PaidMonth, ...]:
    """What the locked ones of the runs earned. One query."""
    rows = RunLine.objects.filter(run__in=runs, run__locked_at__isnull=False, step__in=EARNING_STEPS)
    sums = dict(rows.order_by().values_list("run_id").annotate(sum=Sum("amount")))
    return tuple(
        PaidMonth(month=run.month, version=run.plan_version.version, earned=sums[run.pk])
        for run in runs
        if run.pk in sums
    )


def agent_months(replay: Replay, simulation: Simulation) -> list[AgentMonth]:
    """Pay per point of achievement, per full-time month, of every priced agent-month with a score."""
    found = []
    for one in replay.months:
        for facts in one.facts:
            if not facts.score or not facts.worked or not facts.planned:
                continue
            points = facts.score * 100 * facts.worked / facts.planned
            old, new = simulation.pays[facts.person_id, one.month]
            found.append(AgentMonth(person_id=facts.person_id, before=old / points, after=new / points))
    return found
