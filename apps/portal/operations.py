"""Writes of the portal: keys for programs that read on someone's behalf."""

from datetime import datetime

from apps.people.models import User
from apps.people.operations import tokens


def issue_token(*, user: User, by: User, at: datetime) -> str:
    """Make a key for the API and return it; an earlier one stops working. It is shown once."""
    return str(tokens.give_token(user=user, by=by, at=at).key)


def revoke_token(*, user: User, by: User, at: datetime) -> bool:
    """Take the key away; whether there was one."""
    return tokens.revoke_token(user=user, by=by, at=at)
