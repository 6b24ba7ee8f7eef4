"""What the coach's list shows: open or closed, one's own or all, one topic."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.coaching.models import Assignment
from apps.coaching.queries import closed_assignments, open_assignments
from apps.metrics.catalogue import kpi_name
from apps.people.models import Person

MOST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One entry of a choice."""

    value: str
    label: str
    chosen: bool


class AssignmentFilter:
    """Reads the address; what it does not understand shows all. Without a choice it is all that are open."""

    def __init__(self, data: QueryDict, assignments: QuerySet[Assignment], me: Person | None) -> None:
        self.closed = data.get("state") == "closed"
        self.whose, self.topic = data.get("whose", ""), data.get("topic", "")
        self.whoses = self._options([("mine", _("Coached by me"))], self.whose)
        self.topics = self._options(self._topics(assignments), self.topic)
        self.rows = self._found(assignments, me)[:MOST_ROWS]

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return any(option.chosen for option in [*self.whoses, *self.topics])

    def _found(self, assignments: QuerySet[Assignment], me: Person | None) -> QuerySet[Assignment]:
        if self.whose == "mine" and me is not None:
            assignments = assignments.filter(coach=me)
        if any(option.chosen for option in self.topics):
            assignments = assignments.filter(kpi_code="" if self.topic == "score" else self.topic)
        return closed_assignments(assignments) if self.closed else open_assignments(assignments)

    def _topics(self, assignments: QuerySet[Assignment]) -> list[tuple[str, str]]:
        """The KPIs that anybody is coached on, by name; the score last."""
        codes = set(assignments.order_by().values_list("kpi_code", flat=True).distinct())
        named = sorted((kpi_name(code, code), code) for code in codes if code)
        found = [(code, name) for name, code in named]
        return [*found, ("score", _("Score"))] if "" in codes else found

    @staticmethod
    def _options(pairs: list[tuple[str, str]], chosen: str) -> list[Option]:
        return [Option(value=value, label=label, chosen=value == chosen) for value, label in pairs]
