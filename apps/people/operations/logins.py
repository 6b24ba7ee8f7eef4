"""Sign-ins: made for a person by an administrator."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people.models import Person, User
from apps.people.refusals import Refusal


class HasLogin(Refusal):
    """One sign-in a person."""

    sentence = _("%(name)s has the sign-in %(username)s already.")


class UsernameTaken(Refusal):
    """Sign-in names are unique."""

    sentence = _("The sign-in name %(username)s is taken.")
    field = "username"


class UsernameUnusable(Refusal):
    """A sign-in name has plain characters."""

    sentence = _("A sign-in name has letters, digits and @ . + - _ only, at most 150 of them.")
    field = "username"


class WeakPassword(Refusal):
    """The password is too easy to guess."""

    sentence = _("%(why)s")
    field = "password"


class OwnLogin(Refusal):
    """Nobody locks themselves out."""

    sentence = _("You cannot close your own sign-in.")


@transaction.atomic
def create_login(
    *, person: Person, username: str, password: str | None, by: User | None, at: datetime, language: str = ""
) -> User:
    """Make a sign-in for the person; what it may see follows from the person's roles and teams.

    Without a password nobody gets in by it until an administrator gives it one (`set_password`).
    """
    if person.user is not None:
        raise HasLogin(name=person.name, username=person.user.username)
    user = User(username=username.strip(), first_name=person.name[:150], language=language)
    _check_username(user)
    if password is not None:
        _check_password(password, user)
    user.set_password(password)
    user.save()
    person.user = user
    person.save(update_fields=["user"])
    audit.record(verb="login.created", subject=person, by=by, at=at, after={"username": user.username})
    return user


@transaction.atomic
def set_password(*, user: User, password: str, by: User | None, at: datetime) -> None:
    """Give the sign-in another password; sessions with the old one end."""
    _check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(verb="login.password_set", subject=user, by=by, at=at)


@transaction.atomic
def set_login_open(*, user: User, is_open: bool, by: User | None, at: datetime) -> None:
    """Close a sign-in, or open it again; a closed one gets in nowhere, whatever its session."""
    if by is not None and user.pk == by.pk and not is_open:
        raise OwnLogin
    before = user.is_active
    user.is_active = is_open
    user.save(update_fields=["is_active"])
    verb = "login.opened" if is_open else "login.closed"
    audit.record(verb=verb, subject=user, by=by, at=at, before={"open": before}, after={"open": is_open})


def _check_username(user: User) -> None:
    try:
        user.clean_fields(exclude=["password", "last_name", "email", "language"])
    except ValidationError as error:
        raise UsernameUnusable from error
    if User.objects.filter(username__iexact=user.username).exists():
        raise UsernameTaken(username=user.username)


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(why=" ".join(error.messages)) from error
