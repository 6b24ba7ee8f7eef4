"""Narrowing the trail: who, what, when, on which object."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.audit.models import Entry
from apps.audit.queries import verbs_used
from apps.audit.verbs import label


def _verbs() -> list[tuple[str, str]]:
    return [(verb, label(verb)) for verb in verbs_used()]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EntryFilter(django_filters.FilterSet):
    """Text is looked for in the names of who and what; days are the organisation's."""

    q = django_filters.CharFilter(method="by_text", label=_("Search"))
    verb = django_filters.ChoiceFilter(choices=_verbs, label=_("What"), empty_label=_("Everything"))
    first = django_filters.DateFilter(method="from_day", label=_("From"), widget=_day())
    last = django_filters.DateFilter(method="to_day", label=_("To"), widget=_day())

    class Meta:
        model = Entry
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def by_text(self, entries: QuerySet[Entry], _name: str, text: str) -> QuerySet[Entry]:
        """Entries whose actor, object or reason has the text in it."""
        found = Q(actor_label__icontains=text) | Q(subject_label__icontains=text) | Q(reason__icontains=text)
        return entries.filter(found | Q(subject_id=text))

    def from_day(self, entries: QuerySet[Entry], _name: str, day: date) -> QuerySet[Entry]:
        """Entries of the day and later."""
        return entries.filter(at__gte=day_starts(day, self.zone))

    def to_day(self, entries: QuerySet[Entry], _name: str, day: date) -> QuerySet[Entry]:
        """Entries of the day and earlier."""
        return entries.filter(at__lt=day_starts(day + timedelta(days=1), self.zone))


def day_starts(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local day begins."""
    return datetime.combine(day, time(), zone)
