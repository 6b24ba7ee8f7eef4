"""All that is kept about a person, as one file."""

import tempfile

from django.http import FileResponse, HttpRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from apps.people.clock import now
from apps.people.web.scope import get_visible_or_404, signed_in
from apps.portal import operations
from apps.portal.policies import exportable_people, parts_of_export

IN_MEMORY = 5_000_000  # bytes; a larger file is written to disk on its way


@never_cache
@require_POST
def kept(request: HttpRequest, pk: int) -> FileResponse:
    """A ZIP of CSV files. A POST, because taking it away is written into the trail."""
    user = signed_in(request)
    person = get_visible_or_404(exportable_people(user), pk=pk)
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the response closes it
    operations.export_person(
        person=person, target=target, parts=parts_of_export(user, person), by=user, at=now()
    )
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=f"person-{person.pk}.zip", content_type="application/zip"
    )
