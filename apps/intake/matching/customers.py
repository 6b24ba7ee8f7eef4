"""Which customer a record concerns: a keyed hash of what the source calls it, and a label for people's eyes.

The same phone, id or name gives the same customer in every source. Without the installation's key nobody can
find out whether a known phone number is in the database.
"""

import hashlib
import struct
from collections.abc import Iterable
from functools import cache
from typing import Final

import polars as pl
from django.conf import settings

from apps.intake.mapping.spec import CustomerBy, CustomerRef
from apps.intake.matching.phones import is_usual, phone_key
from apps.people.names import name_key, tidy

DOTS: Final = "••••"
LABEL_LENGTH: Final = 120
SHORT: Final = 6  # of a longer number the last four signs are shown, else the last one
PLAIN: Final = r"^[!-~]+$"  # nothing in it needs to be tidied
MOST_KNOWN: Final = 200_000
NUMBERS: Final = {"customer_ref": pl.String, "customer_id": pl.Int64}
CUSTOMERS: Final = {"id": pl.Int64, "label": pl.String}


@cache
def _key(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"kpi.customers").digest()


def customer_ids(refs: Iterable[str], by: CustomerBy, region: str = "") -> list[int]:
    """The customers' numbers: 63 bits of a keyed hash each. `region`: of phones without a country's code."""
    keyed = hashlib.blake2b(f"{by}:".encode(), digest_size=8, key=_key(settings.SECRET_KEY)).copy
    digests: list[bytes] = []
    for text in _normal(refs, by, region):
        one = keyed()
        one.update(text.encode())
        digests.append(one.digest())
    return [number >> 1 for number in struct.unpack(f">{len(digests)}Q", b"".join(digests))]


def _normal(refs: Iterable[str], by: CustomerBy, region: str) -> Iterable[str]:
    """One spelling of each name. Most phones of a file are digits alone, which need no look."""
    if by is CustomerBy.NAME:
        return map(name_key, refs)
    if by is not CustomerBy.PHONE:
        return map(tidy, refs)
    if region:
        return (phone_key(ref, region) for ref in refs)
    return (ref if is_usual(ref) else phone_key(ref) for ref in refs)


def label(ref: str, by: CustomerBy, *, raw: bool) -> str:
    """What people see: `Ac••••`, `••••1234`; the name itself only where the source declares it."""
    if raw:
        return tidy(ref)[:LABEL_LENGTH]
    if by is CustomerBy.NAME:
        return tidy(ref)[:2] + DOTS
    plain = tidy(ref)
    return DOTS + (plain[-4:] if len(plain) > SHORT else plain[-1:])


class CustomerBook:
    """The customers that a file has named so far: what comes again is not worked out again."""

    def __init__(self) -> None:
        self._known: dict[CustomerRef, pl.DataFrame] = {}

    def numbers(self, refs: pl.Series, rule: CustomerRef) -> pl.DataFrame:
        """Different names with their customers: customer_ref, customer_id."""
        named = pl.DataFrame({"customer_ref": refs}, schema={"customer_ref": pl.String})
        known = self._known.get(rule, pl.DataFrame(schema=NUMBERS))
        new = named.join(known, on="customer_ref", how="anti")
        new = new.with_columns(
            customer_id=pl.Series(customer_ids(new["customer_ref"], rule.by, rule.region), dtype=pl.Int64)
        )
        # What many files name once only must not fill the memory.
        self._known[rule] = pl.concat([known, new]) if known.height + new.height <= MOST_KNOWN else new
        return pl.concat([named.join(known, on="customer_ref", how="inner"), new])


def match_customers(
    frame: pl.DataFrame, rule: CustomerRef | None, book: CustomerBook
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records with `customer_id` in place of `customer_ref`, and the customers they name (id, label)."""
    if rule is None:
        return frame.with_columns(customer_id=pl.lit(None, dtype=pl.Int64)), pl.DataFrame(schema=CUSTOMERS)
    found = book.numbers(frame["customer_ref"].drop_nulls().unique(), rule)
    matched = frame.join(found, on="customer_ref", how="left", maintain_order="left")
    named = found.with_columns(label=_labels(found["customer_ref"], rule))
    return matched.drop("customer_ref"), named.select(id="customer_id", label="label")


def _labels(refs: pl.Series, rule: CustomerRef) -> pl.Series:
    """The labels of many names: most are numbers, whose masks are made all at once."""
    if rule.raw or rule.by is CustomerBy.NAME or not refs.str.contains(PLAIN).all():
        return pl.Series([label(ref, rule.by, raw=rule.raw) for ref in refs], dtype=pl.String)
    shown = pl.when(refs.str.len_chars() > SHORT).then(refs.str.tail(4)).otherwise(refs.str.tail(1))
    return pl.select(pl.concat_str(pl.lit(DOTS), shown)).to_series()
