"""The figures that rest on one record, as far as the reader may see them, with their value of the month."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from apps.engine.periods import Grain
from apps.intake.queries.records import Found, touches_of
from apps.metrics.choices import Subject
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.queries import cells, kpi_infos
from apps.metrics.touching import Touched, touched
from apps.people.clock import today
from apps.people.models import Person, Team, User
from apps.people.policies import visible_people, visible_teams

MOST_MONTHS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedFigure:
    """A figure of a month; `spans`: first and last period of each grain that moves with it."""

    kpi: KpiInfo
    subject: str
    subject_id: int
    name: str
    month: date
    figure: Figure | None
    spans: dict[str, tuple[date, date]]
    more: int  # months that are not listed

    @property
    def value(self) -> Fraction | None:
        """In the KPI's unit; None: no data."""
        return self.figure.value if self.figure else None


def touched_figures(user: User, found: Found) -> list[TouchedFigure]:
    """By KPI, the agent before the teams. At most nine queries."""
    rows = touched(touches_of(found.shape, found.fact))
    if not rows:
        return []
    names = _names(user, rows)
    infos = {info.id: info for info in kpi_infos(today()).values()}
    shown = [one for one in rows if (one.subject, one.subject_id) in names and one.kpi_id in infos]
    values = _values(shown, infos)
    return [
        TouchedFigure(
            kpi=infos[one.kpi_id],
            subject=one.subject.value,
            subject_id=one.subject_id,
            name=names[one.subject, one.subject_id],
            month=month,
            figure=values.get((one.subject, one.subject_id, infos[one.kpi_id].code, month)),
            spans={grain.value: span for grain, span in one.spans.items()},
            more=max(0, len(one.months()) - MOST_MONTHS),
        )
        for one in shown
        for month in one.months()[:MOST_MONTHS]
    ]


def _names(user: User, rows: list[Touched]) -> dict[tuple[Subject, int], str]:
    """The persons and teams among them that the reader may see."""
    people = {one.subject_id for one in rows if one.subject == Subject.AGENT}
    teams = {one.subject_id for one in rows if one.subject == Subject.TEAM}
    days = [day for one in rows for day in one.spans[Grain.DAY]]
    seen = visible_people(user, min(days), max(days))
    persons = Person.objects.filter(pk__in=seen.filter(pk__in=people).values("pk"))
    places = Team.objects.filter(pk__in=visible_teams(user, today()).filter(pk__in=teams).values("pk"))
    found = {(Subject.AGENT, pk): name for pk, name in persons.values_list("pk", "name")}
    return found | {(Subject.TEAM, pk): name for pk, name in places.values_list("pk", "name")}


def _values(rows: list[Touched], infos: dict[int, KpiInfo]) -> dict[tuple[Subject, int, str, date], Figure]:
    found: dict[tuple[Subject, int, str, date], Figure] = {}
    for subject in Subject:
        of = [one for one in rows if one.subject == subject]
        figures = cells(
            kpis={infos[one.kpi_id].code: infos[one.kpi_id] for one in of},
            subject=subject,
            subject_ids={one.subject_id for one in of},
            grain=Grain.MONTH,
            starts={month for one in of for month in one.months()[:MOST_MONTHS]},
        )
        found |= {(subject, *key): figure for key, figure in figures.items()}
    return found
