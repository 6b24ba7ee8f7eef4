"""The sentences of the notices that coaching leaves."""

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.metrics.catalogue import kpi_name

SENTENCES: Final[dict[str, str | Promise]] = {
    "coaching.assigned": _("%(coach)s will coach you on %(topic)s until %(due)s. See why, in figures."),
    "coaching.given": _("You coach %(person)s on %(topic)s until %(due)s. See why, in figures."),
    "coaching.session": _("%(by)s wrote down your talk of %(day)s."),
    "coaching.closed": _("Your coaching was closed: see what came of it."),
}


def topic_words(topic: Sequence[str]) -> str:
    """What a coaching is about, from the KPI's code and stored name; the score where both are empty."""
    code, name = topic
    return kpi_name(code, name) if code else str(_("Score"))
