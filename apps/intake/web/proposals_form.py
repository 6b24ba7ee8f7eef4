"""Who is meant by names: proposals that are confirmed, and persons that are typed, all together."""

import json
from collections import defaultdict
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.intake import operations
from apps.intake.models import Source
from apps.people.models import Person, User
from apps.people.names import name_key
from apps.people.queries.roster import with_present
from apps.people.web.forms import SentForm

MOST: Final = 500
MOST_REF: Final = 120
Chosen = tuple[int, int, date, str]  # source, person, from, name


def person_text(person: Any) -> str:
    """A person as the page offers it: name, number, team; rows as `with_present` annotates them."""
    return " · ".join(part for part in (person.name, person.number, person.team_name) if part)


class ProposalsForm(SentForm):
    """The lines of the page of unknown agents: a ticked proposal, or a person typed beside the name.

    Each says source, person, day and name; what is typed goes before what is proposed.
    """

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean(self) -> dict[str, Any]:
        """At least one, each as the page wrote it, and every person typed is somebody."""
        ticked = (_read(line) for line in self._lines("chosen"))
        found = {(one[0], one[3]): one for one in ticked if one is not None}
        found |= {(one[0], one[3]): one for one in self._typed()}
        if not found:
            raise forms.ValidationError(_("Choose the names first."))
        return {"chosen": list(found.values())}

    def _lines(self, name: str) -> list[str]:
        lines: list[str] = self.data.getlist(name)[:MOST]  # type: ignore[attr-defined]  # of a request
        return lines

    def _typed(self) -> list[Chosen]:
        """Who was typed beside a name: as listed, by number, or by a name that only one person has."""
        said = [
            (place, who.strip())
            for place, who in zip(self._lines("place"), self._lines("who"), strict=False)
            if who.strip()
        ]
        people = _people(self.on) if said else {}
        chosen = []
        for place, who in said:
            person = people.get(name_key(who))
            if person is None:
                raise forms.ValidationError(
                    _("“%(who)s” is nobody here, or several: choose from the list."), params={"who": who}
                )
            if (one := _read(place, person=person)) is not None:
                chosen.append(one)
        return chosen

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


def _people(on: date) -> dict[str, int | None]:
    """What may be typed → whose it is; None where it is several people's."""
    found: dict[str, int | None] = {}
    for person in with_present(Person.objects.order_by("pk"), on):
        for text in {person_text(person), person.name, getattr(person, "number", None) or ""} - {""}:
            key = name_key(text)
            found[key] = None if key in found else person.pk
    return found


def _read(line: str, *, person: int | None = None) -> Chosen | None:
    """A line as the page wrote it: [source, person, from, name]; `person`: who was typed instead."""
    try:
        source, proposed, starts, ref = json.loads(line)
        found = int(source), int(proposed) if person is None else person, date.fromisoformat(starts), str(ref)
    except (ValueError, TypeError, RecursionError):
        return None
    fits = max(found[0], found[1]) < 2**63 and min(found[0], found[1]) > 0
    return found if fits and 0 < len(found[3]) <= MOST_REF and "\x00" not in found[3] else None
