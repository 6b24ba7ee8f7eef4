"""Insights as they are shown and exported."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.audit.web.export import inert
from apps.people.clock import organisation
from apps.people.days import first_of_month
from apps.people.written import minor_digits, written
from apps.performance.choices import InsightKind, InsightSubject
from apps.performance.insights.rules import RULES
from apps.performance.insights.sentences import insight_sentence
from apps.performance.models import Insight

TONES: Final = {InsightKind.SILENT_SOURCE: "warn", InsightKind.CARRIED: "info", InsightKind.FALL: "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightShown:
    """One line: who, what, the figures, and where its records are opened."""

    insight: Insight
    title: str
    text: str
    rows_url: str
    url: str
    tone: str
    icon: str


def insights_shown(rows: Iterable[Insight]) -> list[InsightShown]:
    """Insights in the reader's language."""
    currency = organisation().currency
    return [_shown(one, currency) for one in rows]


def _shown(one: Insight, currency: str) -> InsightShown:
    kind = InsightKind(one.kind)
    return InsightShown(
        insight=one,
        title=str(kind.label),
        text=insight_sentence(one.kind, one.n, one.values, currency=currency),
        rows_url=_rows(one, kind),
        url=_page(one),
        tone=TONES.get(kind, "bad"),
        icon=RULES[kind].icon,
    )


def _rows(one: Insight, kind: InsightKind) -> str:
    """The figure with its records, over the days that were looked at."""
    kpi = RULES[kind].kpi
    if not kpi:
        return ""
    month = first_of_month(one.last)
    return f"{reverse('figure', args=[kpi, one.subject, one.subject_id, f'{month:%Y-%m}'])}?to={one.last}"


def _page(one: Insight) -> str:
    if one.subject == InsightSubject.SOURCE:
        return reverse("source", args=[one.subject_id])
    name = "team" if one.subject == InsightSubject.TEAM else "person"
    return reverse(name, args=[one.subject_id])


def _plain(minor: int | None, currency: str) -> str:
    if minor is None:
        return ""
    places = minor_digits(currency)
    return written(Fraction(minor, 10**places), places).replace(",", "")


def insights_sheet(rows: Sequence[InsightShown]) -> list[list[str]]:
    """Insights as a table of a file."""
    head = [
        _("Day"),
        _("About"),
        _("Team"),
        _("What stands out"),
        _("Figures"),
        "n",
        _("Cost"),
        _("Currency"),
    ]
    currency = organisation().currency
    return [
        head,
        *(
            [
                f"{one.insight.last:%Y-%m-%d}",
                inert(one.insight.name),
                inert(one.insight.team.name if one.insight.team else ""),
                one.title,
                inert(one.text),
                str(one.insight.n),
                _plain(one.insight.cost_minor, currency),
                "" if one.insight.cost_minor is None else currency,
            ]
            for one in rows
        ),
    ]
