"""Files brought to intake and worked on to the end, for tests."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from apps.intake import operations
from apps.intake.models import Batch, HeldRow, Source
from apps.people.models import EmployeeNumber, Employment, Organisation, Person
from apps.people.names import name_key

AT: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
START: Final = date(2026, 1, 1)

CALLS: Final = "Call ID,Agent No,Start time,Direction,Customer phone,Answered,Talk seconds,Wait seconds"
ORDERS: Final = "Order ID,Agent No,Customer phone,Order date,Amount,Cancelled"
REFUNDS: Final = "Refund ID,Order ID,Refund date,Refund amount"
DEALS: Final = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
RATED_CALLS: Final = (
    "Call Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Speed of answer in seconds,AvgTalkDuration,"
    "Satisfaction rating"
)


def organisation(zone: str = "UTC", currency: str = "USD") -> None:
    """The organisation of the test."""
    Organisation.objects.update_or_create(
        pk=1, defaults={"name": "Test", "time_zone": zone, "currency": currency}
    )


def agent(name: str, number: str, *, starts: date = START, ends: date | None = None) -> Person:
    """A person with a number, employed for some days."""
    person = Person.objects.create(name=name, name_key=name_key(name))
    EmployeeNumber.objects.create(person=person, number=number, starts=starts, ends=ends)
    Employment.objects.create(person=person, starts=starts, ends=ends)
    return person


def source(preset: str = "dialer", code: str = "", **options: str) -> Source:
    """A source with a built-in mapping."""
    kinds = {"dialer": "dialer", "finance_refunds": "finance", "call_and_survey": "dialer"}
    return operations.create_source(
        code=code or preset, kind=kinds.get(preset, "crm"), preset=preset, options=options, by=None, at=AT
    )


def lines(header: str, *rows: str) -> str:
    """A file of a header and rows."""
    return "\n".join((header, *rows)) + "\n"


def bring(
    to: Source, content: str | bytes | Path, name: str = "export.csv", *, auto: bool = True, **given: Any
) -> Batch:
    """Receive a file, and nothing more."""
    data = content.read_bytes() if isinstance(content, Path) else content
    data = data.encode() if isinstance(data, str) else data
    given = {"by": None, "at": AT, **given}
    return operations.receive_file(source=to, file=BytesIO(data), filename=name, auto_import=auto, **given)


def deliver(to: Source, content: str | bytes | Path, name: str = "export.csv", **given: Any) -> Batch:
    """Receive a file and work on it to the end."""
    batch = bring(to, content, name, **given)
    operations.run_batch(batch_id=batch.pk, clock=lambda: AT)
    return fresh(batch)


def fresh(batch: Batch) -> Batch:
    """The batch as the database has it now."""
    return Batch.objects.select_related("source", "mapping", "file").get(pk=batch.pk)


def counts(batch: Batch) -> dict[str, int]:
    """The counts that are not 0."""
    names = ("accepted", "changed", "unchanged", "rejected", "parked", "queued", "skipped")
    return {name: getattr(batch, name) for name in names if getattr(batch, name)}


def reasons(batch: Batch) -> list[tuple[int, str, str, str, str]]:
    """Row, fate, column, value and code of every held row."""
    rows = HeldRow.objects.filter(batch=batch).order_by("row")
    return list(rows.values_list("row", "fate", "column", "value", "code"))
