"""The form in which a KPI is composed. It translates what was typed into a draft, and faults into fields."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.intake.choices import Direction, Outcome
from apps.metrics.choices import Category, Horizon, KpiDirection, Unit
from apps.metrics.drafts import MICROS, Fault, KpiDraft, dimension_label, settings_read
from apps.metrics.measures import MEASURES
from apps.metrics.models import Kpi, KpiVersion
from apps.metrics.variants import CHOICES, DEFAULTS
from apps.metrics.wordings import measure_words

PARTS: Final = ("numerator", "denominator")
WORDS: Final = ("disposition", "campaign", "product", "market", "scenario", "queue", "list_code")
FIXED: Final = {"direction": Direction.choices, "outcome": Outcome.choices}
AMOUNTS: Final = ("amount_from", "amount_to")
BOUNDS: Final = (
    ("bottom", _("0 % from")),
    ("low", _("Whole from")),
    ("high", _("Whole to")),
    ("top", _("0 % to")),
)
NUMBERS: Final = {
    "look_back_days": (_("Contact at most so many days before"), 0, 366),
    "within_seconds": (_("Answered within (seconds)"), 0, 86_400),
    "top_score": (_("A top score from"), 0, None),
    "promoter_from": (_("Promoters score from"), 0, None),
    "detractor_to": (_("Detractors score up to"), 0, None),
    "new_customer_months": (_("New again after so many months"), 1, 120),
    "new_market_months": (_("A market is new for so many months"), 1, 120),
    "base_months": (_("Customers of so many months before"), 1, 24),
}
POINTS: Final = ("top_score", "promoter_from", "detractor_to")  # typed in points, kept in hundredths
STATES: Final = [("booked", _("Booked")), ("verified", _("Verified")), ("paid", _("Paid"))]
CONTACTS: Final = [
    ("connected", _("Outbound, answered")),
    ("dialled", _("Outbound, dialled")),
    ("offered", _("Inbound, offered")),
]


def measure_choices() -> list[tuple[str, str]]:
    """Every measure in words, alphabetically."""
    return sorted(((code, measure_words(code)) for code in MEASURES), key=lambda pair: pair[1].casefold())


class KpiForm(forms.Form):
    """A KPI: two measures at most, what each is narrowed to, and how it is told."""

    name = forms.CharField(label=_("Name"), max_length=120)
    numerator = forms.ChoiceField(label=_("What is measured"))
    denominator = forms.ChoiceField(label=_("Divided by"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices)
    decimals = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=4, initial=0)
    direction = forms.ChoiceField(label=_("Direction"), choices=KpiDirection.choices)
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    horizon = forms.ChoiceField(label=_("Horizon"), choices=Horizon.choices)
    min_sample = forms.IntegerField(
        label=_("Smallest sample"),
        min_value=0,
        max_value=1_000_000,
        initial=0,
        help_text=_("With fewer records a ratio is neither ranked nor paid nor coached on."),
    )
    order_state = forms.ChoiceField(label=_("An order counts when it is"), choices=STATES, required=False)
    contact = forms.ChoiceField(label=_("A contact is a call"), choices=CONTACTS, required=False)
    measurement = forms.CharField(label=_("Code of the measurement"), max_length=40, required=False)

    def __init__(self, *args: Any, words: Mapping[str, Iterable[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures = measure_choices()
        self.fields["numerator"].choices = measures  # type: ignore[attr-defined]
        self.fields["denominator"].choices = [("", _("nothing")), *measures]  # type: ignore[attr-defined]
        self._add_numbers()
        for part in PARTS:
            self._add_filters(part, words)
        for name, label in BOUNDS:
            self.fields[f"band_{name}"] = forms.DecimalField(label=label, required=False, max_digits=12)

    def narrowing(self, part: str) -> list[forms.BoundField]:
        """The fields that narrow a part."""
        return [self[f"{part}_{name}"] for name in (*FIXED, *WORDS, *AMOUNTS)]

    @property
    def narrowings(self) -> list[tuple[Any, bool, list[forms.BoundField]]]:
        """Both parts, each with whether something is chosen."""
        heads = {"numerator": _("Count only (numerator)"), "denominator": _("Count only (denominator)")}
        found = []
        for part, head in heads.items():
            fields = self.narrowing(part)
            found.append((head, any(field.value() or field.errors for field in fields), fields))
        return found

    @property
    def settings(self) -> list[forms.BoundField]:
        """The fields of what measures read beside their records."""
        return [self[name] for name in ("order_state", "contact", *NUMBERS, "measurement")]

    @property
    def band(self) -> list[forms.BoundField]:
        """The bounds of the band."""
        return [self[f"band_{name}"] for name, _label in BOUNDS]

    def clean(self) -> dict[str, Any]:
        """The draft, where it can be."""
        cleaned = super().clean() or {}
        bounds = [cleaned.get(f"band_{name}") for name, _label in BOUNDS]
        if any(bound is not None for bound in bounds) and None in bounds:
            self.add_error("band_bottom", _("Enter all four bounds of the band, or none."))
        return cleaned

    def draft(self, bands: Mapping[str, Any] | None = None) -> KpiDraft:
        """What was typed; only after the form is valid. `bands`: those of scenarios, which stay."""
        cleaned = self.cleaned_data
        draft = KpiDraft(
            name=" ".join(cleaned["name"].split()),
            category=cleaned["category"],
            horizon=cleaned["horizon"],
            unit=cleaned["unit"],
            direction=cleaned["direction"],
            decimals=cleaned["decimals"],
            numerator=cleaned["numerator"],
            denominator=cleaned["denominator"],
            min_sample=cleaned["min_sample"] if cleaned["denominator"] else 0,
            parameters={**self._settings(), **self._filters(), **self._bands(bands or {})},
        )
        read = settings_read(draft)
        kept = {
            name: value
            for name, value in draft.parameters.items()
            if name in {"filters", "bands"} or name in read
        }
        return KpiDraft(**{name: getattr(draft, name) for name in draft.__slots__} | {"parameters": kept})

    def show(self, faults: Iterable[Fault]) -> bool:
        """Put faults at their fields; whether there were any."""
        found = list(faults)
        for fault in found:
            place = "band_bottom" if fault.field.startswith("band") else fault.field
            self.add_error(place if place in self.fields else None, fault.sentence)
        return bool(found)

    def _add_numbers(self) -> None:
        for name, (label, least, most) in NUMBERS.items():
            if name in POINTS:
                self.fields[name] = forms.DecimalField(
                    label=label, min_value=least, max_digits=6, decimal_places=2, required=False
                )
                self.fields[name].initial = Decimal(DEFAULTS[name]) / 100
            else:
                self.fields[name] = forms.IntegerField(
                    label=label, min_value=least, max_value=most, required=False, initial=DEFAULTS[name]
                )

    def _add_filters(self, part: str, words: Mapping[str, Iterable[str]]) -> None:
        for name in (*FIXED, *WORDS):
            kept = self.initial.get(f"{part}_{name}", [])
            known = FIXED.get(name) or [(word, word) for word in sorted({*words.get(name, ()), *kept})]
            field = forms.MultipleChoiceField(label=dimension_label(name), choices=known, required=False)
            field.widget.attrs["size"] = 4
            self.fields[f"{part}_{name}"] = field
        for name in AMOUNTS:
            self.fields[f"{part}_{name}"] = forms.DecimalField(
                label=dimension_label(name), min_value=0, max_digits=14, decimal_places=2, required=False
            )

    def _settings(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        numbers = {}
        for name in NUMBERS:
            value = cleaned[name]
            typed = value if value is None or name not in POINTS else int(value * 100)
            numbers[name] = DEFAULTS[name] if typed is None else typed
        choices = {name: cleaned[name] or usual for name, usual in CHOICES.items()}
        return {**numbers, **choices}

    def _filters(self) -> dict[str, Any]:
        found = {part: dict(self._of_part(part)) for part in PARTS}
        chosen = {part: filters for part, filters in found.items() if filters}
        return {"filters": chosen} if chosen else {}

    def _of_part(self, part: str) -> Iterator[tuple[str, list[Any]]]:
        cleaned = self.cleaned_data
        for name in (*FIXED, *WORDS):
            if cleaned[f"{part}_{name}"]:
                yield name, sorted(cleaned[f"{part}_{name}"])
        for name in AMOUNTS:
            if cleaned[f"{part}_{name}"] is not None:
                yield name, [int(cleaned[f"{part}_{name}"] * 100)]

    def _bands(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        bounds = [self.cleaned_data[f"band_{name}"] for name, _label in BOUNDS]
        bands = {scenario: band for scenario, band in kept.items() if scenario}
        if None not in bounds:
            bands[""] = [int(bound * MICROS) for bound in bounds]
        return {"bands": bands} if bands else {}


class RedefineForm(KpiForm):
    """The same for another version: from a day on, and a yes where final figures move."""

    starts = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Earlier days keep the definition they were judged by."),
    )
    accept = forms.BooleanField(label=_("Change the figures of closed months, too"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


def initial_of(kpi: Kpi, version: KpiVersion, starts: date) -> dict[str, Any]:
    """What the form of a new version begins with."""
    parameters = {**DEFAULTS, **CHOICES, **version.parameters}
    numbers = {n: Decimal(parameters[n]) / 100 if n in POINTS else parameters[n] for n in NUMBERS}
    filters = {
        f"{part}_{name}": Decimal(values[0]) / 100 if name in AMOUNTS else values
        for part, chosen in version.parameters.get("filters", {}).items()
        for name, values in chosen.items()
    }
    band = version.parameters.get("bands", {}).get("")
    bounds = {
        f"band_{name}": (Decimal(bound) / MICROS).normalize()
        for (name, _label), bound in zip(BOUNDS, band or (), strict=False)
    }
    return {
        "name": kpi.name,
        "numerator": version.numerator,
        "denominator": version.denominator,
        "unit": kpi.unit,
        "decimals": kpi.decimals,
        "direction": kpi.direction,
        "category": kpi.category,
        "horizon": kpi.horizon,
        "min_sample": version.min_sample,
        "starts": starts,
        **{name: parameters[name] for name in CHOICES},
        **numbers,
        **filters,
        **bounds,
    }
