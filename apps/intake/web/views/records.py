"""One record: values, versions, file and row; leaving it out and putting it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.intake import operations
from apps.intake.choices import RecordType
from apps.intake.models import Batch
from apps.intake.original import original_row
from apps.intake.policies import can_import, can_read_names, can_view_record, visible_batches
from apps.intake.queries.claims import Given, attribution_of
from apps.intake.queries.desk import waiting
from apps.intake.queries.reach import topics_of
from apps.intake.queries.records import (
    MOST_LISTED,
    Found,
    Line,
    Version,
    beside,
    find_record,
    left_out_records,
    records_of_batch,
    records_of_key,
    versions,
    waits_for_decision,
)
from apps.intake.queries.rows import reason_of
from apps.intake.shapes import KEY_LENGTH
from apps.intake.web.columns import CUSTOMERS, Readable, label
from apps.intake.web.forms import LeaveOutForm
from apps.intake.web.numbers import number_in
from apps.people.choices import Role
from apps.people.clock import now, organisation
from apps.people.refusals import Refusal
from apps.people.web.scope import requires_role, signed_in


def _found(request: HttpRequest, record_type: str, pk: int) -> Found:
    found = find_record(record_type, pk)
    if found is None or not can_view_record(request.user, found):
        raise Http404
    return found


@require_GET
@requires_role(Role.STEWARD)
def records(request: HttpRequest) -> HttpResponse:
    """Records of a key (an order number, the id of a call), of a batch, or all that were left out."""
    key = request.GET.get("key", "").strip()
    usable = 0 < len(key) <= KEY_LENGTH and "\x00" not in key
    batches = visible_batches(request.user).select_related("source", "mapping")
    number = number_in(request.GET, "batch")
    batch = None if number is None else batches.filter(pk=number).first()
    if batch is not None and not usable:
        return _of_batch(request, batch)
    lines = records_of_key(key) if usable else left_out_records()
    context = {
        "here": "records",
        "waiting": waiting(),
        "key": key if usable else "",
        "batch": None,
        "next": None,
        "lines": [(line, RecordType(line.record_type).label) for line in lines],
    }
    return render(request, "intake/records.html", context)


def _of_batch(request: HttpRequest, batch: Batch) -> HttpResponse:
    """The records that a batch wrote last, a type at a time, in the order in which they first came."""
    types = sorted(topics_of(batch.mapping.spec))
    asked = request.GET.get("type", "")
    record_type = asked if asked in types else types[0]
    row = number_in(request.GET, "row")
    after = number_in(request.GET, "after") or 0
    lines = records_of_batch(batch, record_type=record_type, after=after, row=row)
    context = {
        "here": "records",
        "waiting": waiting(),
        "key": "",
        "batch": batch,
        "types": [(code, RecordType(code).label) for code in types],
        "record_type": record_type,
        "row": row,
        "lines": [(line, RecordType(line.record_type).label) for line in lines],
        "next": lines[-1].fact_id if len(lines) == MOST_LISTED else None,
    }
    return render(request, "intake/records.html", context)


@require_GET
def record(request: HttpRequest, record_type: str, pk: int) -> HttpResponse:
    """A record, for whoever may see the figures it is behind."""
    signed_in(request)
    if can_import(request.user) and find_record(record_type, pk) is None:
        kind = RecordType(record_type).label if record_type in RecordType.values else ""
        return render(request, "intake/record_gone.html", {"kind": kind}, status=404)
    found = _found(request, record_type, pk)
    listed = versions(found)
    readable = Readable(
        currency=found.batch.source.currency or organisation().currency,
        whole_names=can_read_names(request.user),
    )
    readable.look_up((name, value) for one in listed for name, value in one.values.items())
    held = waits_for_decision(found)
    context = {
        "found": found,
        "kind": RecordType(record_type).label,
        "record_type": record_type,
        "cells": [
            (label(name), readable.text(found.shape, name, value)) for name, value in found.values.items()
        ],
        "versions": _shown(found, listed, readable),
        "waiting": reason_of(held)[0] if held else "",
        "steward": can_import(request.user),
        "given": _given(found),
    }
    return render(request, "intake/record.html", context)


def _given(found: Found) -> Given | None:
    """Why an order that names no agent counts for somebody."""
    if found.shape.record_type != RecordType.ORDER or found.left_out is not None:
        return None
    return attribution_of(found.fact)


def _shown(
    found: Found, listed: list[Version], readable: Readable
) -> list[tuple[Version, list[tuple[str, str]]]]:
    """Each version with the columns in which it differs from what counts now."""
    now_values = found.values
    return [
        (
            one,
            [
                (label(name), readable.text(found.shape, name, one.values.get(name)))
                for name, value in now_values.items()
                if readable.text(found.shape, name, one.values.get(name))
                != readable.text(found.shape, name, value)
                or (name == CUSTOMERS and one.values.get(name) != value)
            ],
        )
        for one in listed
    ]


@require_GET
def original(request: HttpRequest, record_type: str, pk: int) -> HttpResponse:
    """The row of the file as it was read; columns nobody reads are the steward's alone."""
    signed_in(request)
    found = _found(request, record_type, pk)
    cells = original_row(found.batch, found.fact.row)
    if cells is not None and not can_import(request.user):
        cells = [cell for cell in cells if cell.mapped]
    context = {"cells": cells, "row": found.fact.row, "lines": _beside(request, found)}
    return render(request, "intake/_original.html", context)


def _beside(request: HttpRequest, found: Found) -> list[tuple[Line, str]]:
    """The other records of its row, for whoever may see them, each with what it is."""
    whole = can_import(request.user)
    lines = [line for line in beside(found) if whole or _is_visible(request, line)]
    return [(line, str(RecordType(line.record_type).label)) for line in lines]


def _is_visible(request: HttpRequest, line: Line) -> bool:
    other = find_record(line.record_type, line.fact_id)
    return other is not None and can_view_record(request.user, other)


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def leave_out(request: HttpRequest, record_type: str, pk: int) -> HttpResponse:
    """Take a record out of every figure, with a reason."""
    found = _found(request, record_type, pk)
    if found.left_out is not None:
        return redirect("record", record_type=record_type, pk=pk)
    others = [line for line in beside(found) if line.left_out is None]
    form = LeaveOutForm(request.POST or None, others=others)
    given: dict[str, Any] = {"record_type": record_type, "fact_id": pk}
    if request.method == "POST" and form.accepted(by=signed_in(request), **given):
        if form.done:
            said = ngettext(
                "Left out: the figures follow within seconds.",
                "%(n)s records are left out: the figures follow within seconds.",
                form.count,
            )
            messages.success(request, said % {"n": form.count})
        else:
            messages.info(request, _("Its day is closed or frozen: it waits in the correction queue."))
        return redirect("record", record_type=record_type, pk=pk)
    context = {"form": form, "found": found, "record_type": record_type, "others": bool(others)}
    return render(request, "intake/leave_out.html", context, status=422 if form.errors else 200)


@require_POST
@requires_role(Role.STEWARD)
def put_back(request: HttpRequest, record_type: str, pk: int) -> HttpResponse:
    """Let a record count again."""
    found = _found(request, record_type, pk)
    if found.left_out is None:
        messages.info(request, _("This record counts."))
        return redirect("record", record_type=record_type, pk=pk)
    try:
        done = operations.put_back(left_out=found.left_out, by=signed_in(request), at=now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        if done:
            messages.success(request, _("Put back: the figures follow within seconds."))
        else:
            messages.info(request, _("Its day is closed or frozen: it waits in the correction queue."))
    if find_record(record_type, pk) is None:
        messages.info(request, _("Every file that said it was withdrawn: the record is gone."))
        return redirect("batch", pk=found.batch.pk)
    return redirect("record", record_type=record_type, pk=pk)
