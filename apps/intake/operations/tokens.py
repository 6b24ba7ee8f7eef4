"""Tokens by which programs push records of one source. Only a hash is kept: a token is shown once."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake.models import Source, SourceToken
from apps.people.models import User
from apps.people.refusals import Refusal

BYTES: Final = 32
HINT: Final = 4
NOTED_EVERY: Final = timedelta(minutes=1)  # a program that pushes each second does not write each second


class TokenUnnamed(Refusal):
    """A token without a name cannot be told from others."""

    sentence = _("Say which program it is for.")
    field = "name"


def token_hash(secret: str) -> str:
    """What is kept of a token. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def give_source_token(*, source: Source, name: str, by: User, at: datetime) -> tuple[SourceToken, str]:
    """A new token of a source, and its text, which nobody can read again."""
    if not name.strip():
        raise TokenUnnamed
    secret = secrets.token_urlsafe(BYTES)
    token = SourceToken.objects.create(
        source=source,
        name=name.strip(),
        sha256=token_hash(secret),
        hint=secret[-HINT:],
        created_by=by,
        created_at=at,
    )
    audit.record(
        verb="source_token.given", subject=source, by=by, at=at, after={"token": token.pk, "name": token.name}
    )
    return token, secret


@transaction.atomic
def revoke_source_token(*, token: SourceToken, by: User, at: datetime) -> bool:
    """End a token. False where it had ended already."""
    ended = SourceToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by=by
    )
    if ended:
        after = {"token": token.pk, "name": token.name}
        audit.record(verb="source_token.revoked", subject=token.source, by=by, at=at, after=after)
    return bool(ended)


def note_use(*, token: SourceToken, at: datetime) -> None:
    """Note that a token was used, at most once a minute."""
    due = Q(used_at__isnull=True) | Q(used_at__lt=at - NOTED_EVERY)
    SourceToken.objects.filter(due, pk=token.pk).update(used_at=at)
