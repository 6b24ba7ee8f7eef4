"""What happens to people after the portal was set up: who joins, moves, leaves, is away or lent."""

from datetime import timedelta

from apps.people.choices import LeaveKind, MembershipKind
from apps.people.models import EmployeeNumber, Employment, Leave, Membership, Person
from apps.people.operations import (
    add_person,
    change_contract,
    end_employment,
    lend_person,
    set_leave,
    set_membership,
)
from apps.people.queries import home_team
from apps.portal.demo.cast import Cast
from apps.portal.demo.company import LEAVES, LOAN, Agent
from apps.portal.demo.files import contract_in, plan_of, team_at
from apps.portal.demo.story import Story


def join(story: Story, cast: Cast) -> None:
    """Agents who came after the portal was set up, each added a week before the first day."""
    for agent in story.agents:
        starts = agent.works_from(story.until)
        if starts <= story.go_live or EmployeeNumber.objects.filter(number=agent.number).exists():
            continue
        add_person(
            name=agent.name,
            number=agent.number,
            starts=starts,
            team=cast.teams[agent.team],
            contract=contract_in(plan_of(agent.team), share=agent.share),
            by=cast.administrator,
            at=story.at(starts - timedelta(days=7), 15),
        )


def go_on(story: Story, cast: Cast) -> None:
    """Moves, partings, leave and the loan."""
    for agent in story.agents:
        person = cast.persons[agent.number]
        _move(story, cast, agent, person)
        _leave_company(story, cast, agent, person)
    _absences(story, cast)
    _loan(story, cast)


def _move(story: Story, cast: Cast, agent: Agent, person: Person) -> None:
    if agent.moved is None:
        return
    code = team_at(agent, story.until, story.until)
    day, team = story.before_end(agent.moved[0]), cast.teams[code]
    if day > story.go_live and home_team(person.pk, day) != team:
        moment = story.at(day - timedelta(days=5), 16)
        set_membership(person=person, team=team, starts=day, by=cast.administrator, at=moment)
        costs = contract_in(plan_of(code), share=agent.share)
        change_contract(person=person, contract=costs, starts=day, by=cast.administrator, at=moment)


def _leave_company(story: Story, cast: Cast, agent: Agent, person: Person) -> None:
    ends = agent.works_until(story.until)
    if ends is not None and Employment.objects.filter(person=person, ends__isnull=True).exists():
        last = ends - timedelta(days=1)
        moment = story.at(last - timedelta(days=14), 11)
        end_employment(person=person, last_day=last, by=cast.administrator, at=moment)


def _absences(story: Story, cast: Cast) -> None:
    for number, before, length, kind in LEAVES:
        person = cast.persons.get(number)
        first = story.before_end(before)
        if person is None or Leave.objects.filter(person=person, first_day=first).exists():
            continue
        told = first if kind == LeaveKind.SICK else first - timedelta(days=12)
        set_leave(
            person=person,
            first_day=first,
            last_day=first + timedelta(days=length - 1),
            kind=LeaveKind(kind),
            by=cast.administrator,
            at=story.at(max(told, story.go_live), 9, 20),
        )


def _loan(story: Story, cast: Cast) -> None:
    number, code, before, length = LOAN
    person, team = cast.persons.get(number), cast.teams[code]
    if person is None or Membership.objects.filter(person=person, kind=MembershipKind.LOAN).exists():
        return
    first = story.before_end(before)
    lend_person(
        person=person,
        team=team,
        first_day=first,
        last_day=first + timedelta(days=length - 1),
        by=cast.administrator,
        at=story.at(first - timedelta(days=3), 10),
    )
