"""What people type about texts that the mapping gives no meaning."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.intake import operations
from apps.intake.mapping.learning import Place
from apps.intake.mapping.texts import value_key
from apps.intake.shapes import SHAPES, Kind
from apps.intake.tables import field as model_field
from apps.intake.web.columns import label
from apps.people.web.forms import SentForm

NOT_YET: tuple[str, Any] = ("", _("Leave it for now"))


class MeaningForm(SentForm):
    """A line for each text, a field for each place in the mapping that reads it."""

    def __init__(self, *args: Any, texts: Counter[str], places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts, self.places = list(texts.items()), list(places)
        for number, (text, _rows) in enumerate(self.texts):
            for place in self.places:
                if value_key(text) not in place.words:
                    self.fields[f"m{number}-{place.code}"] = _field(place, text)

    def lines(self) -> list[tuple[str, int, list[Any]]]:
        """Each text with its rows and its fields."""
        return [
            (text, rows, [self[name] for name in self.fields if name.startswith(f"m{number}-")])
            for number, (text, rows) in enumerate(self.texts)
        ]

    def act(self, **given: Any) -> operations.Settled:
        """Say it; the rows follow."""
        meanings: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for name, value in self.cleaned_data.items():
            number, _dash, code = name.partition("-")
            if value:
                meanings[code][self.texts[int(number[1:])][0]] = value
        self.said = len({text for words in meanings.values() for text in words})
        self.settled = operations.teach(meanings=meanings, **given)
        return self.settled


def _field(place: Place, text: str) -> forms.Field:
    words = f"{label(place.field.name)}: {text}"
    if place.field.kind is Kind.YES_NO:
        return forms.ChoiceField(
            label=words, required=False, choices=[NOT_YET, ("yes", _("yes")), ("no", _("no"))]
        )
    if place.field.choices:
        choices = model_field(SHAPES[place.record_type].model, place.field.name).flatchoices
        return forms.ChoiceField(label=words, required=False, choices=[NOT_YET, *choices])
    return forms.CharField(label=words, required=False, max_length=place.field.length or 80)
