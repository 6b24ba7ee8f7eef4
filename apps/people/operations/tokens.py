"""Tokens by which programs sign in as a person, made and ended by that person."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from rest_framework.authtoken.models import Token

from apps.audit import operations as audit
from apps.people.models import User

LIFETIME: Final = timedelta(days=90)


def is_worn(token: Token, *, at: datetime) -> bool:
    """Whether the token's time is over."""
    ends: datetime = token.created + LIFETIME
    return ends <= at


@transaction.atomic
def give_token(*, user: User, by: User, at: datetime) -> Token:
    """A new token for the user; the one before, if any, ends. The caller has checked the password."""
    User.objects.select_for_update().get(pk=user.pk)  # two at once would both insert
    Token.objects.filter(user=user).delete()
    token = Token.objects.create(user=user)
    Token.objects.filter(pk=token.pk).update(created=at)
    token.created = at
    audit.record(verb="token.issued", subject=user, by=by, at=at)
    return token


@transaction.atomic
def revoke_token(*, user: User, by: User, at: datetime) -> bool:
    """End the user's token; False where there was none."""
    ended, _ = Token.objects.filter(user=user).delete()
    if ended:
        audit.record(verb="token.revoked", subject=user, by=by, at=at)
    return bool(ended)
