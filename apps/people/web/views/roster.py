"""The roster file: uploaded, looked at, then imported. Nothing is written before someone saw what it does."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.people.clock import now
from apps.people.models import User
from apps.people.operations import RosterResult, import_roster
from apps.people.policies import can_keep_roster
from apps.people.refusals import Refusal
from apps.people.roster.reading import MAX_BYTES, MAX_ROWS, FileTooLarge
from apps.people.web.forms import RosterForm
from apps.people.web.scope import signed_in

KEPT: Final = "roster_file"  # in the session: which file of whom is being looked at
SHOWN_ERRORS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A stored file that waits for its "import"."""

    sha256: str
    filename: str
    default_start: date | None

    @property
    def path(self) -> str:
        """Where the file is stored."""
        return f"rosters/{self.sha256}"

    def read(self) -> bytes:
        """Its bytes; FileNotFoundError when someone tidied up."""
        with default_storage.open(self.path) as stored:
            return bytes(stored.read())


@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """Upload a roster, see what it would do, import it."""
    user = signed_in(request)
    if not can_keep_roster(user):
        raise Http404
    if request.method == "POST" and "confirm" in request.POST:
        return _import(request, user)
    form = RosterForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= _preview(request, form, user)
    return render(request, "people/import.html", context, status=422 if form.errors else 200)


def _preview(request: HttpRequest, form: RosterForm, user: User) -> dict[str, object]:
    file = form.cleaned_data["file"]
    try:
        if file.size > MAX_BYTES:
            raise FileTooLarge(rows=MAX_ROWS)
        upload = _keep(request, file.read(), file.name, form.cleaned_data["default_start"])
        result = _run(upload, user, dry_run=True)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return {}
    return {"result": result, "upload": upload, "errors": result.errors[:SHOWN_ERRORS]}


def _keep(request: HttpRequest, content: bytes, name: str, default_start: date | None) -> Upload:
    upload = Upload(
        sha256=hashlib.sha256(content).hexdigest(), filename=name[:120], default_start=default_start
    )
    if not default_storage.exists(upload.path):
        default_storage.save(upload.path, ContentFile(content))
    request.session[KEPT] = {
        "sha256": upload.sha256,
        "filename": upload.filename,
        "default_start": default_start.isoformat() if default_start else "",
    }
    return upload


def _kept(request: HttpRequest) -> Upload | None:
    """The file that was looked at last, if it is the one the button was about."""
    kept = request.session.get(KEPT)
    if not kept or kept["sha256"] != request.POST.get("confirm"):
        return None
    start = date.fromisoformat(kept["default_start"]) if kept["default_start"] else None
    return Upload(sha256=kept["sha256"], filename=kept["filename"], default_start=start)


def _run(upload: Upload, user: User, *, dry_run: bool) -> RosterResult:
    return import_roster(
        file=upload.read(), default_start=upload.default_start, dry_run=dry_run, by=user, at=now()
    )


def _import(request: HttpRequest, user: User) -> HttpResponse:
    upload = _kept(request)
    try:
        result = _run(upload, user, dry_run=False) if upload else None
    except FileNotFoundError:
        result = None
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("people:import")
    if upload is None or result is None:
        messages.error(request, _("The file is no longer here. Upload it again."))
        return redirect("people:import")
    if result.errors:  # something changed between looking and importing
        context = {
            "form": RosterForm(),
            "result": result,
            "upload": upload,
            "errors": result.errors[:SHOWN_ERRORS],
        }
        return render(request, "people/import.html", context, status=422)
    del request.session[KEPT]
    default_storage.delete(upload.path)
    counts = {"created": result.created, "changed": result.changed, "unchanged": result.unchanged}
    messages.success(
        request,
        _("Imported: %(created)d people new, %(changed)d changed, %(unchanged)d as they were.") % counts,
    )
    return redirect("people:list")
