"""A coach's brief in words and figures, as it was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from apps.coaching.choices import Outcome
from apps.coaching.drivers import DRIVERS
from apps.coaching.models import Assignment
from apps.coaching.web.course import Bar, Json, bar_of, value_text
from apps.coaching.web.shown import NO_DATA, TONES
from apps.coaching.windows import Reading
from apps.goals.amounts import MICROS
from apps.metrics.catalogue import kpi_name
from apps.metrics.choices import Unit
from apps.metrics.written import kpi_written
from apps.people.clock import organisation
from apps.people.written import adding_up, currency_sign, minor_digits, percent, written


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefLine:
    """A KPI of the brief in words."""

    name: str
    value: str
    n: str
    target: str
    peers: str
    bar: Bar | None
    tone: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefShown:
    """The brief in words and figures."""

    month: date
    final: bool
    lines: list[BriefLine]
    topic: BriefLine | None
    strengths: list[BriefLine]
    gap: dict[str, Any] | None
    mix: dict[str, Any] | None
    records: Mapping[str, Any]
    last: dict[str, str] | None


def brief_shown(assignment: Assignment, brief: Json) -> BriefShown | None:
    """The stored brief, or one just made; None where it was forgotten or has not been made."""
    if "lines" not in brief:
        return None
    lines = {line["code"]: _brief_line(line) for line in brief["lines"]}
    return BriefShown(
        month=date.fromisoformat(brief["month"]),
        final=brief["final"],
        lines=list(lines.values()),
        topic=lines.get(assignment.kpi_code),
        strengths=[lines[code] for code in brief["strengths"] if code in lines],
        gap=gap_shown(brief["gap"]) if brief["gap"] else None,
        mix=mix_shown(brief["mix"]) if brief["mix"] else None,
        records=_records(brief["records"]),
        last=_last(brief["last"]) if brief["last"] else None,
    )


def gap_shown(gap: Json) -> dict[str, Any]:
    """The gap of sales by its drivers: table and waterfall, amounts that add up as they are written."""
    currency = organisation().currency
    unit = 10 ** minor_digits(currency)
    parts = adding_up([Fraction(one["part"]) / unit for one in gap["drivers"]], 0)
    before, after = Fraction(gap["before"]), Fraction(gap["after"])
    rows = [
        {
            "name": str(DRIVERS[one["code"]]),
            "before": _driver_value(one["code"], one["before"]),
            "after": _driver_value(one["code"], one["after"]),
            "part": written(part, 0, plus=True),
            "loss": part < 0,
        }
        for one, part in zip(gap["drivers"], parts, strict=True)
    ]
    steps = [
        {"name": _("Target"), "value": before, "total": True},
        *(
            {"name": str(DRIVERS[one["code"]]), "value": Fraction(one["part"])}
            for one in gap["drivers"]
            if Fraction(one["part"])
        ),
        {"name": _("Actual"), "value": after, "total": True},
    ]
    money = {"unit": "money", "sign": currency_sign(currency), "per": unit}
    costliest = min(rows, key=lambda row: Fraction(parts[rows.index(row)]), default=None)
    return {
        "rows": rows,
        "before": kpi_written(before / unit, unit=Unit.MONEY, decimals=0, currency=currency),
        "after": kpi_written(after / unit, unit=Unit.MONEY, decimals=0, currency=currency),
        "gap": written((after - before) / unit, 0, plus=True),
        "costliest": costliest["name"] if costliest and costliest["loss"] else "",
        "chart": {"steps": steps, **money, "names": {"floor": _("The axis starts at %s")}},
    }


def mix_shown(mix: Json) -> dict[str, Any]:
    """Shared, mix and own as bars and points, with the lists behind them."""
    rate = mix["unit"] == Unit.RATE
    parts = {name: Fraction(mix[name]) for name in ("shared", "mix", "own")}
    top = max((abs(value) for value in parts.values()), default=Fraction(1)) or Fraction(1)
    words = {
        "shared": (_("Shared"), _("what all comparable teams lie beside the target")),
        "mix": (_("Mix"), _("what other lists and customers explain")),
        "own": (_("Own"), _("what is left, chance included")),
    }
    digits = max(mix["decimals"], 2) if rate else mix["decimals"]

    def points(value: Fraction) -> str:
        return written(value * 100 if rate else value, digits, plus=True)

    whole = sum((one["own"] or (0, 0))[1] for one in mix["segments"]) or 1
    theirs = sum((one["peers"] or (0, 0))[1] for one in mix["segments"]) or 1
    return {
        "name": kpi_name(mix["code"], mix["name"]),
        "parts": [
            {"name": words[name][0], "why": words[name][1], "value": value, "text": points(value)}
            for name, value in parts.items()
        ],
        "top": top,
        "gap": points(Fraction(mix["gap"])),
        "target": kpi_written(
            Fraction(mix["target"]),
            unit=mix["unit"],
            decimals=mix["decimals"],
            currency=organisation().currency,
        ),
        "segments": [_segment(one, mix, whole, theirs) for one in mix["segments"][:6]],
        "is_rate": rate,
    }


@dataclass(frozen=True, slots=True)
class _Unit:
    unit: str
    decimals: int


def _brief_line(line: Json) -> BriefLine:
    kpi = _Unit(line["unit"], line["decimals"])
    achievement = Fraction(line["achievement"]) if line["achievement"] else None
    tone, word = _state(achievement, line)
    value = Fraction(line["value"]) if line["value"] is not None else None
    target = Fraction(line["target"]) if line["target"] is not None else None
    share = line["numerator"] is not None and line["low"] is not None
    reading = Reading(value=value, n=line["n"], numerator=line["numerator"] or 0, is_share=share)
    return BriefLine(
        name=kpi_name(line["code"], line["name"]),
        value=value_text(value, kpi),
        n=written(line["n"], 0),
        target=value_text(target, kpi),
        peers=value_text(Fraction(line["peers"]) if line["peers"] is not None else None, kpi),
        bar=bar_of(reading, target, kpi, tone) if share else None,
        tone=tone,
        word=word,
    )


def _state(achievement: Fraction | None, line: Json) -> tuple[str, str]:
    if line["value"] is None:
        return "mut", _("No data")
    if line["n"] < line["min_sample"]:
        return "mut", _("Too few records")
    if achievement is None:
        return "mut", _("No target")
    if achievement >= 1:
        return "ok", _("Reached")
    return ("warn", _("Just missed")) if achievement >= Fraction(9, 10) else ("bad", _("Missed"))


def _driver_value(code: str, text: str | None) -> str:
    if text is None:
        return NO_DATA
    value, currency = Fraction(text), organisation().currency
    if code in {"amount_per_order", "uncontacted", "refunds"}:
        unit = 10 ** minor_digits(currency)
        return kpi_written(value / unit, unit=Unit.MONEY, decimals=0, currency=currency)
    if code in {"contact_rate", "conversion"}:
        return percent(value)
    return written(value, 2 if code == "orders_per_buyer" else 0)


def _segment(one: Json, mix: Json, whole: int, theirs: int) -> dict[str, str]:
    own, peers = one["own"] or (0, 0), one["peers"] or (0, 0)

    def ratio(parts: Sequence[int]) -> str:
        if not parts[1]:
            return NO_DATA
        value = Fraction(parts[0], parts[1] * mix["scale"])
        return kpi_written(
            value, unit=mix["unit"], decimals=mix["decimals"], currency=organisation().currency
        )

    return {
        "name": one["name"] or _("not named"),
        "own": ratio(own),
        "own_parts": _("%(k)s of %(n)s") % {"k": written(own[0], 0), "n": written(own[1], 0)},
        "peers": ratio(peers),
        "peers_parts": _("%(k)s of %(n)s") % {"k": written(peers[0], 0), "n": written(peers[1], 0)},
        "share": percent(Fraction(own[1], whole), 0),
        "their_share": percent(Fraction(peers[1], theirs), 0),
    }


def _records(records: Json) -> dict[str, Any]:
    rows = [
        {**row, "moment": datetime.fromisoformat(row["at"]) if "T" in row["at"] else None}
        | {"day": None if "T" in row["at"] else date.fromisoformat(row["at"])}
        for row in records["rows"]
    ]
    return {**records, "rows": rows}


def _last(last: Json) -> dict[str, str]:
    kpi = _Unit(last["unit"], last["decimals"])
    outcome = Outcome(last["outcome"])
    return {
        "behaviour": last["behaviour"],
        "kpi": kpi_name(last["code"], last["name"]),
        "number": value_text(Fraction(int(last["number"]), MICROS), kpi),
        "outcome": str(outcome.label),
        "tone": TONES[outcome],
    }
