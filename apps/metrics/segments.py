"""A ratio's parts by list or campaign: what tells another mix from another rate (rules of calculation §2.11).

Each record, and of the conversion rate each customer, is in exactly one segment, so that the segments add up
to the figure: the list dialled where the source names it, else the campaign. A customer belongs to that of
the last contact in the days.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from django.db import connection

from apps.engine.periods import Grain
from apps.metrics.choices import Level
from apps.metrics.figures import KpiInfo
from apps.metrics.measures import AGGREGATES, MEASURES
from apps.metrics.sql import dialect
from apps.metrics.sql.dimensions import table_of
from apps.metrics.sql.filling import Filling
from apps.metrics.sql.statement import (
    PLACED,
    Question,
    _common,
    _from,
    _joins,
    _subject,
    _where,
    filled,
    filling_of,
)
from apps.metrics.streams import CONVERSION, STREAMS, Rows, Stream
from apps.metrics.variants import variant_of
from apps.people.clock import organisation
from apps.people.days import ONE_DAY

SEGMENT: Final = {
    "intake_call": "COALESCE(NULLIF(f.list_code, ''), f.campaign)",
    "intake_order": "f.campaign",
}
CAMPAIGN: Final = {"intake_call": "f.campaign", "intake_order": "f.campaign"}
SCRIPT: Final = {"intake_call": "f.script_version", "intake_order": "''"}  # the scripts of calls
TOGETHER: Final = 0  # the key of several teams taken as one
Segments = dict[str, tuple[int, int]]  # name ("" where the source names none) -> numerator, denominator


def has_segments(kpi: KpiInfo) -> bool:
    """Whether the KPI is a ratio over calls or orders that a campaign is known of."""
    if not kpi.denominator or kpi.filters("numerator") != kpi.filters("denominator"):
        return False
    return _is_conversion(kpi) or bool(_streams_of(kpi))


def _is_conversion(kpi: KpiInfo) -> bool:
    return (kpi.numerator, kpi.denominator) == ("contacted_buyers", "reached_customers")


def segments(
    kpi: KpiInfo,
    *,
    level: Level,
    ids: Collection[int],
    first: date,
    last: date,
    together: bool = False,
    by: Mapping[str, str] = SEGMENT,
) -> dict[int, Segments]:
    """By agent or team: numerator and denominator of each segment. One statement a stream.

    `together`: teams taken as one (key 0); a customer of two of them counts once. `by`: what the segments
    are: `SEGMENT` (list, else campaign), `CAMPAIGN` or `SCRIPT`.
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
    found: defaultdict[int, Segments] = defaultdict(dict)
    for stream in (CONVERSION,) if _is_conversion(kpi) else _streams_of(kpi):
        filters = kpi.filters("denominator")
        variant = variant_of(stream, kpi.numbers, kpi.choices, filters)
        filling = filling_of(question, stream, variant, "s")
        values: dict[str, Any] = {**_common(question), **filling.values()}
        text = (
            _of_customers(question, filling, by, together=together)
            if stream is CONVERSION
            else _of_records(kpi, question, filling, values, by=by, together=together)
        )
        _add(found, text, values)
    return dict(found)


def _add(found: defaultdict[int, Segments], text: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        for subject, name, numerator, denominator in cursor.fetchall():
            if numerator or denominator:
                above, below = found[subject].get(name or "", (0, 0))
                found[subject][name or ""] = (above + int(numerator or 0), below + int(denominator or 0))


def _streams_of(kpi: KpiInfo) -> tuple[Stream, ...]:
    """The streams of a KPI that rests on one table with campaigns; none for any other."""
    codes = {code for part in (kpi.numerator, kpi.denominator) for code in MEASURES[part].streams}
    streams = tuple(STREAMS[code] for code in sorted(codes - {CONVERSION.code}))
    tables = {rows.table.partition(" JOIN")[0] for stream in streams for rows in stream.rows}
    has_campaign = len(tables) == 1 and all(table.removesuffix(" f") in SEGMENT for table in tables)
    return streams if has_campaign and len(streams) == len(codes) and not kpi.is_distinct else ()


def _of_records(
    kpi: KpiInfo,
    question: Question,
    filling: Filling,
    values: dict[str, Any],
    *,
    by: Mapping[str, str],
    together: bool,
) -> str:
    inner = " UNION ALL ".join(
        _select(
            question,
            rows,
            [*(f"{sql} AS {name}" for name, sql in rows.columns.items()), f"{by[table_of(rows)]} AS segment"],
            filling,
            together=together,
        )
        for rows in filling.stream.rows
    )
    parts = [_measure(kpi, code, filling.stream, values) for code in (kpi.numerator, kpi.denominator)]
    return (
        f"SELECT x.subject, x.segment, {', '.join(parts)}"  # noqa: S608 - texts of this app only
        f" FROM ({inner}) x GROUP BY x.subject, x.segment"
    )


def _measure(kpi: KpiInfo, code: str, stream: Stream, values: dict[str, Any]) -> str:
    """What the stream has of a measure, as SQL over its rows."""
    measure = MEASURES[code]
    terms = []
    for sign, aggregates in (("+", measure.plus), ("-", measure.minus)):
        for aggregate in aggregates:
            made = AGGREGATES[aggregate]
            if made.stream.code != stream.code:
                continue
            sql = made.sql
            if made.parameter:
                values[made.parameter] = kpi.numbers[made.parameter]
                sql = sql.format(value=f"%({made.parameter})s")
            terms.append(f"{sign} COALESCE({sql}, 0)")
    return f"CAST(0 {' '.join(terms)} AS BIGINT)"


def _of_customers(question: Question, filling: Filling, by: Mapping[str, str], *, together: bool) -> str:
    """Customers reached and who of them bought, each in the segment of the last contact."""
    inner = " UNION ALL ".join(
        _select(
            question,
            rows,
            [
                f"{rows.customer} AS customer",
                f"{rows.columns['bought']} AS bought",
                f"{rows.columns['contacted']} AS contacted",
                f"'{rank}' || CAST({rows.day} AS TEXT) || {by[table_of(rows)]} AS segment",
            ],
            filling,
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


def _select(question: Question, rows: Rows, columns: list[str], filling: Filling, *, together: bool) -> str:
    if together:
        source, subject = rows.table, "CAST(0 AS BIGINT)"
        joins = PLACED.format(p="p", agent=rows.agent, day=rows.placed)
        where = [
            f"{rows.day} >= %(first)s AND {rows.day} < %(ends)s",
            *([rows.where] if rows.where else []),
            dialect().in_list("p.team_id", "ids"),
        ]
    else:
        source, subject = _from(question, rows), _subject(question, rows)
        joins = _joins(question, rows)
        where = list(_where(question, rows))
    text = (
        f"SELECT {subject} AS subject, {', '.join(columns)}"  # noqa: S608 - texts of this app only
        f" FROM {source}{joins} WHERE {' AND '.join([*where, *filling.narrowed(rows)])}"
    )
    if not together:
        return filled(text, question, filling)
    return text.format(**filling.texts(), contact_before=_contact_together(filling))


def _contact_together(filling: Filling) -> str:
    """A contact by anyone placed in one of the teams on its day."""
    if filling.stream is not CONVERSION:
        return ""
    placed = PLACED.format(p="kp", agent="k.agent_id", day="k.day")
    earliest = dialect().days_before("f.day", filling.named("look_back_days"))
    narrowed = "".join(f" AND {text}" for text in filling.narrowed(CONVERSION.rows[0], alias="k"))
    return (
        f"SELECT 1 FROM intake_call k{placed} WHERE k.customer_id = f.customer_id"  # noqa: S608
        f" AND {dialect().in_list('kp.team_id', 'ids')} AND {filling.contact('k')}"
        f" AND k.day >= {earliest} AND k.day <= f.day{narrowed}"
    )
