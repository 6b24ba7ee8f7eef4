"""`GET /healthz`: is the database reachable, and does a worker do its rounds? For whoever watches."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Max
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.people.models import WorkerBeat

# The worker's own round is every 2 seconds; with every process of it on a long import it may miss some.
WORKER_MAY_BE_SILENT = timedelta(seconds=60)


@never_cache
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 where database and worker are well, else 503; no figure of the organisation in it."""
    report = examine(at=timezone.now())
    return JsonResponse(report, status=200 if report["status"] == "ok" else 503)


def examine(*, at: datetime) -> dict[str, Any]:
    """`status` ok or failing, `database` and `worker` each with `ok`; the worker's `age_seconds` or null."""
    try:
        beat = WorkerBeat.objects.aggregate(last=Max("at"))["last"]
    except DatabaseError:
        return {"status": "failing", "database": {"ok": False}, "worker": {"ok": False, "age_seconds": None}}
    age = None if beat is None else at - beat
    alive = age is not None and age <= WORKER_MAY_BE_SILENT
    return {
        "status": "ok" if alive else "failing",
        "database": {"ok": True},
        "worker": {"ok": alive, "age_seconds": None if age is None else round(age.total_seconds(), 1)},
    }
