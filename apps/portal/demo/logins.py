"""The demo company's sign-ins: one of each role with a password to look around, the others without."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.people.choices import Role
from apps.people.clock import organisation
from apps.people.models import User
from apps.portal.demo.company import NAME

PASSWORD: Final = "portal-demo"  # noqa: S105  shown on the sign-in page of the demo company


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One way in: whose, as what, and what there is to see."""

    username: str
    number: str
    name: str
    role: str | Promise
    about: str | Promise
    password: str = PASSWORD


LOGINS: Final = (
    Login(
        username="daniel.ho",
        number="E0802",
        name="Daniel Ho",
        role=Role.MANAGER.label,
        about=_("leads Outbound A"),
    ),
    Login(
        username="amy.lau", number="E1001", name="Amy Lau", role=Role.AGENT.label, about=_("in Outbound A")
    ),
    Login(
        username="grace.cheng",
        number="E0902",
        name="Grace Cheng",
        role=Role.HR.label,
        about=_("plans and payouts"),
    ),
    Login(
        username="sandy.kwok",
        number="E0904",
        name="Sandy Kwok",
        role=Role.STEWARD.label,
        about=_("sources, imports, periods"),
    ),
    Login(
        username="irene.chan",
        number="E0901",
        name="Irene Chan",
        role=Role.DIRECTOR.label,
        about=_("all teams; approves payouts"),
    ),
    Login(
        username="albert.yu",
        number="E0905",
        name="Albert Yu",
        role=Role.ADMINISTRATOR.label,
        about=_("people, roles, trail"),
    ),
)


def username_of(number: str) -> str:
    """The sign-in name of whoever has an employee number in the demo company."""
    return next((login.username for login in LOGINS if login.number == number), number.lower())


def shown_logins() -> tuple[Login, ...]:
    """The ways in that the sign-in page offers: those there are, and none outside the demo company."""
    if organisation().name != NAME:
        return ()
    there = set(
        User.objects.filter(username__in=[login.username for login in LOGINS], is_active=True).values_list(
            "username", flat=True
        )
    )
    return tuple(login for login in LOGINS if login.username in there)
