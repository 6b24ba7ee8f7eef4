"""The flat tables with their columns, each with what it means."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.portal.queries import bi_rows as rows
from apps.portal.queries.bi_rows import Asked, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its columns with what they mean, and how its rows are read (each with its key first)."""

    name: str
    words: Promise
    columns: Mapping[str, Promise]
    rows: Callable[[Asked], Iterator[Row]]
    filters: tuple[str, ...] = ()
    changes: bool = False  # whether what changed since a watermark can be asked


_KEY: Final = {"id": _("Key of the row: what `after` goes on from")}
_WHOSE: Final = {
    "subject": _("agent or team"),
    "subject_id": _("Id of the agent or team"),
}
TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        Table(
            name="figures",
            words=_("Figures by KPI, agent or team, and period"),
            rows=rows.figures,
            filters=("grain", "subject", "kpi", "from", "to"),
            changes=True,
            columns={
                **_KEY,
                "kpi": _("Code of the KPI"),
                "kpi_name": _("Its name in the reader's language"),
                "unit": _("money (in major units), count, rate (1 is 100 %), seconds, points"),
                **_WHOSE,
                "subject_name": _("Name of the agent or team"),
                "grain": _("day, week, month or quarter"),
                "starts": _("First day of the period"),
                "ends": _("The day after the last"),
                "numerator": _("Whole number: minor units, hundredths, seconds or a count"),
                "denominator": _("Whole number; blank for a count or sum"),
                "n": _("Records (or customers) behind it"),
                "value": _("In the unit, six decimals; blank is no data"),
                "final": _("Whether every month it touches is closed"),
                "revision": _("When it was written last, as a number that only grows"),
            },
        ),
        Table(
            name="removed",
            words=_("Figures that are there no more"),
            rows=rows.removed,
            filters=("grain", "subject", "kpi", "from", "to"),
            changes=True,
            columns={
                **_KEY,
                "kpi": _("Code of the KPI"),
                **_WHOSE,
                "grain": _("day, week, month or quarter"),
                "starts": _("First day of the period"),
                "revision": _("When it was removed: remove it unless your row has a later revision"),
            },
        ),
        Table(
            name="kpis",
            words=_("KPIs as they are defined today"),
            rows=rows.kpis,
            columns={
                **_KEY,
                "kpi": _("Code of the KPI"),
                "name": _("Its name in the reader's language"),
                "unit": _("money (in major units), count, rate (1 is 100 %), seconds, points"),
                "decimals": _("Shown digits"),
                "direction": _("higher, lower or band: which way is better"),
                "category": _("sales, efficiency or customer"),
                "horizon": _("short or long"),
                "is_volume": _("Whether it scales with working time"),
                "min_sample": _("Below so many records it is not compared"),
                "version": _("Version of the definition"),
                "definition": _("In words"),
            },
        ),
        Table(
            name="people",
            words=_("People in scope"),
            rows=rows.people,
            columns={**_KEY, "name": _("Name"), "number": _("Employee number")},
        ),
        Table(
            name="placements",
            words=_("Where people's records count on which days, loans included"),
            rows=rows.placements,
            columns={
                **_KEY,
                "person_id": _("Id of the person"),
                "person": _("Name"),
                "team_id": _("Id of the team"),
                "team": _("Name of the team"),
                "starts": _("First day"),
                "ends": _("The day after the last; blank: goes on"),
            },
        ),
        Table(
            name="teams",
            words=_("Teams in scope"),
            rows=rows.teams,
            columns={
                **_KEY,
                "code": _("Code of the team"),
                "name": _("Name of the team"),
                "parent_id": _("Id of the team above"),
                "parent": _("Name of the team above"),
                "site": _("Site"),
            },
        ),
        Table(
            name="targets",
            words=_("Targets and weights of the teams' scorecards"),
            rows=rows.targets,
            filters=("kpi",),
            columns={
                **_KEY,
                "scorecard_id": _("Id of the scorecard"),
                "scorecard": _("Name of the scorecard"),
                "team_id": _("Id of the team"),
                "team": _("Name of the team"),
                "starts": _("First day"),
                "ends": _("The day after the last"),
                "kpi": _("Code of the KPI"),
                "unit": _("money (in major units), count, rate (1 is 100 %), seconds, points"),
                "grain": _("month or week: the period of the target"),
                "weight": _("Per cent"),
                "target": _("Of each full-time agent, in the unit"),
                "threshold": _("In the unit"),
                "stretch": _("In the unit"),
                "low": _("Lower end of the band"),
                "high": _("Upper end of the band"),
                "state": _("published or retired"),
            },
        ),
        Table(
            name="scores",
            words=_("Scores and places of closed months, as they stood at each closing"),
            rows=rows.scores,
            filters=("subject",),
            changes=True,
            columns={
                **_KEY,
                "month": _("First day of the month"),
                "close_number": _("Which closing of the month; the highest one holds"),
                **_WHOSE,
                "subject_name": _("Name of the agent or team"),
                "team_id": _("Team whose scorecard judged"),
                "scorecard_id": _("Id of the scorecard"),
                "score": _("1 is 100 %"),
                "place": _("Place among those ranked; blank: none"),
                "reason": _("Code of why there is no score or place"),
                "revision": _("The closing, as a number that only grows"),
            },
        ),
        Table(
            name="calendar",
            words=_("Days with their week, month, quarter and fiscal month"),
            rows=rows.calendar,
            filters=("from", "to"),
            columns={
                **_KEY,
                "day": _("Day"),
                "week": _("Monday of its ISO week"),
                "month": _("First day of its month"),
                "quarter": _("First day of its quarter"),
                "year": _("Year"),
                "weekday": _("1 is Monday"),
                "fiscal_month": _("Fiscal month, where some are set"),
                "exception": _("holiday or make_up; blank: an ordinary day"),
                "exception_name": _("What the holiday is called"),
            },
        ),
    )
}
