"""The editor page of a draft.

Its line forms, what is missing before it can be published, what someone else changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from apps.goals.amounts import FULL_WEIGHT, typed_weight
from apps.goals.checks import LineRefusal, problems
from apps.goals.drafts import LineDraft
from apps.goals.models import MeasureTaken, Objective, Scorecard
from apps.goals.queries import alive_in, measures_in, stored_lines
from apps.goals.queries.agreement import judged_teams
from apps.goals.web.forms import LineForm, ScorecardForm, amounts_initial
from apps.metrics.choices import Category, Horizon
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import kpi_infos
from apps.people.choices import MembershipKind
from apps.people.days import ONE_DAY
from apps.people.models import Membership, Person
from apps.people.queries.dated import touching
from apps.people.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class LineError:
    """What is wrong with one field of a line, for the summary above the page."""

    label: str
    error: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of all weight: hundredths of a percent."""

    key: str
    label: str
    weight: int

    @property
    def percent(self) -> Decimal:
        """Of a hundred."""
        return Decimal(self.weight) / 100


class Editor:
    """The forms of one draft, unbound or with what was typed."""

    def __init__(self, scorecard: Scorecard, data: QueryDict | None = None) -> None:
        self.scorecard, self.data = scorecard, data
        self.infos = kpi_infos(scorecard.ends - ONE_DAY)
        self.stored = stored_lines(scorecard)
        self.objectives = _objectives(scorecard, self.stored)
        self.measures = _measures(scorecard, self.stored)
        self.form = ScorecardForm(data, agents=_agents(scorecard), initial=_initial(scorecard))
        self.lines = self._bound(data) if data is not None else self._unbound()
        self.theirs: list[str] = []

    def is_valid(self) -> bool:
        """Whether everything could be read; all forms are asked, so that every field shows what is wrong."""
        return all([self.form.is_valid(), *(line.is_valid() for line in self.lines)])

    def drafts(self) -> list[LineDraft]:
        """What was typed; only after it is valid."""
        return [line.draft() for line in self.lines]

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal where it belongs: at the field of its line, or above the page."""
        if isinstance(refusal, LineRefusal):
            for line in self.lines:
                if line.kpi.id == refusal.kpi_id and refusal.field in line.fields:
                    line.add_error(refusal.field, refusal.message)
                    return
        self.form.add_error(None, refusal.message)

    def show_theirs(self) -> None:
        """After someone else saved: name what differs, and let the next save write over it knowingly."""
        self.theirs = differences(self.drafts(), self.stored)
        typed = QueryDict(mutable=True) if self.data is None else self.data.copy()
        typed["version"] = str(self.scorecard.version)
        self.form.data = typed

    def new_line(self, code: str) -> LineForm | None:
        """An empty line for a KPI, or None where there is no such KPI."""
        kpi = self.infos.get(code)
        return None if kpi is None else self._line(kpi, None, {"grain": "month"})

    @property
    def unused(self) -> list[KpiInfo]:
        """The KPIs that are not on the scorecard."""
        used = {line.kpi.code for line in self.lines}
        return [info for code, info in self.infos.items() if code not in used]

    @property
    def missing(self) -> list[Refusal]:
        """What keeps the stored draft from being published."""
        return problems(self.stored)

    @property
    def weights(self) -> list[int]:
        """The weights that stand on the page, in hundredths; 0 where there is none to read."""
        return [_typed(line) for line in self.lines]

    @property
    def total(self) -> str:
        """Their sum as a percentage."""
        return typed_weight(sum(self.weights)) or "0"

    @property
    def left(self) -> int:
        """What is not given away, in hundredths; negative where too much was."""
        return FULL_WEIGHT - sum(self.weights)

    @property
    def open_percent(self) -> Decimal:
        """What is left to give, as a percentage; 0 where too much was given."""
        return Decimal(max(0, self.left)) / 100

    @property
    def weight_bar(self) -> list[Decimal]:
        """The weights as percentages, for the bar."""
        return [Decimal(weight) / 100 for weight in self.weights]

    @property
    def horizons(self) -> list[Share]:
        """How the weight spreads over short and long term."""
        return self._shares("horizon", Horizon.choices)

    @property
    def categories(self) -> list[Share]:
        """How the weight spreads over sales, efficiency and customers."""
        return self._shares("category", Category.choices)

    @property
    def horizon_bar(self) -> list[tuple[str, Decimal]]:
        """The same for the bar."""
        return [(share.key, share.percent) for share in self.horizons]

    @property
    def category_bar(self) -> list[tuple[str, Decimal]]:
        """The same for the bar."""
        return [(share.key, share.percent) for share in self.categories]

    @property
    def line_errors(self) -> list[LineError]:
        """Everything that is wrong in the lines, in the order of the page."""
        return [
            LineError(label=f"{line.kpi.title}, {bound.label}", error=str(error), anchor=bound.auto_id)
            for line in self.lines
            if line.is_bound
            for bound in line
            for error in bound.errors
        ]

    def _shares(self, attribute: str, choices: Sequence[tuple[str, Any]]) -> list[Share]:
        sums = dict.fromkeys((key for key, _ in choices), 0)
        for line, weight in zip(self.lines, self.weights, strict=True):
            sums[getattr(line.kpi, attribute)] += weight
        return [Share(key=key, label=str(label), weight=sums[key]) for key, label in choices]

    def _unbound(self) -> list[LineForm]:
        by_id = {info.id: info for info in self.infos.values()}
        return [
            self._line(by_id[draft.kpi_id], None, amounts_initial(draft, by_id[draft.kpi_id]))
            for draft in self.stored
            if draft.kpi_id in by_id
        ]

    def _bound(self, data: QueryDict) -> list[LineForm]:
        known = [code for code in data.getlist("kpi") if code in self.infos]
        return [self._line(self.infos[code], data, {}) for code in known]

    def _line(self, kpi: KpiInfo, data: QueryDict | None, initial: Mapping[str, Any]) -> LineForm:
        line = LineForm(
            data,
            kpi=kpi,
            objectives=self.objectives,
            measures=self.measures,
            stored=next((draft for draft in self.stored if draft.kpi_id == kpi.id), None),
            initial=initial,
        )
        line.watch(reverse("scorecard-reach", args=[self.scorecard.pk]))
        return line


def differences(mine: Iterable[LineDraft], theirs: Iterable[LineDraft]) -> list[str]:
    """The names of the KPIs on which two states of a scorecard differ, or that only one has."""
    one, other = ({line.kpi_id: line for line in lines} for lines in (mine, theirs))
    names = {line.kpi_id: line.kpi_name for line in [*other.values(), *one.values()]}
    return [name for kpi_id, name in names.items() if _columns(one, kpi_id) != _columns(other, kpi_id)]


def _columns(lines: Mapping[int, LineDraft], kpi_id: int) -> dict[str, Any] | None:
    return lines[kpi_id].columns() if kpi_id in lines else None


def _initial(scorecard: Scorecard) -> dict[str, Any]:
    names = ("name", "no_data", "minimum_days", "version", "review_every", "scope", "joiner_months")
    people = list(scorecard.chosen.values_list("person_id", flat=True))
    return {name: getattr(scorecard, name) for name in names} | {"people": people}


def _agents(scorecard: Scorecard) -> QuerySet[Person]:
    """Who has the team, or one below, as home in these months."""
    homes = Membership.objects.filter(
        touching(scorecard.starts, scorecard.ends - ONE_DAY),
        kind=MembershipKind.HOME,
        team_id__in=judged_teams(scorecard),
    )
    return Person.objects.filter(pk__in=homes.values("person_id")).order_by("name", "pk")


def _measures(scorecard: Scorecard, lines: Sequence[LineDraft]) -> dict[int, str]:
    """Measures that are taken in the scorecard's time, and those its lines already name."""
    named = [line.measure_id for line in lines if line.measure_id is not None]
    taken = measures_in(scorecard.starts, scorecard.ends - ONE_DAY).values("pk")
    offered = MeasureTaken.objects.filter(Q(pk__in=taken) | Q(pk__in=named)).order_by("name", "pk")
    return dict(offered.values_list("pk", "name"))


def _objectives(scorecard: Scorecard, lines: Sequence[LineDraft]) -> dict[int, str]:
    """Names of those that hold in the scorecard's time, and of those its lines already name. One query."""
    named = [line.objective_id for line in lines if line.objective_id is not None]
    alive = alive_in(scorecard.starts, scorecard.ends - ONE_DAY).values("pk")
    offered = Objective.objects.filter(Q(pk__in=alive) | Q(pk__in=named)).order_by("name", "pk")
    return dict(offered.values_list("pk", "name"))


def _typed(line: LineForm) -> int:
    """The weight that stands in the field, whether the form is bound or not."""
    value = line["weight"].value()
    field = line.fields["weight"]
    if isinstance(value, int):
        return value
    try:
        weight: int = field.clean(value)
    except ValidationError:  # unreadable text weighs nothing; the field says so itself
        return 0
    return weight
