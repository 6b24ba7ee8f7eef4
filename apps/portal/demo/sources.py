"""The company's source systems, and their files going in through intake like any other."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from apps.intake.choices import BatchState, SourceKind
from apps.intake.models import Batch, Source
from apps.intake.operations import create_source, receive_file, run_batch, start_import
from apps.intake.reasons import file_reason
from apps.portal.demo.beside import BRAND
from apps.portal.demo.cast import Cast
from apps.portal.demo.failures import DemoFailed
from apps.portal.demo.files import Export
from apps.portal.demo.story import Story

AT_WORK: Final = (BatchState.RECEIVED, BatchState.PROFILING, BatchState.READY, BatchState.IMPORTING)
LOOK_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePlan:
    """A system that exports; `minute` is when its file comes after six in the morning."""

    code: str
    name: str
    kind: SourceKind
    preset: str
    minute: int
    spec: Mapping[str, Any] | None = None  # of its own, where there is no preset


# The study says one value of a team and day; a team is known by its code.
BRAND_SPEC: Final[Mapping[str, Any]] = {
    "dates": "ymd",
    "columns": {
        "team": {"headers": ["Team code"]},
        "value": {"headers": ["Value"]},
        "date": {"headers": ["Date"]},
    },
    "records": [
        {
            "type": "measurement",
            "key": ["team", {"field": "day"}],
            "team": {"column": "team"},
            "fields": {"day": "date", "code": {"const": BRAND}, "value": "value"},
        }
    ],
}
SOURCES: Final = {
    "calls": SourcePlan(code="dialer", name="Dialer", kind=SourceKind.DIALER, preset="dialer", minute=5),
    "orders": SourcePlan(code="crm", name="CRM orders", kind=SourceKind.CRM, preset="crm_orders", minute=12),
    "refunds": SourcePlan(
        code="finance", name="Finance refunds", kind=SourceKind.FINANCE, preset="finance_refunds", minute=16
    ),
    "surveys": SourcePlan(
        code="survey", name="Customer survey", kind=SourceKind.SURVEY, preset="survey", minute=21
    ),
    "complaints": SourcePlan(
        code="complaints", name="Complaints desk", kind=SourceKind.COMPLAINTS, preset="complaints", minute=24
    ),
    "enquiries": SourcePlan(
        code="enquiries", name="Chat and mail", kind=SourceKind.CRM, preset="enquiries", minute=27
    ),
    "evaluations": SourcePlan(
        code="quality", name="Quality checks", kind=SourceKind.QUALITY, preset="quality", minute=31
    ),
    "order_lines": SourcePlan(
        code="lines", name="CRM order lines", kind=SourceKind.CRM, preset="order_lines", minute=34
    ),
    "sessions": SourcePlan(
        code="sessions", name="Dialer sign-ins", kind=SourceKind.DIALER, preset="sessions", minute=37
    ),
    "follow_ups": SourcePlan(
        code="callbacks", name="Callbacks", kind=SourceKind.CRM, preset="follow_ups", minute=40
    ),
    "brand": SourcePlan(
        code="brand", name="Brand study", kind=SourceKind.SURVEY, preset="", minute=43, spec=BRAND_SPEC
    ),
}


def connect_sources(story: Story, cast: Cast) -> None:
    """Each system with its built-in mapping."""
    at = story.at(story.go_live + timedelta(days=1), 10)
    known = set(Source.objects.values_list("code", flat=True))
    for plan in SOURCES.values():
        if plan.code not in known:
            create_source(
                code=plan.code,
                name=plan.name,
                kind=plan.kind,
                preset=plan.preset,
                spec=plan.spec,
                by=cast.steward,
                at=at,
            )


def are_imported(first: date, last: date) -> bool:
    """Whether every source has spoken for these days."""
    done = Batch.objects.filter(
        covers_first__lte=first, covers_last__gte=last, state=BatchState.IMPORTED
    ).values_list("source__code", flat=True)
    return {plan.code for plan in SOURCES.values()} <= set(done)


def import_export(story: Story, cast: Cast, export: Export) -> None:
    """Receive a file on the morning after its last day, and work on it to its end."""
    plan = SOURCES[export.name]
    at = story.at(export.last + timedelta(days=1), 6, plan.minute)
    batch = receive_file(
        source=Source.objects.get(code=plan.code),
        path=export.path,
        filename=f"{plan.code}-{export.first}-{export.last}.csv",
        auto_import=True,
        covers_first=export.first,
        covers_last=export.last,
        by=cast.steward,
        at=at,
    )
    _finish(batch, _clock_from(at))


def _clock_from(start: datetime) -> Callable[[], datetime]:
    """A clock that goes on from a moment of the story as fast as ours."""
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


def _finish(batch: Batch, clock: Callable[[], datetime]) -> None:
    """Work until the batch is imported; where a worker has it, wait for that one."""
    resumed = False
    while True:
        state = Batch.objects.values_list("state", flat=True).get(pk=batch.pk)
        if state == BatchState.IMPORTED:
            return
        if state == BatchState.FAILED and not resumed:
            start_import(batch=batch, by=None, at=clock())
            resumed = True
        elif state not in AT_WORK:
            batch.refresh_from_db()
            raise DemoFailed(" ".join(file_reason(batch.error_code, batch.error_values)))
        if not run_batch(batch_id=batch.pk, clock=clock):
            time.sleep(LOOK_SECONDS)
