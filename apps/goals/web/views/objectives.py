"""The company's objectives."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from apps.goals import operations
from apps.goals.amounts import typed_amount
from apps.goals.models import Objective
from apps.goals.policies import can_edit_objectives, can_view_objectives, visible_objectives
from apps.goals.queries import objective_rows
from apps.goals.web.forms import ObjectiveForm
from apps.people.clock import now, today
from apps.people.models import Person, User
from apps.people.refusals import Refusal
from apps.people.web.scope import get_visible_or_404, signed_in

ONE_DAY = timedelta(days=1)


@require_GET
def objectives(request: HttpRequest) -> HttpResponse:
    """The tree of objectives, with how many KPIs of published scorecards serve each."""
    user, on = signed_in(request), today()
    if not can_view_objectives(user, on):
        raise Http404
    context = {"rows": objective_rows(), "may_edit": can_edit_objectives(user, on), "on": on}
    return render(request, "goals/objectives.html", context)


@require_http_methods(["GET", "POST"])
def objective_new(request: HttpRequest) -> HttpResponse:
    """Write down a new objective."""
    return _edit(request, signed_in(request), None)


@require_http_methods(["GET", "POST"])
def objective(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an objective."""
    user = signed_in(request)
    return _edit(request, user, get_visible_or_404(visible_objectives(user, today()), pk=pk))


def _edit(request: HttpRequest, user: User, row: Objective | None) -> HttpResponse:
    if not can_edit_objectives(user, today()):
        raise Http404
    others = Objective.objects.exclude(pk=row.pk) if row else Objective.objects.all()
    form = ObjectiveForm(
        request.POST or None,
        parents=others.order_by("name", "pk"),
        owners=Person.objects.order_by("name", "pk"),
        initial=_initial(row) if row else {"starts": today()},
    )
    if request.method == "POST" and form.is_valid() and _write(form, user, row):
        messages.success(request, _("Saved."))
        return redirect("objectives")
    return render(request, "goals/objective.html", {"form": form, "objective": row})


def _write(form: ObjectiveForm, user: User, row: Objective | None) -> bool:
    """Whether it was done; else the form says why not."""
    try:
        if row is None:
            operations.create_objective(content=form.content(), by=user, at=now())
        else:
            operations.update_objective(objective=row, content=form.content(), by=user, at=now())
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True


def _initial(row: Objective) -> dict[str, object]:
    names = ("name", "focus", "starts", "parent", "owner", "measure_of_success", "kpi", "team")
    values = {name: getattr(row, name) for name in names} | {"last_day": row.ends - ONE_DAY}
    if row.kpi is not None:
        for name in ("from", "to"):
            values[f"{name}_value"] = typed_amount(
                getattr(row, f"{name}_micros"), row.kpi.unit, row.kpi.decimals
            )
    return values
