"""Proposals of who is meant by names, confirmed together."""

import json
from collections import defaultdict
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.intake import operations
from apps.intake.models import Source
from apps.people.models import Person, User
from apps.people.web.forms import SentForm

MOST: Final = 100
Chosen = tuple[int, int, date, str]  # source, person, from, name


class ProposalsForm(SentForm):
    """The chosen lines of the page of unknown agents; each says source, person, day and name."""

    def clean(self) -> dict[str, Any]:
        """At least one, and each as the page wrote it."""
        lines = self.data.getlist("chosen")[:MOST]  # type: ignore[attr-defined]  # of a request
        chosen = [found for line in lines if (found := _read(line)) is not None]
        if not chosen:
            raise forms.ValidationError(_("Choose the names first."))
        return {"chosen": chosen}

    def act(self, *, by: User, at: datetime) -> operations.Settled:
        """Say who they are."""
        people = Person.objects.in_bulk(
            [person for _source, person, _day, _ref in self.cleaned_data["chosen"]]
        )
        by_source: defaultdict[int, list[operations.Meant]] = defaultdict(list)
        for source_id, person, starts, ref in self.cleaned_data["chosen"]:
            if person in people:
                by_source[source_id].append(operations.Meant(ref=ref, person=people[person], starts=starts))
        self.settled, self.names = operations.Settled(), 0
        for source in Source.objects.filter(pk__in=by_source).order_by("pk"):
            meant = by_source[source.pk]
            self.settled += operations.resolve_agents(source=source, meant=meant, by=by, at=at)
            self.names += len(meant)
        return self.settled


def _read(line: str) -> Chosen | None:
    try:
        source, person, starts, ref = json.loads(line)
        found = int(source), int(person), date.fromisoformat(starts), str(ref)
    except (ValueError, TypeError, RecursionError):
        return None
    fits = max(found[0], found[1]) < 2**63 and min(found[0], found[1]) > 0
    return found if fits and 0 < len(found[3]) <= 120 and "\x00" not in found[3] else None
