"""How a target was set, as a sentence in the language that is active now."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.goals.amounts import MICROS, amount_text
from apps.goals.choices import SplitBy, Spread
from apps.goals.drafts import LineDraft
from apps.people.written import month_text, plain


def origin_texts(lines: Iterable[LineDraft], currency: str) -> dict[str, str]:
    """By KPI code; empty where nothing is known."""
    return {line.code: origin_text(line.origin, line, currency) for line in lines}


def origin_text(origin: Mapping[str, Any], line: LineDraft, currency: str) -> str:
    """“Raised by 20 % in 3 months …”, “Reached often enough before”."""
    words = _SENTENCES.get(str(origin.get("code", "")))
    return "" if words is None else words(origin, line, currency)


def _words(origin: Mapping[str, Any], line: LineDraft, currency: str) -> str:
    change = Fraction(*origin["change"])
    values = {
        "kpi": line.kpi_name,
        "percent": plain(abs(100 * change), 2),
        "months": origin["months"],
        "first": _month(origin["first"]),
        "last": _month(origin["last"]),
        "baseline": amount_text(Fraction(origin["baseline"], MICROS), line.unit, line.decimals, currency),
        "baseline_first": _month(origin["baseline_first"]),
        "baseline_last": _month(origin["baseline_last"]),
        "spread": str(Spread(origin["spread"]).label),
    }
    if change >= 0:
        return (
            _(
                "Raise %(kpi)s by %(percent)s %% in %(months)s months (%(first)s to %(last)s), from "
                "%(baseline)s a "
                "month (%(baseline_first)s to %(baseline_last)s); %(spread)s."
            )
            % values
        )
    return (
        _(
            "Lower %(kpi)s by %(percent)s %% in %(months)s months (%(first)s to %(last)s), from "
            "%(baseline)s a "
            "month (%(baseline_first)s to %(baseline_last)s); %(spread)s."
        )
        % values
    )


def _bulk(origin: Mapping[str, Any], _line: LineDraft, _currency: str) -> str:
    percent = Fraction(*origin["percent"])
    return _("All targets changed by %(percent)s %%.") % {
        "percent": ("+" if percent > 0 else "−" if percent < 0 else "") + plain(abs(percent), 2)
    }


def _cascade(origin: Mapping[str, Any], line: LineDraft, currency: str) -> str:
    total = amount_text(Fraction(origin["total"], MICROS), line.unit, line.decimals, currency)
    method = str(SplitBy(origin["by"]).label) if origin["by"] in SplitBy.values else _("By hand")
    return _("Team target %(total)s over %(people)s agents: %(method)s.") % {
        "total": total,
        "people": origin["people"],
        "method": method,
    }


def _copied(_origin: Mapping[str, Any], _line: LineDraft, _currency: str) -> str:
    return _("Copied from an earlier scorecard.")


def _template(_origin: Mapping[str, Any], _line: LineDraft, _currency: str) -> str:
    return _("From the template of a focus.")


def _attainability(_origin: Mapping[str, Any], _line: LineDraft, _currency: str) -> str:
    return _("Chosen because it was reached often enough before.")


def _hand(_origin: Mapping[str, Any], _line: LineDraft, _currency: str) -> str:
    return _("Entered by hand.")


def _sheet(_origin: Mapping[str, Any], _line: LineDraft, _currency: str) -> str:
    return _("Read from a spreadsheet.")


def _month(text: str) -> str:
    return month_text(date.fromisoformat(f"{text}-01"))


_SENTENCES: Final[Mapping[str, Callable[[Mapping[str, Any], LineDraft, str], str]]] = {
    "words": _words,
    "bulk": _bulk,
    "cascade": _cascade,
    "copied": _copied,
    "template": _template,
    "attainability": _attainability,
    "hand": _hand,
    "sheet": _sheet,
}
