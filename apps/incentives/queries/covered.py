"""Whom a plan pays for a month: the agents of its teams, or who leads them, on whose figures."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from apps.incentives.models import Plan
from apps.incentives.pricing import last_of_month
from apps.incentives.queries.deals import Owners, own
from apps.incentives.queries.plans import covered_team_ids
from apps.incentives.rules import PlanRules
from apps.people.models import Leadership, Placement
from apps.people.queries import working_time
from apps.people.queries.dated import active_on
from apps.people.queries.tree import TeamTree, team_tree
from apps.performance.queries import payout_inputs, teams_performance
from apps.performance.rows import Performance, PersonPerformance, TeamPerformance


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The payees of a plan by id, each with the month that pays them.

    `figures_of`: the agent or team whose KPIs count, by payee. `sellers` and `owners`: whose orders count for
    whom; None for everyone's own.
    """

    people: Mapping[int, PersonPerformance]
    figures_of: Mapping[int, int]
    sellers: Collection[int] | None = None
    owners: Owners = field(default=own)


def covered(plan: Plan, rules: PlanRules, month: date) -> Covered:
    """The payees. The number of queries does not depend on how many they are."""
    team_ids = covered_team_ids(plan)
    if rules.leaders:
        return _leaders(team_ids, month)
    people = {one.person_id: one for one in payout_inputs(team_ids, month)}
    return Covered(people=people, figures_of={pk: pk for pk in people})


def _leaders(team_ids: Collection[int], month: date) -> Covered:
    """Who leads the teams on the month's last day, each on the team that stands highest."""
    last, tree = last_of_month(month), team_tree()
    rows = Leadership.objects.filter(active_on(last), team_id__in=team_ids).select_related("person")
    led: dict[int, int] = {}
    names: dict[int, str] = {}
    for row in sorted(rows, key=lambda one: (len(tree.chain(one.team_id)), one.team_id, one.pk)):
        led.setdefault(row.person_id, row.team_id)
        names[row.person_id] = row.person.name
    teams = {team.team_id: team for team in teams_performance(sorted(set(led.values())), month, on=last)}
    time = working_time(list(led), month, last)
    people = {
        person: _as_person(
            teams[team],
            person_id=person,
            name=names[person],
            worked=time[person].worked,
            planned=time[person].planned,
            days_worked=time[person].days,
        )
        for person, team in led.items()
    }
    sellers, owners = _sales_of_teams(led, tree, last)
    return Covered(people=people, figures_of=led, sellers=sellers, owners=owners)


def _as_person(team: TeamPerformance, **own_words: object) -> PersonPerformance:
    """A team's month as the month of who leads it."""
    shared = {one.name: getattr(team, one.name) for one in fields(Performance)}
    values = {**shared, "team_id": team.team_id, "team_name": team.team_name, **own_words}
    return PersonPerformance(**values)  # type: ignore[arg-type]


def _sales_of_teams(led: Mapping[int, int], tree: TeamTree, last: date) -> tuple[Collection[int], Owners]:
    """An order counts for whoever leads the team that its agent was placed in on its day. One query."""
    leader_of: dict[int, list[int]] = {}
    for person, team in led.items():
        for below in tree.below([team]):
            leader_of.setdefault(below, []).append(person)
    spans: dict[int, list[tuple[date, date, int]]] = {}
    rows = Placement.objects.filter(team_id__in=list(leader_of), starts__lte=last)
    for person, team, starts, ends in rows.values_list("person_id", "team_id", "starts", "ends"):
        spans.setdefault(person, []).append((starts, ends, team))

    def owners(person: int, day: date) -> list[int]:
        return [
            leader
            for starts, ends, team in spans.get(person, ())
            if starts <= day < ends
            for leader in leader_of[team]
        ]

    return list(spans), owners
