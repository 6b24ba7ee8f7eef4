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

from apps.engine.periods import Grain, period_start, previous_start
from apps.metrics.choices import Level
from apps.metrics.definitions import Column
from apps.metrics.measures import AGGREGATES
from apps.metrics.sql import dialect
from apps.metrics.streams import STREAMS, Rows, Stream

CALENDAR: Final = {Grain.WEEK: "c.week", Grain.MONTH: "c.month", Grain.QUARTER: "c.quarter"}
PLACED: Final = (
    " JOIN people_placement {p} ON {p}.person_id = {agent} AND {p}.starts <= {day} AND {p}.ends > {day}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which figures: whose, by which period, on the days from `first` until before `ends`.

    `ids`: agents or teams; None is all. `sites`: team -> site, for the level of sites.
    """

    level: Level
    grain: Grain
    first: date
    ends: date
    currency: str
    ids: Collection[int] | None = None
    sites: Sequence[tuple[int, int]] = ()


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
        return f"{_sites_cte(self)}{union}" if self.question.level is Level.SITE else union


def statement(question: Question, columns: Iterable[Column]) -> Statement | None:
    """What computes the columns; None where nothing is left to ask."""
    made = Statement(question)
    uses = _by_stream(columns, question)
    width = max((len(group) for group in uses.values()), default=0)
    made.values.update(_common(question))
    for number, ((stream, value), group) in enumerate(uses.items()):
        made.columns.append(group)
        if value is not None:
            made.values[f"stream{number}"] = value
        made.parts.append(_stream(made, number, stream, width))
    return made if made.parts else None


def _by_stream(
    columns: Iterable[Column], question: Question
) -> dict[tuple[Stream, int | None], list[Column]]:
    uses: dict[tuple[str, int | None], list[Column]] = {}
    for column in sorted(columns, key=lambda c: (c.aggregate, c.value or 0, c.stream_value or 0)):
        stream = AGGREGATES[column.aggregate].stream
        if not (stream.calendar_only and question.grain is Grain.TOTAL):
            uses.setdefault((stream.code, column.stream_value), []).append(column)
    return {(STREAMS[code], value): group for (code, value), group in uses.items()}


def _common(question: Question) -> dict[str, Any]:
    last = question.ends - timedelta(days=1)
    values: dict[str, Any] = {
        "first": question.first.isoformat(),
        "ends": question.ends.isoformat(),
        "last": last.isoformat(),
        "currency": question.currency,
    }
    if question.grain is not Grain.TOTAL:
        base = previous_start(period_start(question.first, question.grain), question.grain)
        values["base_first"] = base.isoformat()
        values["base_ends"] = period_start(last, question.grain).isoformat()
    if question.ids is not None:
        values["ids"] = dialect().list_value(question.ids)
    return values


def _stream(made: Statement, number: int, stream: Stream, width: int) -> str:
    rows = " UNION ALL ".join(_rows(made, number, rows) for rows in stream.rows)
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


def _rows(made: Statement, number: int, rows: Rows) -> str:
    question = made.question
    columns = [f"{sql} AS {name}" for name, sql in rows.columns.items()]
    chosen = ", ".join(
        [f"{_subject(question, rows)} AS subject", f"{_period(question, rows)} AS starts", *columns]
    )
    where = " AND ".join(_where(question, rows))
    text = f"SELECT {chosen} FROM {rows.table}{_joins(question, rows)} WHERE {where}"  # noqa: S608
    return text.format(
        currency="%(currency)s",
        last="%(last)s",
        greatest=dialect().GREATEST,
        contact_before=_contact_before(question.level, f"stream{number}"),
    )


def _subject(question: Question, rows: Rows) -> str:
    return {
        Level.AGENT: rows.agent,
        Level.TEAM: "t.ancestor_id",
        Level.SITE: "s.site_id",
        Level.COMPANY: "CAST(0 AS BIGINT)",
    }[question.level]


def _period(question: Question, rows: Rows) -> str:
    if question.grain is Grain.TOTAL:
        return "%(first)s"
    start = CALENDAR.get(question.grain, rows.day)
    return dialect().next_period(start, question.grain) if rows.shift else start


def _joins(question: Question, rows: Rows) -> str:
    joins = f" JOIN people_calendarday c ON c.day = {rows.day}" if question.grain in CALENDAR else ""
    if question.level in {Level.TEAM, Level.SITE}:
        joins += PLACED.format(p="p", agent=rows.agent, day=rows.placed)
        joins += _over(question.level, "p", team="t", site="s")
    return joins


def _over(level: Level, placement: str, *, team: str, site: str) -> str:
    if level is Level.TEAM:
        return f" JOIN people_teampath {team} ON {team}.descendant_id = {placement}.team_id"
    return f" JOIN site_of {site} ON {site}.team_id = {placement}.team_id"


def _where(question: Question, rows: Rows) -> Iterable[str]:
    names = ("base_first", "base_ends") if rows.shift else ("first", "ends")
    dated = f"{rows.day} >= %({names[0]})s AND {rows.day} < %({names[1]})s"
    yield f"({dated} OR {rows.undated})" if rows.undated and question.grain is Grain.TOTAL else dated
    if rows.where:
        yield rows.where
    if question.ids is not None:
        yield dialect().in_list(_subject(question, rows), "ids")


def _contact_before(level: Level, look_back: str) -> str:
    """A connected outbound call to the customer of order `f`, on its day or at most the look-back before."""
    table, where = "intake_call k", "k.customer_id = f.customer_id"
    if level is Level.AGENT:
        where += " AND k.agent_id = f.agent_id"
    elif level is not Level.COMPANY:
        table += PLACED.format(p="kp", agent="k.agent_id", day="k.day")
        table += _over(level, "kp", team="kt", site="ks")
        where += (
            " AND kt.ancestor_id = t.ancestor_id" if level is Level.TEAM else " AND ks.site_id = s.site_id"
        )
    earliest = dialect().days_before("f.day", look_back)
    return (
        f"SELECT 1 FROM {table} WHERE {where} AND k.direction = 'out' AND k.answered"  # noqa: S608
        f" AND k.customer_id IS NOT NULL AND k.day >= {earliest} AND k.day <= f.day"
    )


def _sites_cte(made: Statement) -> str:
    pairs = made.question.sites or [(0, 0)]  # a site of no team: no rows
    rows = ", ".join(f"({int(team)}, {int(site)})" for team, site in pairs)
    return f"WITH site_of(team_id, site_id) AS (VALUES {rows}) "
