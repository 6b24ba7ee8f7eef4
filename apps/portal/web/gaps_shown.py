"""What moved sales: the waterfall and its table, written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from apps.people.written import adding_up, currency_sign, minor_digits, month_text, percent, written
from apps.performance.gaps import Against, Basis, Driver, SalesGap

NAMES: Final[dict[str, Promise]] = {
    "calls": gettext_lazy("Outbound calls"),
    "contacts": gettext_lazy("Customers reached"),
    "contact_rate": gettext_lazy("Customers reached per call"),
    "conversion": gettext_lazy("Buyers per customer reached"),
    "orders_per_buyer": gettext_lazy("Orders per buyer"),
    "amount_per_order": gettext_lazy("Amount per order"),
    "uncontacted": gettext_lazy("Orders nobody called for"),
    "refunds": gettext_lazy("Refunds and cancellations"),
}
SHORT: Final[dict[str, Promise]] = {
    "calls": pgettext_lazy("driver", "Calls"),
    "contacts": pgettext_lazy("driver", "Reached"),
    "contact_rate": pgettext_lazy("driver", "Reached"),
    "conversion": pgettext_lazy("driver", "Buyers"),
    "orders_per_buyer": pgettext_lazy("driver", "Orders"),
    "amount_per_order": pgettext_lazy("driver", "Amount"),
    "uncontacted": pgettext_lazy("driver", "Not called"),
    "refunds": pgettext_lazy("driver", "Refunds"),
}
KPIS: Final = {"calls": "outbound_calls", "conversion": "conversion_rate", "refunds": "refund_amount"}
MONEY: Final = frozenset({"amount_per_order", "uncontacted", "refunds"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverShown:
    """One driver in words and figures; `url` opens its own figure where there is one."""

    code: str
    name: str
    basis: str
    before: str
    after: str
    part: str
    is_loss: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapShown:
    """The panel."""

    drivers: list[DriverShown]
    before_name: str
    after_name: str
    before: str
    after: str
    gap: str
    is_loss: bool
    chart: dict[str, Any]
    table: dict[str, Any]


def gap_shown(found: SalesGap, *, month: date, currency: str, figures: Mapping[str, str]) -> GapShown:
    """The gap as the page shows it. `figures`: addresses of single figures by KPI."""
    parts = _written_parts(found, currency)
    names = _before_name(found), month_text(month)
    drivers = [
        _driver(one, part, currency, figures.get(KPIS.get(one.code, ""), ""))
        for one, part in zip(found.drivers, parts, strict=True)
    ]
    before, after = _amount(found.before, currency), _amount(found.after, currency)
    gap = written(found.gap / 10 ** minor_digits(currency), 0, plus=True)
    rows = [[one.name, one.before, one.after, one.part] for one in drivers]
    return GapShown(
        drivers=drivers,
        before_name=names[0],
        after_name=names[1],
        before=before,
        after=after,
        gap=gap,
        is_loss=found.gap < 0,
        chart=_chart(found, names, currency),
        table={
            "head": [pgettext("of a gap", "Driver"), *names, currency],
            "rows": [*rows, [_("Net sales"), before, after, gap]],
        },
    )


def figure_links(subject: str, subject_id: int, month: date, last: date) -> dict[str, str]:
    """Where the single figures of the drivers are opened, through the last day that counts."""
    return {
        kpi: f"{reverse('figure', args=[kpi, subject, subject_id, f'{month:%Y-%m}'])}?to={last:%Y-%m-%d}"
        for kpi in (*KPIS.values(), "sales_amount")
    }


def _before_name(found: SalesGap) -> str:
    if found.against is Against.TARGET or found.other is None:
        return _("Target to date")
    return month_text(found.other.first)


def _written_parts(found: SalesGap, currency: str) -> list[str]:
    """Whole amounts that add up to the gap as it is written."""
    unit = 10 ** minor_digits(currency)
    parts = adding_up([driver.part / unit for driver in found.drivers], 0)
    return [written(part, 0, plus=True) for part in parts]


def _driver(one: Driver, part: str, currency: str, url: str) -> DriverShown:
    return DriverShown(
        code=one.code,
        name=str(NAMES[one.code]),
        basis="" if one.basis is Basis.MEASURED else str(one.basis.label),
        before=_factor(one.code, one.before, currency),
        after=_factor(one.code, one.after, currency),
        part=part,
        is_loss=one.part < 0,
        url=url,
    )


def _factor(code: str, value: Fraction | None, currency: str) -> str:
    if value is None:
        return "–"
    if code in MONEY:
        return _amount(value, currency)
    if code in {"contact_rate", "conversion"}:
        return percent(value, 2 if code == "conversion" else 1)
    return written(value, 3 if code == "orders_per_buyer" else 0)


def _amount(minor: Fraction, currency: str) -> str:
    return written(minor / 10 ** minor_digits(currency), 0)


def _chart(found: SalesGap, names: tuple[str, str], currency: str) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"name": names[0], "value": found.before, "total": True}]
    steps += [{"name": str(SHORT[one.code]), "value": one.part} for one in found.drivers]
    steps.append({"name": names[1], "value": found.after, "total": True})
    return {
        "steps": steps,
        "unit": "money",
        "sign": currency_sign(currency),
        "per": 10 ** minor_digits(currency),
        "names": {"floor": _("axis starts at %s")},
    }
