"""The nine KPIs by agent and month, as somebody would write them by hand: the reference of `kpis`."""

import csv
import importlib
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection

Answer = dict[tuple[str, int, str], tuple[int, int]]  # KPI, agent, month -> numerator, denominator

COUNTS: Final = "(o.cancelled_day IS NULL OR o.cancelled_day >= o.day)"
CONTACT: Final = "k.direction = 'out' AND k.answered AND k.customer_id IS NOT NULL"

# `:m(x)` is the first day of the month of x, `:b(x)` thirty days before x, `:n(x)` the next month of x
BY_HAND: Final = f"""
SELECT 'outbound_calls', agent_id, :m(day), COUNT(*), 0 FROM intake_call
 WHERE day >= :first AND day < :ends AND direction = 'out' GROUP BY 2, 3
UNION ALL
SELECT 'talk_time', agent_id, :m(day), SUM(talk_seconds), COUNT(*) FROM intake_call
 WHERE day >= :first AND day < :ends AND answered AND talk_seconds IS NOT NULL GROUP BY 2, 3
UNION ALL
SELECT 'response_time', agent_id, :m(day), SUM(wait_seconds), COUNT(*) FROM intake_call
 WHERE day >= :first AND day < :ends AND direction = 'in' AND answered AND wait_seconds IS NOT NULL
 GROUP BY 2, 3
UNION ALL
SELECT 'average_order_value', agent_id, :m(o.day), SUM(amount), COUNT(*) FROM intake_order o
 WHERE o.day >= :first AND o.day < :ends AND {COUNTS} GROUP BY 2, 3
UNION ALL
SELECT 'customer_satisfaction', agent_id, :m(day), SUM(score), COUNT(*) FROM intake_surveyresponse
 WHERE day >= :first AND day < :ends GROUP BY 2, 3
UNION ALL
SELECT 'sales_amount', agent_id, month, SUM(amount), 0 FROM (
  SELECT o.agent_id, :m(o.day) AS month, o.amount FROM intake_order o
   WHERE o.day >= :first AND o.day < :ends AND {COUNTS}
  UNION ALL
  SELECT o.agent_id, :m(r.day), -r.amount FROM intake_refund r JOIN intake_order o ON o.id = r.order_id
   WHERE r.day >= :first AND r.day < :ends AND {COUNTS}
     AND (o.cancelled_day IS NULL OR r.day <= o.cancelled_day)
  UNION ALL
  SELECT o.agent_id, :m(o.cancelled_day), -CASE WHEN o.amount > back THEN o.amount - back ELSE 0 END FROM (
    SELECT o.*, COALESCE((SELECT SUM(r.amount) FROM intake_refund r
                           WHERE r.order_id = o.id AND r.day <= o.cancelled_day), 0) AS back
      FROM intake_order o WHERE o.cancelled_day >= :first AND o.cancelled_day < :ends AND {COUNTS}) o
) s GROUP BY 2, 3
UNION ALL
SELECT 'conversion_rate', agent_id, month, COUNT(DISTINCT buyer), COUNT(DISTINCT customer_id) FROM (
  SELECT k.agent_id, :m(k.day) AS month, k.customer_id, NULL AS buyer FROM intake_call k
   WHERE k.day >= :first AND k.day < :ends AND {CONTACT}
  UNION ALL
  SELECT o.agent_id, :m(o.day), o.customer_id, o.customer_id FROM intake_order o
   WHERE o.day >= :first AND o.day < :ends AND {COUNTS} AND EXISTS (
     SELECT 1 FROM intake_call k WHERE k.agent_id = o.agent_id AND k.customer_id = o.customer_id
      AND k.day >= :b(o.day) AND k.day <= o.day AND {CONTACT})
) c GROUP BY 2, 3
UNION ALL
SELECT 'retention_rate', b.agent_id, :n(b.month), COUNT(a.customer_id), COUNT(*) FROM (
  SELECT DISTINCT agent_id, :m(o.day) AS month, customer_id FROM intake_order o
   WHERE o.day >= :before AND o.day < :last_month AND {COUNTS}) b
  LEFT JOIN (
  SELECT DISTINCT agent_id, :m(o.day) AS month, customer_id FROM intake_order o
   WHERE o.day >= :first AND o.day < :ends AND {COUNTS}) a
  ON a.agent_id = b.agent_id AND a.customer_id = b.customer_id AND a.month = :n(b.month)
 GROUP BY 2, 3
UNION ALL
SELECT 'complaint_rate', agent_id, month, SUM(complaints), COUNT(DISTINCT customer_id) FROM (
  SELECT agent_id, :m(day) AS month, customer_id, 0 AS complaints FROM intake_call
   WHERE day >= :first AND day < :ends AND answered
  UNION ALL
  SELECT agent_id, :m(day), customer_id, 0 FROM intake_enquiry WHERE day >= :first AND day < :ends
  UNION ALL
  SELECT agent_id, :m(o.day), customer_id, 0 FROM intake_order o
   WHERE o.day >= :first AND o.day < :ends AND {COUNTS}
  UNION ALL
  SELECT agent_id, :m(day), NULL, 1 FROM intake_complaint WHERE day >= :first AND day < :ends
) s GROUP BY 2, 3
"""

SQLITE: Final = {"m": "date({}, 'start of month')", "b": "date({}, '-30 days')", "n": "date({}, '+1 month')"}
POSTGRESQL: Final = {
    "m": "CAST(date_trunc('month', {}) AS date)",
    "b": "({} - 30)",
    "n": "CAST({} + INTERVAL '1 month' AS date)",
}


def spelled(first: date, ends: date, functions: dict[str, str]) -> str:
    """The text for a database; days are constants of this benchmark."""
    before = (first - timedelta(days=1)).replace(day=1)
    last_month = (ends - timedelta(days=1)).replace(day=1)
    text = BY_HAND
    for name, day in {"first": first, "ends": ends, "before": before, "last_month": last_month}.items():
        text = text.replace(f":{name} ", f"DATE '{day}' " if functions is POSTGRESQL else f"'{day}' ")
        text = text.replace(f":{name}\n", f"DATE '{day}'\n" if functions is POSTGRESQL else f"'{day}'\n")
    return _calls(text, functions)


def _calls(text: str, functions: dict[str, str]) -> str:
    for name, spelling in functions.items():
        while (start := text.find(f":{name}(")) >= 0:
            end = text.index(")", start)
            text = text[:start] + spelling.format(text[start + 3 : end]) + text[end + 1 :]
    return text


def answer(first: date, ends: date) -> Answer:
    """What the database says."""
    functions = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        cursor.execute(spelled(first, ends, functions))
        return _read(cursor.fetchall())


def _read(rows: list[tuple[Any, ...]]) -> Answer:
    found = {(row[0], int(row[1]), str(row[2])): (int(row[3]), int(row[4])) for row in rows}
    return {key: parts for key, parts in found.items() if parts != (0, 0) or key[0] == "sales_amount"}


def duckdb(first: date, ends: date) -> Callable[[], Answer]:
    """The same text over the same rows in DuckDB, which are copied now."""
    engine: Any = importlib.import_module("duckdb")
    memory = engine.connect()
    tables = ("call", "order", "refund", "surveyresponse", "enquiry", "complaint")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM intake_{table}")
            names = [column[0] for column in cursor.description]
            memory.execute(_create(table, names))
            _copy(memory, table, names, cursor)
    text = spelled(first, ends, POSTGRESQL)
    return lambda: _read(memory.execute(text).fetchall())


def _copy(memory: Any, table: str, names: list[str], cursor: Any) -> None:
    """By a file, as inserting row by row would take minutes."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        while rows := cursor.fetchmany(50_000):
            writer.writerows(rows)
        file.flush()
        memory.execute(
            f"INSERT INTO intake_{table} SELECT * FROM read_csv('{file.name}', all_varchar = true)"
        )


def _create(table: str, names: list[str]) -> str:
    def kind(name: str) -> str:
        if name == "day" or name.endswith("_day"):
            return "DATE"
        if name in {"answered", "resolved"}:
            return "BOOLEAN"
        numbers = ("_id", "_seconds", "amount", "score", "attitude", "professionalism", "problem_solving")
        return "BIGINT" if name.endswith(numbers) or name in {"id", "row"} else "VARCHAR"

    columns = ", ".join(f'"{name}" {kind(name)}' for name in names)
    return f'CREATE TABLE "intake_{table}" ({columns})'
