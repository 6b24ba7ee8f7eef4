"""Saying what texts of a column mean; the rows that were rejected for them follow."""

from collections import Counter
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.intake import operations
from apps.intake.choices import BatchState, RowFate
from apps.intake.mapping import parse
from apps.intake.mapping.learning import places_of
from apps.intake.models import Batch, Source
from apps.intake.policies import visible_batches, visible_sources
from apps.intake.queries.meanings import MOST_TEXTS, UNKNOWN_VALUE, texts_without_meaning
from apps.intake.reading import FileRefused
from apps.intake.web.meaning_form import MeaningForm
from apps.intake.web.numbers import number_in
from apps.people.choices import Role
from apps.people.web.scope import get_visible_or_404, requires_role, signed_in
from apps.people.written import digits

LONGEST: Final = 120


@require_http_methods(["GET", "POST"])
@requires_role(Role.STEWARD)
def meanings(request: HttpRequest, pk: int) -> HttpResponse:
    """Every text of a column without a meaning, of a source's imported files and of one preview."""
    source = get_visible_or_404(visible_sources(request.user), pk=pk)
    column, batch = request.GET.get("column", "").strip(), _batch(request, source)
    mapping = operations.current_mapping(source)
    if not column or len(column) > LONGEST or "\x00" in column or mapping is None:
        raise Http404
    texts = texts_without_meaning(source, column) + _previewed(batch, column)
    places = list(places_of(mapping.spec, parse(mapping.spec), column))
    form = MeaningForm(
        request.POST if request.method == "POST" else None,
        texts=Counter(dict(texts.most_common(MOST_TEXTS))),
        places=places,
    )
    if request.method == "POST" and form.accepted(source=source, column=column, by=signed_in(request)):
        messages.success(request, _followed(form.said, form.settled))
        return redirect("batch", pk=batch.pk) if batch else redirect("data-home")
    context = {"form": form, "source": source, "column": column, "batch": batch, "places": places}
    return render(request, "intake/meanings.html", context, status=422 if form.errors else 200)


def _batch(request: HttpRequest, source: Source) -> Batch | None:
    number = number_in(request.GET, "batch")
    if number is None:
        return None
    batches = visible_batches(request.user).select_related("source", "mapping", "file")
    return get_visible_or_404(batches.filter(source=source), pk=number)


def _previewed(batch: Batch | None, column: str) -> Counter[str]:
    """The texts of a preview: its file is read for them."""
    if batch is None or batch.state not in {BatchState.READY, BatchState.HELD}:
        return Counter()
    rows = operations.foreseen_rows(batch, fate=RowFate.REJECTED, code=UNKNOWN_VALUE)
    try:
        return Counter(row.value for row in rows if row.column == column)
    except FileRefused:
        return Counter()


def _followed(said: int, settled: operations.Settled) -> str:
    taken = settled.accepted + settled.unchanged
    words = ngettext("%(n)s text has a meaning now.", "%(n)s texts have a meaning now.", said)
    rows = ngettext("%(n)s record followed.", "%(n)s records followed.", taken)
    return f"{words % {'n': digits(said, 0)}} {rows % {'n': digits(taken, 0)}}"
