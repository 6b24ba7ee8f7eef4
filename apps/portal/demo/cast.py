"""Who acts in the story: persons and their sign-ins, found by employee number."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from apps.people.models import Person, Team, User
from apps.portal.demo.company import LEADERS, TEAMS

DIRECTOR, HR, REWARDS, STEWARD, ADMINISTRATOR = "E0901", "E0902", "E0903", "E0904", "E0905"
HEAD_OF_SALES: Final = "E0801"


@dataclass(frozen=True)
class Cast:
    """Reads everyone once; made after the sign-ins are there."""

    @cached_property
    def persons(self) -> dict[str, Person]:
        """By employee number."""
        people = Person.objects.select_related("user").prefetch_related("numbers")
        return {number.number: person for person in people for number in person.numbers.all()}

    @cached_property
    def teams(self) -> dict[str, Team]:
        """By code."""
        return {team.code: team for team in Team.objects.all()}

    def user(self, number: str) -> User:
        """The sign-in of the person with the number."""
        user = self.persons[number].user
        if user is None:
            raise LookupError(f"{number} has no sign-in")
        return user

    @property
    def director(self) -> User:
        """Irene Chan: approves payouts, publishes plans, owns the objectives."""
        return self.user(DIRECTOR)

    @property
    def hr(self) -> User:
        """Grace Cheng: decides exceptions, locks and exports."""
        return self.user(HR)

    @property
    def rewards(self) -> User:
        """Michael Wong: writes plans, calculates and submits."""
        return self.user(REWARDS)

    @property
    def steward(self) -> User:
        """Sandy Kwok: connects sources, imports, closes months."""
        return self.user(STEWARD)

    @property
    def administrator(self) -> User:
        """Albert Yu: people, teams, sign-ins."""
        return self.user(ADMINISTRATOR)

    def leader(self, team: str) -> User:
        """Whoever leads the team with the code."""
        return self.user(leader_number(team))


def leader_number(team: str) -> str:
    """The employee number of the leader of a team."""
    name = next(plan.leader for plan in TEAMS if plan.code == team)
    return next(leader.number for leader in LEADERS if leader.name == name)
