"""The table of the trail."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.audit.models import Entry
from apps.audit.verbs import holds_pay, label, pay_hidden


def changes_of(entry: Entry) -> list[tuple[str, str, str]]:
    """(what, before, after) of everything that differs, in order of name."""
    names = sorted(entry.before.keys() | entry.after.keys())
    pairs = [(name, _text(entry.before.get(name)), _text(entry.after.get(name))) for name in names]
    return [(name, before, after) for name, before, after in pairs if before != after]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


class EntryTable(tables.Table):
    """Entries as they stand, newest first: the trail is read in the order it was written.

    `pay`: whether the reader may see amounts of pay.
    """

    at = tables.TemplateColumn(
        "{% load figures %}{{ record.at|moment }}", verbose_name=_("When"), attrs={"td": {"class": "nw"}}
    )
    actor_label = tables.Column(verbose_name=_("Who"), accessor="who")
    verb = tables.Column(verbose_name=_("What"))
    subject_label = tables.Column(verbose_name=_("On"))
    changes = tables.Column(verbose_name=_("Before and after"), empty_values=())
    reason = tables.Column(verbose_name=_("Reason"), default="")

    class Meta:
        attrs = {"class": "table card-table table-vcenter table-stack", "id": "entries"}
        orderable = False

    def __init__(self, *args: Any, pay: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pay = pay

    def render_verb(self, value: str) -> str:
        """The verb in words."""
        return label(value)

    def render_changes(self, record: Entry) -> SafeString:
        """Each thing that changed on a line of its own."""
        if holds_pay(record.verb) and not self.pay:
            return format_html('<span class="c-mut">{}</span>', pay_hidden())
        line = '<div class="small mono"><span class="c-mut">{}</span> {}<b>{}</b></div>'
        rows = (
            (name, f"{before} → " if before else "", after or "–")
            for name, before, after in changes_of(record)
        )
        return format_html_join("", line, rows)

    def render_subject_label(self, record: Entry) -> SafeString:
        """The object's name as it was then, and which object it is."""
        kind = record.subject_type.rpartition(".")[2]
        return format_html(
            '{} <span class="c-mut mono">{} {}</span>', record.subject_label, kind, record.subject_id
        )
