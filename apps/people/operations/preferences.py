"""What people set for themselves."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people.models import User
from apps.people.refusals import Refusal


class UnknownLanguage(Refusal):
    """Only the languages of the portal."""

    sentence = _("The portal does not speak that language.")
    field = "language"


@transaction.atomic
def set_language(*, user: User, language: str, by: User, at: datetime) -> None:
    """Keep the language in which someone reads the portal; it follows them to another browser."""
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage
    before = user.language
    if before == language:
        return
    user.language = language
    user.save(update_fields=["language"])
    audit.record(
        verb="login.language_set",
        subject=user,
        by=by,
        at=at,
        before={"language": before},
        after={"language": language},
    )
