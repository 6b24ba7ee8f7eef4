"""Which customer a record concerns: a keyed hash of what the source calls it, and a label for people's eyes.

The same phone, id or name gives the same customer in every source. Without the installation's key nobody can
find out whether a known phone number is in the database.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Final

import polars as pl
from django.conf import settings

from apps.intake.mapping.spec import CustomerBy, CustomerRef
from apps.intake.matching.phones import phone_key
from apps.people.names import name_key, tidy

DOTS: Final = "••••"
LABEL_LENGTH: Final = 120
CUSTOMERS: Final = {"id": pl.Int64, "label": pl.String}


@cache
def _key(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"kpi.customers").digest()


def customer_ids(refs: Iterable[str], by: CustomerBy, region: str = "") -> list[int]:
    """The customers' numbers: 63 bits of a keyed hash each. `region`: of phones without a country's code."""
    keyed = hashlib.blake2b(f"{by}:".encode(), digest_size=8, key=_key(settings.SECRET_KEY))
    numbers: list[int] = []
    for ref in refs:
        one = keyed.copy()
        one.update(_normal(ref, by, region).encode())
        numbers.append(int.from_bytes(one.digest(), "big") >> 1)
    return numbers


def _normal(ref: str, by: CustomerBy, region: str) -> str:
    if by is CustomerBy.NAME:
        return name_key(ref)
    return phone_key(ref, region) if by is CustomerBy.PHONE else tidy(ref)


def label(ref: str, by: CustomerBy, *, raw: bool) -> str:
    """What people see: `Ac••••`, `••••1234`; the name itself only where the source declares it."""
    if raw:
        return tidy(ref)[:LABEL_LENGTH]
    if by is CustomerBy.NAME:
        return tidy(ref)[:2] + DOTS
    plain = tidy(ref)
    return DOTS + (plain[-4:] if len(plain) > 6 else plain[-1:])


def match_customers(frame: pl.DataFrame, rule: CustomerRef | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records with `customer_id` in place of `customer_ref`, and the customers they name (id, label)."""
    if rule is None:
        return frame.with_columns(customer_id=pl.lit(None, dtype=pl.Int64)), pl.DataFrame(schema=CUSTOMERS)
    refs = frame["customer_ref"].drop_nulls().unique()
    known = pl.DataFrame(
        {
            "customer_ref": refs,
            "customer_id": customer_ids(refs, rule.by, rule.region),
            "label": [label(ref, rule.by, raw=rule.raw) for ref in refs],
        },
        schema={"customer_ref": pl.String, "customer_id": pl.Int64, "label": pl.String},
    )
    matched = frame.join(known.select("customer_ref", "customer_id"), on="customer_ref", how="left")
    return matched.drop("customer_ref"), known.select(id="customer_id", label="label")
