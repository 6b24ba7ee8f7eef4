"""Built-in mappings, as data: a source starts from one and declares what is never guessed (its options)."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.intake.presets.calls import (
    CALL_AND_SURVEY,
    CLOUD,
    DIALER,
    EXTENSIONS,
    OUTBOUND,
    TELEMARKETING,
)
from apps.intake.presets.sales import (
    CRM_OPPORTUNITIES,
    CRM_ORDERS,
    FINANCE_REFUNDS,
    ORDER_CREDITS,
    ORDER_LINES,
    ORDERS_AND_REFUNDS,
)
from apps.intake.presets.service import COMPLAINTS, ENQUIRIES, QUALITY, SURVEY
from apps.intake.presets.work import DAILY_TOTALS, FOLLOW_UPS, SESSIONS
from apps.people.refusals import Refusal

PRESETS: Final[Mapping[str, tuple[str | Promise, dict[str, Any]]]] = {
    "dialer": (_("Dialer: one row a call"), DIALER),
    "call_and_survey": (_("Calls with the survey answer in the same row"), CALL_AND_SURVEY),
    "crm_orders": (_("CRM: orders"), CRM_ORDERS),
    "crm_opportunities": (_("CRM: opportunities; a won one is an order"), CRM_OPPORTUNITIES),
    "finance_refunds": (_("Finance: refunds"), FINANCE_REFUNDS),
    "survey": (_("Survey responses"), SURVEY),
    "complaints": (_("Complaints"), COMPLAINTS),
    "enquiries": (_("Enquiries"), ENQUIRIES),
    "quality": (_("Quality checks"), QUALITY),
    "outbound": (_("Outbound dialer without call ids"), OUTBOUND),
    "extensions": (_("Outbound calls of a switchboard, agents by extension"), EXTENSIONS),
    "telemarketing": (_("Calls from lists, with their results and follow-ups"), TELEMARKETING),
    "cloud_calls": (_("Cloud call centre: calls both ways, both ends named"), CLOUD),
    "daily_totals": (_("Daily totals by agent: measurements, the day is the file’s"), DAILY_TOTALS),
    "orders_and_refunds": (_("Orders, with what was refunded in the same row"), ORDERS_AND_REFUNDS),
    "order_lines": (_("Lines of orders"), ORDER_LINES),
    "order_credits": (_("Credits of orders: whose share"), ORDER_CREDITS),
    "sessions": (_("Time logged in and on break, by agent and day"), SESSIONS),
    "follow_ups": (_("Follow-ups promised and done"), FOLLOW_UPS),
}
TOP_OPTIONS: Final = ("dates", "durations", "decimal", "thousands", "region")
READING_OPTIONS: Final = ("delimiter", "sheet", "encoding", "header_row", "first_column")
REFERENCE_OPTIONS: Final = {"agents": "agent", "customers": "customer"}
OPTIONS: Final = (*TOP_OPTIONS, *READING_OPTIONS, *REFERENCE_OPTIONS)


class UnknownPreset(Refusal):
    """There is no such preset."""

    sentence = _("There is no preset “%(preset)s”. There are: %(known)s.")
    field = "preset"


class UnknownOption(Refusal):
    """A preset has no such option."""

    sentence = _("There is no option “%(option)s”. There are: %(known)s.")
    field = "options"


def preset_spec(code: str, options: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The preset's mapping (JSON) with what is declared for one source.

    Options: `dates` (ymd, mdy, dmy), `durations` (seconds, clock, clock_1900), `decimal`, `thousands`,
    `region` (of phone numbers without a country's code), `delimiter`, `sheet`, `encoding`, `header_row`,
    `first_column`, `agents` (number, name, email, extension, alias) and `customers` (id, name, phone).
    Whether a value is allowed is checked where every mapping is: `mapping.parse`.
    """
    if code not in PRESETS:
        raise UnknownPreset(preset=code, known=", ".join(PRESETS))
    spec = copy.deepcopy(PRESETS[code][1])
    for option, value in (options or {}).items():
        _declare(spec, option, value)
    return spec


def _declare(spec: dict[str, Any], option: str, value: str) -> None:
    if option in TOP_OPTIONS:
        spec[option] = value
        if option == "durations":
            _declare_durations(spec, value)
    elif option in READING_OPTIONS:
        spec.setdefault("reading", {})[option] = int(value) if value.isdigit() else value
    elif option in REFERENCE_OPTIONS:
        for record in spec["records"]:
            if record.get(REFERENCE_OPTIONS[option]):
                record[REFERENCE_OPTIONS[option]]["by"] = value
    else:
        raise UnknownOption(option=option, known=", ".join(OPTIONS))


def _declare_durations(spec: dict[str, Any], unit: str) -> None:
    """Where a number may be of anything, its own unit says that it is a duration."""
    for record in spec["records"]:
        for rule in record["fields"].values():
            if (
                isinstance(rule, dict)
                and "unit" in rule
                and (record["type"] == "measurement" or "above" in rule)
            ):
                rule["unit"] = unit
