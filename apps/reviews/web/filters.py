"""What the board of actions shows: open or done, one team, one's own."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.people.models import Person
from apps.reviews.models import Action
from apps.reviews.queries import done_actions, open_actions

MOST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One entry of a choice."""

    value: str
    label: str
    chosen: bool


class ActionFilter:
    """Reads the address; what it does not understand shows all. Without a choice it is all that are open."""

    def __init__(self, data: QueryDict, actions: QuerySet[Action], me: Person | None) -> None:
        self.done = data.get("state") == "done"
        self.team, self.whose = data.get("team", ""), data.get("whose", "")
        names = actions.order_by("team__name", "team_id").values_list("team_id", "team__name").distinct()
        self.teams = [Option(value=str(pk), label=name, chosen=str(pk) == self.team) for pk, name in names]
        self.whoses = [Option(value="mine", label=_("Owned by me"), chosen=self.whose == "mine")]
        self.rows = self._found(actions, me)[:MOST_ROWS]

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return any(option.chosen for option in [*self.teams, *self.whoses])

    def _found(self, actions: QuerySet[Action], me: Person | None) -> QuerySet[Action]:
        if any(option.chosen for option in self.teams):
            actions = actions.filter(team_id=int(self.team))
        if self.whose == "mine" and me is not None:
            actions = actions.filter(owner=me)
        return done_actions(actions) if self.done else open_actions(actions)
