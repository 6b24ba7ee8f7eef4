"""Writes of the portal: keys for programs that read on someone's behalf."""

from datetime import datetime

from django.db import transaction
from rest_framework.authtoken.models import Token

from apps.audit import operations as audit
from apps.people.models import User


@transaction.atomic
def issue_token(*, user: User, by: User, at: datetime) -> str:
    """Make a key for the API and return it; an earlier one stops working. It is shown once."""
    Token.objects.filter(user=user).delete()
    made = Token.objects.create(user=user)
    audit.record(verb="token.issued", subject=user, by=by, at=at)
    return str(made.key)


@transaction.atomic
def revoke_token(*, user: User, by: User, at: datetime) -> bool:
    """Take the key away; whether there was one."""
    deleted, _rows = Token.objects.filter(user=user).delete()
    if deleted:
        audit.record(verb="token.revoked", subject=user, by=by, at=at)
    return bool(deleted)
