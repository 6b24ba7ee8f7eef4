"""A ratio's parts by list or campaign: what tells another mix from another rate (rules of calculation §2.11).

Each record, and of the conversion rate each customer, is in exactly one segment, so that the segments add up
to the figure: the list dialled where the source names it, else the campaign. A customer belongs to that of
the last contact in the days.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.db import connection

from apps.engine.periods import Grain
from apps.metrics.choices import Level
from apps.metrics.figures import KpiInfo
from apps.metrics.measures import AGGREGATES, MEASURES
from apps.metrics.sql import dialect
from apps.metrics.sql.statement import (
    PLACED,
    Question,
    _common,
    _contact_before,
    _from,
    _joins,
    _subject,
    _where,
)
from apps.metrics.streams import CONVERSION, STREAMS, Rows
from apps.people.clock import organisation
from apps.people.days import ONE_DAY

SEGMENT: Final = {
    "intake_call f": "COALESCE(NULLIF(f.list_code, ''), f.campaign)",
    "intake_order f": "f.campaign",
}
TOGETHER: Final = 0  # the key of several teams taken as one
Segments = dict[str, tuple[int, int]]  # name ("" where the source names none) -> numerator, denominator


def has_segments(kpi: KpiInfo) -> bool:
    """Whether the KPI is a ratio over calls or orders that a campaign is known of."""
    if not kpi.denominator:
        return False
    if (kpi.numerator, kpi.denominator) == ("contacted_buyers", "reached_customers"):
        return True
    return _stream_of(kpi) is not None


def segments(
    kpi: KpiInfo, *, level: Level, ids: Collection[int], first: date, last: date, together: bool = False
) -> dict[int, Segments]:
    """By agent or team: numerator and denominator of each segment. One statement.

    `together`: teams taken as one (key 0); a customer of two of them counts once.
    """
    if not ids or not has_segments(kpi):
        return {}
    question = Question(
        level=level,
        grain=Grain.TOTAL,
        first=first,
        ends=last + ONE_DAY,
        currency=organisation().currency,
        ids=ids,
    )
    values: dict[str, Any] = _common(question)
    rows = _stream_of(kpi)
    if rows is None:
        values["look_back"] = int(kpi.parameters["look_back_days"])
        text = _of_customers(question, together=together)
    else:
        text = _of_records(kpi, rows, question, values, together=together)
    found: defaultdict[int, Segments] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        for subject, name, numerator, denominator in cursor.fetchall():
            if numerator or denominator:
                found[subject][name or ""] = (int(numerator or 0), int(denominator or 0))
    return dict(found)


def _stream_of(kpi: KpiInfo) -> Rows | None:
    """The rows of a KPI that rests on one table with campaigns; None for any other."""
    codes = {code for part in (kpi.numerator, kpi.denominator) for code in MEASURES[part].streams if part}
    if len(codes) != 1:
        return None
    rows = STREAMS[next(iter(codes))].rows
    return rows[0] if len(rows) == 1 and rows[0].table in SEGMENT else None


def _of_records(
    kpi: KpiInfo, rows: Rows, question: Question, values: dict[str, Any], *, together: bool
) -> str:
    columns = [f"{sql} AS {name}" for name, sql in rows.columns.items()]
    inner = _select(question, rows, [*columns, f"{SEGMENT[rows.table]} AS segment"], together=together)
    parts = [_measure(kpi, code, values) for code in (kpi.numerator, kpi.denominator)]
    return (
        f"SELECT x.subject, x.segment, {', '.join(parts)}"  # noqa: S608 - texts of this app only
        f" FROM ({inner}) x GROUP BY x.subject, x.segment"
    )


def _measure(kpi: KpiInfo, code: str, values: dict[str, Any]) -> str:
    """A measure as SQL over the stream's rows."""
    measure = MEASURES[code]
    terms = []
    for sign, aggregates in (("+", measure.plus), ("-", measure.minus)):
        for aggregate in aggregates:
            made = AGGREGATES[aggregate]
            sql = made.sql
            if made.parameter:
                values[made.parameter] = int(kpi.parameters[made.parameter])
                sql = sql.format(value=f"%({made.parameter})s")
            terms.append(f"{sign} COALESCE({sql}, 0)")
    return f"CAST(0 {' '.join(terms)} AS BIGINT)"


def _of_customers(question: Question, *, together: bool) -> str:
    """Customers reached and who of them bought, each in the segment of the last contact."""
    inner = " UNION ALL ".join(
        _select(
            question,
            rows,
            [
                f"{rows.customer} AS customer",
                f"{rows.columns['bought']} AS bought",
                f"{rows.columns['contacted']} AS contacted",
                f"'{rank}' || CAST({rows.day} AS TEXT) || {SEGMENT[rows.table]} AS segment",
            ],
            together=together,
        )
        for rank, rows in zip("10", CONVERSION.rows, strict=True)  # a call says it better than an order
    )
    return (
        "SELECT y.subject, y.segment, CAST(SUM(y.bought) AS BIGINT), COUNT(*)"  # noqa: S608
        " FROM (SELECT x.subject, x.customer, MAX(x.bought) AS bought, SUBSTR(MAX(x.segment), 12) AS segment"
        f" FROM ({inner}) x WHERE x.contacted = 1 GROUP BY x.subject, x.customer) y"
        " GROUP BY y.subject, y.segment"
    )


def _select(question: Question, rows: Rows, columns: list[str], *, together: bool) -> str:
    if together:
        source, subject = rows.table, "CAST(0 AS BIGINT)"
        joins = PLACED.format(p="p", agent=rows.agent, day=rows.placed)
        where = [
            f"{rows.day} >= %(first)s AND {rows.day} < %(ends)s",
            *([rows.where] if rows.where else []),
            dialect().in_list("p.team_id", "ids"),
        ]
        contact = _contact_together()
    else:
        source, subject = _from(question, rows), _subject(question, rows)
        joins = _joins(question, rows)
        where, contact = list(_where(question, rows)), _contact_before(question, "look_back")
    text = (
        f"SELECT {subject} AS subject, {', '.join(columns)}"  # noqa: S608 - texts of this app only
        f" FROM {source}{joins} WHERE {' AND '.join(where)}"
    )
    return text.format(
        currency="%(currency)s", last="%(last)s", greatest=dialect().GREATEST, contact_before=contact
    )


def _contact_together() -> str:
    """A contact by anyone placed in one of the teams on its day."""
    placed = PLACED.format(p="kp", agent="k.agent_id", day="k.day")
    earliest = dialect().days_before("f.day", "look_back")
    return (
        f"SELECT 1 FROM intake_call k{placed} WHERE k.customer_id = f.customer_id"  # noqa: S608
        f" AND {dialect().in_list('kp.team_id', 'ids')} AND k.direction = 'out' AND k.answered"
        f" AND k.day >= {earliest} AND k.day <= f.day"
    )
