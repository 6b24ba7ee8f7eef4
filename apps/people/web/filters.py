"""Narrowing the list of people."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.people.choices import Role
from apps.people.models import Person, Team
from apps.people.queries import roster
from apps.people.queries.teams import descendant_ids

PRESENT, ABSENT, EVERYONE = "present", "absent", "all"


class PersonFilter(django_filters.FilterSet):
    """By name or number, team (with those below), role, and whether employed on the day."""

    q = django_filters.CharFilter(method="by_text", label=_("Name or number"))
    team = django_filters.ModelChoiceFilter(
        queryset=Team.objects.order_by("name"), method="by_team", label=_("Team"), empty_label=_("All teams")
    )
    role = django_filters.ChoiceFilter(
        choices=Role.choices, method="by_role", label=_("Role"), empty_label=_("All roles")
    )
    state = django_filters.ChoiceFilter(
        choices=[(ABSENT, _("Not employed")), (EVERYONE, _("Everyone"))],
        method="by_state",
        label=_("Employment"),
        empty_label=_("Employed"),
    )

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def filter_queryset(self, queryset: QuerySet[Person]) -> QuerySet[Person]:
        """Employed people, unless asked otherwise."""
        people = super().filter_queryset(queryset)
        return people if self.form.cleaned_data.get("state") else roster.employed(people, self.on)

    def by_text(self, people: QuerySet[Person], _name: str, text: str) -> QuerySet[Person]:
        """By name or number."""
        return roster.named(people, text)

    def by_team(self, people: QuerySet[Person], _name: str, team: Team) -> QuerySet[Person]:
        """In the team or below."""
        return roster.placed_in(people, descendant_ids([team.pk]), self.on)

    def by_role(self, people: QuerySet[Person], _name: str, role: str) -> QuerySet[Person]:
        """With the role."""
        return roster.holding(people, role, self.on)

    def by_state(self, people: QuerySet[Person], _name: str, state: str) -> QuerySet[Person]:
        """Not employed, or everyone."""
        return roster.not_employed(people, self.on) if state == ABSENT else people
