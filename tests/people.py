"""Small companies for tests: made through people's own operations."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from apps.people.choices import Role
from apps.people.models import Person, Team, User
from apps.people.operations import add_person, add_team, grant_role, set_leader

AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
START = date(2026, 1, 1)


@dataclass(slots=True)
class Company:
    """Makes teams and people with ever new codes and numbers."""

    made: int = field(default=0)

    def team(self, name: str, parent: Team | None = None) -> Team:
        self.made += 1
        return add_team(code=f"T{self.made}", name=name, site=None, parent=parent, by=None, at=AT)

    def person(
        self, name: str, team: Team | None = None, *, role: Role | None = Role.AGENT, starts: date = START
    ) -> Person:
        self.made += 1
        return add_person(
            name=name, number=f"{self.made:05}", starts=starts, team=team, role=role, by=None, at=AT
        )

    def login(self, person: Person, *roles: Role) -> User:
        """A sign-in for the person, with further roles."""
        self.made += 1
        user = User.objects.create_user(username=f"user{self.made}", password="a-long-password-1")
        person.user = user
        person.save(update_fields=["user"])
        for role in roles:
            grant_role(person=person, role=role, starts=START, by=None, at=AT)
        return user

    def user(self, name: str, *roles: Role) -> User:
        """A person without team, with these roles, and a sign-in."""
        return self.login(self.person(name, role=None), *roles)

    def manager(self, name: str, team: Team) -> User:
        """A person who leads the team, with a sign-in."""
        person = self.person(name, role=None)
        set_leader(team=team, person=person, starts=START, by=None, at=AT)
        return self.login(person)
