"""How a mapping reads a file, in words: what was declared, because it is never guessed."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.intake.controls import amount_text, currency_of
from apps.intake.models import Batch
from apps.people.written import digits

DATES: Final = {
    "ymd": gettext_lazy("year, month, day"),
    "mdy": gettext_lazy("month, day, year"),
    "dmy": gettext_lazy("day, month, year"),
}
DURATIONS: Final = {
    "seconds": gettext_lazy("seconds"),
    "clock": gettext_lazy("clock, as 0:02:23"),
    "clock_1900": gettext_lazy("clock with a date before it"),
}


def reading_facts(spec: Mapping[str, Any]) -> list[str]:
    """Order of dates, unit of durations, decimal sign, and the sheet or delimiter where one is declared."""
    dates = str(DATES[spec.get("dates", "ymd")])
    durations = str(DURATIONS[spec.get("durations", "seconds")])
    facts = [
        _("dates: %(order)s") % {"order": dates},
        _("durations: %(unit)s") % {"unit": durations},
        _("decimal sign “%(sign)s”") % {"sign": spec.get("decimal", ".")},
    ]
    reading = spec.get("reading", {})
    if reading.get("sheet"):
        facts.append(_("sheet %(sheet)s") % {"sheet": reading["sheet"]})
    if reading.get("delimiter", "auto") == "\t":
        facts.append(_("columns parted by a tab"))
    elif reading.get("delimiter", "auto") != "auto":
        facts.append(_("columns parted by %(sign)s") % {"sign": reading["delimiter"]})
    return facts


def control_facts(batch: Batch) -> list[str]:
    """What the file was said to hold: nothing, rows, or the sum of its amounts, or both."""
    facts = []
    if batch.control_rows is not None:
        said = ngettext("%(n)s row", "%(n)s rows", batch.control_rows)
        facts.append(said % {"n": digits(batch.control_rows, 0)})
    if batch.control_sum is not None:
        total = amount_text(batch.control_sum, currency_of(batch.source))
        facts.append(_("amounts of %(total)s") % {"total": total})
    return facts
