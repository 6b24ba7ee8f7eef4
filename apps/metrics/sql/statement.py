"""One statement over the facts: every stream that is asked for, by subject and period, for all of them at
once.

Days are half-open ranges; weeks, months and quarters come by joining the calendar, teams by joining who
was placed where on the day. Ratios stay apart as numerator and denominator; distinct customers are counted
at the level asked.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from apps.engine.periods import Grain, period_start, previous_start
from apps.metrics.choices import Level
from apps.metrics.definitions import Column
from apps.metrics.measures import AGGREGATES
from apps.metrics.sql import dialect
from apps.metrics.sql.dimensions import DIMENSIONS, can_group, dimension_column, started_column, utc_offsets
from apps.metrics.sql.filling import Filling
from apps.metrics.streams import STREAMS, Rows, Stream
from apps.metrics.variants import Variant

CALENDAR: Final = {Grain.WEEK: "c.week", Grain.MONTH: "c.month", Grain.QUARTER: "c.quarter"}
ONE_DAY: Final = timedelta(days=1)
PLACED: Final = (
    " JOIN people_placement {p} ON {p}.person_id = {agent} AND {p}.starts <= {day} AND {p}.ends > {day}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which figures: whose, by which period, on the days from `first` until before `ends`.

    `ids`: agents or teams; None is all. `sites`: team -> site, for the level of sites. `spans`: periods that
    the calendar table does not know (first day, day after the last), ascending and without gaps, the one
    before the first too, which is the base of what looks back. `zone`: of the hours, where the grain is the
    hour of the day. `agent`, `team`: only the records of one of them.
    """

    level: Level
    grain: Grain
    first: date
    ends: date
    currency: str
    ids: Collection[int] | None = None
    sites: Sequence[tuple[int, int]] = ()
    spans: Sequence[tuple[date, date]] = ()
    zone: ZoneInfo | None = None
    agent: int | None = None
    team: int | None = None

    @property
    def by_hour(self) -> bool:
        """Whether the period is the hour of the day."""
        return self.zone is not None

    def place(self, day: date) -> int:
        """Which of the spans holds a day."""
        return next(n for n, (_first, ends) in enumerate(self.spans) if day < ends)


@dataclass(slots=True)
class Statement:
    """A text with its values; `columns` says which one stands where in a row, stream by stream."""

    question: Question
    values: dict[str, Any] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    columns: list[list[Column]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """SQL that yields (stream number, subject, period start, values …)."""
        union = " UNION ALL ".join(self.parts)
        tables = [*_sites(self.question), *_spans(self.question)]
        return f"WITH {', '.join(tables)} {union}" if tables else union


def statement(question: Question, columns: Iterable[Column]) -> Statement | None:
    """What computes the columns; None where nothing is left to ask."""
    made = Statement(question)
    uses = _by_stream(columns, question)
    width = max((len(group) for group in uses.values()), default=0)
    made.values.update(_common(question))
    for number, ((stream, variant), group) in enumerate(uses.items()):
        made.columns.append(group)
        filling = filling_of(question, stream, variant, f"s{number}")
        made.values.update(filling.values())
        made.parts.append(_stream(made, number, filling, width))
    return made if made.parts else None


def _by_stream(columns: Iterable[Column], question: Question) -> dict[tuple[Stream, Variant], list[Column]]:
    uses: dict[tuple[str, Variant], list[Column]] = {}
    for column in sorted(columns, key=lambda c: (c.aggregate, c.value or 0, c.variant)):
        stream = AGGREGATES[column.aggregate].stream
        known = can_group(stream, question.level, by_hour=question.by_hour)
        if known and has_meaning(stream, question.grain):
            uses.setdefault((stream.code, column.variant), []).append(column)
    return {(STREAMS[code], variant): group for (code, variant), group in uses.items()}


def has_meaning(stream: Stream, grain: Grain) -> bool:
    """Whether the stream has figures for periods of a grain."""
    if stream.months_only and grain in {Grain.DAY, Grain.WEEK}:
        return False
    return not (stream.calendar_only and grain is Grain.TOTAL)


def filling_of(question: Question, stream: Stream, variant: Variant, name: str) -> Filling:
    """What stands in the texts of a stream for this question."""
    return Filling(
        stream=stream, variant=variant, name=name, grain=question.grain, by_span=bool(question.spans)
    )


def _common(question: Question) -> dict[str, Any]:
    last = question.ends - timedelta(days=1)
    values: dict[str, Any] = {
        "first": question.first.isoformat(),
        "ends": question.ends.isoformat(),
        "last": last.isoformat(),
        "currency": question.currency,
    }
    if question.spans:
        values["base_first"] = question.spans[max(0, question.place(question.first) - 1)][0].isoformat()
        values["base_ends"] = question.spans[question.place(last)][0].isoformat()
        values["period_first"] = question.spans[question.place(question.first)][0].isoformat()
    elif question.grain is not Grain.TOTAL:
        base = previous_start(period_start(question.first, question.grain), question.grain)
        values["base_first"] = base.isoformat()
        values["base_ends"] = period_start(last, question.grain).isoformat()
        values["period_first"] = period_start(question.first, question.grain).isoformat()
    if question.ids is not None:
        values["ids"] = dialect().list_value(question.ids)
    if question.agent is not None:
        values["agent"] = question.agent
    if question.team is not None:
        values["team"] = question.team
    return values


def _stream(made: Statement, number: int, filling: Filling, width: int) -> str:
    rows = " UNION ALL ".join(
        _rows(made.question, rows, filling) for rows in filling.stream.rows if is_asked(made.question, rows)
    )
    group = made.columns[number]
    cells = [_cell(made, f"v{number}_{i}", column) for i, column in enumerate(group)]
    cells += ["CAST(NULL AS BIGINT)"] * (width - len(group))
    return (
        f"SELECT {number}, x.subject, x.starts, {', '.join(cells)}"  # noqa: S608 - texts of this app only
        f" FROM ({rows}) x GROUP BY x.subject, x.starts"
    )


def _cell(made: Statement, name: str, column: Column) -> str:
    sql = AGGREGATES[column.aggregate].sql
    if column.value is not None:
        made.values[name] = column.value
        sql = sql.format(value=f"%({name})s")
    return f"CAST({sql} AS BIGINT)"


def is_asked(question: Question, rows: Rows) -> bool:
    """What is said of a team itself is no agent's."""
    return not (rows.team and (question.level is Level.AGENT or question.agent is not None))


def _rows(question: Question, rows: Rows, filling: Filling) -> str:
    columns = [f"{sql} AS {name}" for name, sql in rows.columns.items()]
    chosen = ", ".join(
        [f"{_subject(question, rows)} AS subject", f"{_period(question, rows)} AS starts", *columns]
    )
    where = " AND ".join([*_where(question, rows), *filling.narrowed(rows)])
    text = f"SELECT {chosen} FROM {_from(question, rows)}{_joins(question, rows)} WHERE {where}"  # noqa: S608
    return filled(text, question, filling)


def filled(text: str, question: Question, filling: Filling) -> str:
    """The text with everything in place of its names."""
    return text.format(**filling.texts(), contact_before=_contact_before(question, filling))


def _subject(question: Question, rows: Rows) -> str:
    if question.level in DIMENSIONS:
        return dimension_column(rows, question.level)
    return {
        Level.AGENT: rows.agent,
        Level.TEAM: "t.ancestor_id",
        Level.SITE: "s.site_id",
        Level.COMPANY: "CAST(0 AS BIGINT)",
    }[question.level]


def _period(question: Question, rows: Rows) -> str:
    if question.zone is not None:
        offsets = utc_offsets(question.zone, question.first, question.ends)
        hour: str = dialect().hour_of(started_column(rows), offsets)
        return hour
    if question.spans:
        return "c.follows" if rows.shift else "c.starts"
    if question.grain is Grain.TOTAL:
        return "%(first)s"
    start = CALENDAR.get(question.grain, rows.day)
    return dialect().next_period(start, question.grain) if rows.shift else start


def _by_days(question: Question, rows: Rows) -> bool:
    """Whether the rows are few of a day's, so that they are sought day by day and agent by agent."""
    whole = bool(rows.undated) and question.grain is Grain.TOTAL
    return question.ids is not None and not question.spans and not whole


def _from(question: Question, rows: Rows) -> str:
    """The days first (SQLite keeps the order of a CROSS JOIN): the indexes are by day and agent."""
    return f"people_calendarday c CROSS JOIN {rows.table}" if _by_days(question, rows) else rows.table


def _joins(question: Question, rows: Rows) -> str:
    joins = f" JOIN people_calendarday c ON c.day = {rows.day}" if question.grain in CALENDAR else ""
    if _by_days(question, rows):
        joins = ""
    if question.spans:
        joins = f" JOIN span_of c ON c.day = {rows.day}"
    if question.level in {Level.TEAM, Level.SITE} and rows.team:
        joins += _over(question.level, rows.team, team="t", site="s")
    elif question.level in {Level.TEAM, Level.SITE}:
        # by the calendar's day where it is the same, so that the index finds one day of one agent
        placed = "c.day" if _by_days(question, rows) and rows.placed == rows.day else rows.placed
        joins += PLACED.format(p="p", agent=rows.agent, day=placed)
        joins += _over(question.level, "p.team_id", team="t", site="s")
    return joins


def _over(level: Level, of: str, *, team: str, site: str) -> str:
    if level is Level.TEAM:
        return f" JOIN people_teampath {team} ON {team}.descendant_id = {of}"
    return f" JOIN site_of {site} ON {site}.team_id = {of}"


def _where(question: Question, rows: Rows) -> Iterable[str]:
    names = ("base_first", "base_ends") if rows.shift else ("first", "ends")
    if rows.of_period:
        names = ("period_first", "ends")
    dated = f"{rows.day} >= %({names[0]})s AND {rows.day} < %({names[1]})s"
    whole = question.grain is Grain.TOTAL and not question.by_hour
    if _by_days(question, rows):
        dated = f"c.day = {rows.day} AND c.day >= %({names[0]})s AND c.day < %({names[1]})s"
    yield f"({dated} OR {rows.undated})" if rows.undated and whole else dated
    if rows.where:
        yield rows.where
    if question.by_hour:
        yield f"{started_column(rows)} IS NOT NULL"
    if question.agent is not None:
        yield f"{rows.agent} = %(agent)s"
    if question.team is not None:
        yield _in_team(rows.agent, rows.placed)
    if question.ids is not None:
        yield dialect().in_list(_subject(question, rows), "ids")


def _in_team(agent: str, day: str) -> str:
    """Whether the agent was placed in the one team that is asked about, or below, on the day."""
    return (
        f"EXISTS (SELECT 1 FROM people_placement wp{_over(Level.TEAM, 'wp.team_id', team='wt', site='')}"  # noqa: S608
        f" WHERE wp.person_id = {agent} AND wp.starts <= {day} AND wp.ends > {day}"
        " AND wt.ancestor_id = %(team)s)"
    )


def _contact_before(question: Question, filling: Filling) -> str:
    """A contact with the customer of order `f`, on its day or at most the look-back before.

    By the same agent, team, site; of the same campaign, product or market; by anyone for the company.
    """
    if "contact" not in filling.stream.choices:
        return ""
    level = question.level
    table, where = "intake_call k", "k.customer_id = f.customer_id"
    if level is Level.AGENT:
        where += " AND k.agent_id = f.agent_id"
    elif level in DIMENSIONS:
        where += f" AND k.{level.value} = f.{level.value}"
    elif level is not Level.COMPANY:
        table += PLACED.format(p="kp", agent="k.agent_id", day="k.day")
        table += _over(level, "kp.team_id", team="kt", site="ks")
        where += (
            " AND kt.ancestor_id = t.ancestor_id" if level is Level.TEAM else " AND ks.site_id = s.site_id"
        )
    if question.agent is not None:
        where += " AND k.agent_id = %(agent)s"
    if question.team is not None:
        where += f" AND {_in_team('k.agent_id', 'k.day')}"
    earliest = dialect().days_before("f.day", filling.named("look_back_days"))
    narrowed = "".join(f" AND {text}" for text in filling.narrowed(filling.stream.rows[0], alias="k"))
    return (
        f"SELECT 1 FROM {table} WHERE {where} AND {filling.contact('k')}"  # noqa: S608
        f" AND k.day >= {earliest} AND k.day <= f.day{narrowed}"
    )


def _sites(question: Question) -> Iterable[str]:
    if question.level is Level.SITE:
        pairs = question.sites or [(0, 0)]  # a site of no team: no rows
        rows = ", ".join(f"({int(team)}, {int(site)})" for team, site in pairs)
        yield f"site_of(team_id, site_id) AS (VALUES {rows})"


def _spans(question: Question) -> Iterable[str]:
    """Each day of the spans with the first day of its own and of the one after."""
    if question.spans:
        dates = dialect().day
        rows = ", ".join(
            f"({dates(starts + n * ONE_DAY)}, {dates(starts)}, {dates(ends)})"
            for starts, ends in question.spans
            for n in range((ends - starts).days)
        )
        yield f"span_of(day, starts, follows) AS (VALUES {rows})"
