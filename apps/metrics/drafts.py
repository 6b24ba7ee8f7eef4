"""A KPI as somebody composes it, and what is wrong with it as it stands, without a look at the records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.metrics.choices import KpiDirection, Unit
from apps.metrics.measures import MEASURES
from apps.metrics.variants import BOUNDS, Filters, dimension_of, filters_of
from apps.metrics.wordings import dimension_words, measure_words


class Kind(StrEnum):
    """What a measure adds up: with which scale and in which unit it may be shown."""

    COUNT = "count"
    MONEY = "money"  # minor units
    SECONDS = "seconds"
    POINTS = "points"  # hundredths of a point
    PIECES = "pieces"  # thousandths
    MEASURED = "measured"  # millionths of any unit
    HOURLY = "hourly"  # × 3,600, to be divided by seconds
    NET = "net"  # × 100, to be divided by responses


KINDS: Final = {
    **dict.fromkeys(("order_amount", "reversed_amount", "net_sales"), Kind.MONEY),
    **dict.fromkeys(("new_market_amount", "contacted_amount"), Kind.MONEY),
    **dict.fromkeys(("talk_seconds", "wait_seconds", "wrap_up_seconds", "response_seconds"), Kind.SECONDS),
    **dict.fromkeys(("logged_in_seconds", "break_seconds"), Kind.SECONDS),
    **dict.fromkeys(("survey_score", "attitude", "professionalism", "problem_solving"), Kind.POINTS),
    "quality_score": Kind.POINTS,
    "pieces": Kind.PIECES,
    "measured_value": Kind.MEASURED,
    "calls_by_hour": Kind.HOURLY,
    "net_promoters": Kind.NET,
}
SCALES: Final = {Kind.MONEY: 100, Kind.POINTS: 100, Kind.PIECES: 1000, Kind.MEASURED: 1_000_000}
_UNITS: Final = {
    Kind.COUNT: (Unit.COUNT,),
    Kind.MONEY: (Unit.MONEY,),
    Kind.SECONDS: (Unit.SECONDS,),
    Kind.POINTS: (Unit.POINTS,),
    Kind.PIECES: (Unit.COUNT,),
    Kind.MEASURED: (Unit.POINTS, Unit.COUNT),
}
MOST_DECIMALS: Final = 4
MICROS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiDraft:
    """What somebody typed. `parameters` are kept as a version keeps them: numbers, choices, filters, bands.

    `bands`: by scenario ("" is any other) the four bounds in millionths of the unit: 0 % from, whole from,
    whole to, 0 % to.
    """

    name: str
    category: str
    horizon: str
    unit: str
    direction: str
    decimals: int
    numerator: str
    denominator: str = ""
    min_sample: int = 0
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def scale(self) -> int:
        """What the numerator is divided by to be in the KPI's unit."""
        above, below = kind_of(self.numerator), kind_of(self.denominator)
        return 1 if self.denominator and above == below else SCALES.get(above, 1)

    def filters(self, part: str) -> Filters:
        """What its numerator or denominator is narrowed to."""
        return filters_of(self.parameters, part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A sentence at a field of the form."""

    field: str
    sentence: str


def kind_of(code: str) -> Kind:
    """What a measure adds up."""
    return KINDS.get(code, Kind.COUNT)


def units_of(numerator: str, denominator: str) -> tuple[Unit, ...]:
    """The units in which one measure, or one over another, can be told; none where they do not fit."""
    above, below = kind_of(numerator), kind_of(denominator)
    if not denominator:
        return _UNITS.get(above, ())
    if above is Kind.HOURLY:
        return (Unit.COUNT,) if below is Kind.SECONDS else ()
    if above is Kind.NET:
        return (Unit.POINTS,) if denominator == "survey_responses" else ()
    if above == below:
        return (Unit.RATE, Unit.COUNT)
    return _UNITS.get(above, ()) if below is Kind.COUNT else ()


def settings_read(draft: KpiDraft) -> frozenset[str]:
    """The parameters that its measures read."""
    codes = [code for code in (draft.numerator, draft.denominator) if code]
    return frozenset(name for code in codes for name in MEASURES[code].settings)


def faults_of(draft: KpiDraft) -> list[Fault]:
    """Everything that is wrong with it, in the order of the form."""
    return [*_of_parts(draft), *_of_unit(draft), *_of_filters(draft), *_of_settings(draft), *_of_bands(draft)]


def _of_parts(draft: KpiDraft) -> Iterator[Fault]:
    same = draft.numerator == draft.denominator
    if same and draft.filters("numerator") == draft.filters("denominator"):
        yield Fault(
            field="denominator",
            sentence=_("This divides a measure by itself: the answer would always be 1."),
        )


def _of_unit(draft: KpiDraft) -> Iterator[Fault]:
    units = units_of(draft.numerator, draft.denominator)
    words = {"numerator": measure_words(draft.numerator), "denominator": measure_words(draft.denominator)}
    if not units and draft.denominator:
        sentence = _("“%(numerator)s” cannot be divided by “%(denominator)s”: they do not go together.")
        yield Fault(field="denominator", sentence=sentence % words)
    elif not units:
        sentence = _("“%(numerator)s” says nothing by itself: choose what it is divided by.")
        yield Fault(field="denominator", sentence=sentence % words)
    elif draft.unit not in units:
        allowed = ", ".join(str(unit.label) for unit in units)
        sentence = _("This unit does not fit what is measured. It can be: %(units)s.") % {"units": allowed}
        yield Fault(field="unit", sentence=sentence)
    if not 0 <= draft.decimals <= MOST_DECIMALS:
        yield Fault(field="decimals", sentence=_("Between 0 and 4 decimals."))


def _of_filters(draft: KpiDraft) -> Iterator[Fault]:
    for part, code in (("numerator", draft.numerator), ("denominator", draft.denominator)):
        chosen = draft.filters(part)
        known = MEASURES[code].dimensions if code else frozenset()
        for name, _values in chosen:
            if dimension_of(name) not in known:
                sentence = _("“%(measure)s” cannot be narrowed by this: its records do not say it.")
                words = {"measure": measure_words(code) if code else "–"}
                yield Fault(field=f"{part}_{name}", sentence=sentence % words)
        bounds = dict(chosen)
        low, high = bounds.get("amount_from"), bounds.get("amount_to")
        if low and high and low[0] >= high[0]:  # type: ignore[operator]
            sentence = _("The upper bound must be above the lower one: nothing would ever count.")
            yield Fault(field=f"{part}_amount_to", sentence=sentence)


def _of_settings(draft: KpiDraft) -> Iterator[Fault]:
    read = settings_read(draft)
    if "measurement" in read and not draft.parameters.get("measurement"):
        yield Fault(field="measurement", sentence=_("Which measurement? Enter the code its source gives it."))
    if {"promoter_from", "detractor_to"} <= read:
        parameters = draft.parameters
        if parameters["detractor_to"] >= parameters["promoter_from"]:
            sentence = _("Whoever detracts must score less than whoever promotes.")
            yield Fault(field="detractor_to", sentence=sentence)


def _of_bands(draft: KpiDraft) -> Iterator[Fault]:
    bands: Mapping[str, Any] = draft.parameters.get("bands", {})
    if bands and draft.direction != KpiDirection.BAND:
        yield Fault(field="direction", sentence=_("Only “inside a band” has a band."))
    for scenario, (bottom, low, high, top) in bands.items():
        if not bottom < low < high < top:
            sentence = _(
                "The band is upside down. Its four bounds must rise: 0 %% from, whole from, whole to, "
                "0 %% to."
            )
            yield Fault(field=f"band_{scenario}" if scenario else "band", sentence=sentence % {})


def dimension_label(name: str) -> str:
    """What a filter is called."""
    bound = {"amount_from": _("Amount from"), "amount_to": _("Amount below")}
    return bound[name] if name in BOUNDS else dimension_words(name)
