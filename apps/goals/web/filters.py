"""What the list of scorecards shows: a month, a team, a state."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import QueryDict

from apps.goals.choices import ScorecardState
from apps.goals.models import Scorecard, ScorecardQuerySet
from apps.people.days import first_of_month, next_month
from apps.people.models import Team
from apps.people.written import month_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One entry of a choice."""

    value: str
    label: str
    chosen: bool


class ScorecardFilter:
    """Reads the address; what it does not understand shows all. Without a choice it is all months."""

    def __init__(
        self, data: QueryDict, scorecards: ScorecardQuerySet, teams: QuerySet[Team], on: date
    ) -> None:
        self.month = _month(data.get("month", ""))
        self.team = data.get("team", "")
        self.state = data.get("state", "")
        self.months = self._options(
            self._months(scorecards, on), self.month.isoformat() if self.month else ""
        )
        names = teams.order_by("name", "pk").values_list("pk", "name")
        self.teams = self._options([(str(pk), name) for pk, name in names], self.team)
        self.states = self._options([(str(v), str(label)) for v, label in ScorecardState.choices], self.state)
        self.found = self._found(scorecards)

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.month or self.team or self.state)

    def _found(self, scorecards: ScorecardQuerySet) -> QuerySet[Scorecard]:
        if self.month:
            scorecards = scorecards.covering(self.month)
        if any(option.chosen for option in self.teams):
            scorecards = scorecards.filter(team_id=int(self.team))
        if any(option.chosen for option in self.states):
            scorecards = scorecards.filter(state=self.state)
        return scorecards.newest_first()[:200]

    def _months(self, scorecards: ScorecardQuerySet, on: date) -> list[tuple[str, str]]:
        """The chosen month, this one, the next, and those in which a scorecard begins; newest first."""
        this = first_of_month(on)
        months = {this, next_month(this), *scorecards.order_by().values_list("starts", flat=True).distinct()}
        months |= {self.month} if self.month else set()
        return [(month.isoformat(), month_text(month)) for month in sorted(months, reverse=True)]

    @staticmethod
    def _options(pairs: list[tuple[str, str]], chosen: str) -> list[Option]:
        return [Option(value=value, label=label, chosen=value == chosen) for value, label in pairs]


def _month(text: str) -> date | None:
    try:
        return first_of_month(date.fromisoformat(text))
    except ValueError:
        return None
