# ruff: noqa: S608 - every name in these statements comes from the code, every value is a parameter
"""One customer's number becomes another one everywhere: facts, kept versions, records left out.

What was promised to a customer goes with it: it is a free text, and no figure rests on it.

One to one, so that who was one customer stays one, and no count of customers moves. Which number became which
is nowhere kept. Surrogates are below 0: no hash is.
"""

import secrets
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from apps.intake.models import Customer, FollowUp, LeftOut, SupersededFact
from apps.intake.staging import PREFIX, dialect
from apps.intake.tables import table

PAIRS: Final = f"{PREFIX}pairs"
BITS: Final = 62
KEPT_VALUES: Final = (SupersededFact, LeftOut)  # facts as JSON


def surrogates(count: int) -> list[int]:
    """New numbers that mean nobody."""
    return [-1 - secrets.randbits(BITS) for _ in range(count)]


def forget(customer_ids: Collection[int], *, on: date) -> list[int]:
    """Give customers numbers that mean nobody; returns these, in the order of the old ones.

    Must run inside a transaction that holds the sources, so that no import writes the old numbers meanwhile.
    The number of statements does not grow with the customers.
    """
    new = surrogates(len(customer_ids))
    with connection.cursor() as cursor:
        _load(cursor, list(customer_ids), new)
        customers = table(Customer)
        cursor.execute(
            f"""INSERT INTO "{customers}" (id, label, forgotten_on)
                SELECT new_id, '', %s FROM "{PAIRS}" ORDER BY new_id""",
            [on],
        )
        for statement in _statements():
            cursor.execute(statement)
        cursor.execute(f'DELETE FROM "{customers}" WHERE id IN (SELECT old_id FROM "{PAIRS}")')
    return new


def _load(cursor: CursorWrapper, old: list[int], new: list[int]) -> None:
    known = dialect()
    known.create(cursor, PAIRS, {"old_id": "bigint", "new_id": "bigint"}, key="old_id")
    pairs = pl.DataFrame({"old_id": old, "new_id": new}, schema={"old_id": pl.Int64, "new_id": pl.Int64})
    known.load(cursor, PAIRS, pairs)


def _statements() -> Iterator[str]:
    yield f"""UPDATE "{table(FollowUp)}" SET note = ''
              WHERE note <> '' AND customer_id IN (SELECT old_id FROM "{PAIRS}")"""
    for relation in Customer._meta.related_objects:  # noqa: SLF001  Django documents `_meta`
        name, column = table(relation.related_model), relation.field.column
        yield f"""UPDATE "{name}" SET "{column}" = p.new_id FROM "{PAIRS}" p
                  WHERE "{name}"."{column}" = p.old_id"""
    for model in KEPT_VALUES:
        name = table(model)
        yield f"""UPDATE "{name}" SET "values" = {_changed(name)} FROM "{PAIRS}" p
                  WHERE {dialect().json_column(f'"{name}"."values"', "customer_id", "bigint")} = p.old_id"""


def _changed(name: str) -> str:
    """SQL of the kept values with the other number, and without the text of a promise."""
    values = f'"{name}"."values"'
    if connection.vendor == "postgresql":
        number = f"jsonb_set({values}, '{{customer_id}}', to_jsonb(p.new_id))"
        return f"""jsonb_set({number}, '{{note}}', '""'::jsonb, false)"""
    return f"json_replace(json_set({values}, '$.customer_id', p.new_id), '$.note', '')"
