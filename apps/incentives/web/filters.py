"""What the payouts of a run can be narrowed to."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.incentives.models import PayoutRun, RunInput

SHOWN = [
    ("exceptions", _("With exceptions")),
    ("paid", _("Paid")),
    ("unpaid", _("Not paid")),
    ("held", _("Held")),
    ("changed", _("Changed by the last calculation")),
    ("earlier", _("With corrections")),
]


class PayoutFilter(django_filters.FilterSet):
    """By name or employee number, by team, and by what is remarkable."""

    q = django_filters.CharFilter(label=_("Name or number"), method="find")
    team = django_filters.ChoiceFilter(label=_("Team"), field_name="team_id", empty_label=_("All teams"))
    show = django_filters.ChoiceFilter(
        label=_("Show"), choices=SHOWN, method="narrow", empty_label=_("Everyone")
    )

    class Meta:
        model = RunInput
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, run: PayoutRun, teams: list[tuple[int, str]], **options: Any) -> None:
        self.run = run
        super().__init__(*args, **options)
        self.filters["team"].extra["choices"] = teams

    def find(self, payouts: QuerySet[RunInput], _name: str, value: str) -> QuerySet[RunInput]:
        """Part of the name, or of the employee number."""
        return payouts.filter(Q(person__name__icontains=value) | Q(data__who__number__icontains=value))

    def narrow(self, payouts: QuerySet[RunInput], _name: str, value: str) -> QuerySet[RunInput]:
        """Only those that have something to look at, are paid, or are not."""
        if value == "exceptions":
            return payouts.filter(person_id__in=self.run.exceptions.values("person_id"))
        if value == "held":
            return payouts.filter(person_id__in=self.run.lines.filter(step="held").values("person_id"))
        if value == "changed":
            return payouts.filter(data__was__isnull=False)
        if value == "earlier":
            return payouts.filter(person_id__in=self.run.corrections.values("person_id"))
        return payouts.filter(total_minor__gt=0) if value == "paid" else payouts.filter(total_minor__lte=0)
