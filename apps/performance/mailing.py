"""The day's insights as a letter: Django's mail, in the reader's language."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from apps.people.clock import organisation
from apps.people.written import day_text, money
from apps.performance.choices import InsightKind
from apps.performance.insights.sentences import insight_sentence
from apps.performance.models import Insight

LOG: Final = logging.getLogger(__name__)


def mail_insights(
    addresses: Mapping[int, tuple[str, str]], told: Mapping[int, Sequence[Insight]], day: date
) -> int:
    """Send each person their insights of the day. A mail server that is down stops nobody else.

    Returns how many letters went out.
    """
    sent = 0
    for person_id, (address, language) in addresses.items():
        with translation.override(language or None):
            subject = _("%(count)s things stand out, figures through %(day)s") % {
                "count": len(told[person_id]),
                "day": day_text(day),
            }
            try:
                sent += send_mail(subject, letter_text(told[person_id]), None, [address])
            except OSError:
                LOG.warning("insights of %s were not mailed to person %s", day, person_id)
    return sent


def letter_text(insights: Sequence[Insight]) -> str:
    """One paragraph an insight: whom, what, the figures, what it costs."""
    currency = organisation().currency
    parts = []
    for one in insights:
        team = f" ({one.team.name})" if one.team is not None and one.subject != "team" else ""
        lines = [
            f"{one.name}{team}: {InsightKind(one.kind).label}",
            insight_sentence(one.kind, one.n, one.values, currency=currency),
        ]
        if one.cost_minor:
            lines.append(_("About %(amount)s of sales.") % {"amount": money(one.cost_minor, currency)})
        parts.append("\n".join(lines))
    return "\n\n".join([*parts, _("The records behind each figure: Insights, in the portal.")])
