"""The simulator: a version of a plan replayed on the last twelve months against another."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from apps.incentives.models import PlanVersion
from apps.incentives.policies import can_write_plans
from apps.incentives.web.simulator_view import SimulatorShown, simulator_shown
from apps.incentives.web.views.plans import version_of
from apps.incentives.writing import amount_text
from apps.people.clock import now
from apps.people.web.files import table_file
from apps.people.web.scope import signed_in


@require_GET
def simulator(request: HttpRequest, pk: int) -> HttpResponse:
    """`?with=` the version that is tried (the newest unless said), `?against=` the one in force."""
    user = signed_in(request)
    plan, newest, versions = version_of(user, pk, None)
    new = _named(versions, request.GET.get("with", "")) or newest
    old = _named(versions, request.GET.get("against", "")) or _before(versions, new)
    shown = simulator_shown(plan, old, new)
    if shown is not None and request.GET.get("as") in ("csv", "xlsx"):
        return _file(shown, f"{plan.code}-v{new.version}-v{old.version}", request.GET["as"], plan.currency)
    context = {
        "plan": plan,
        "new": new,
        "old": old,
        "versions": versions,
        "shown": shown,
        "may_write": can_write_plans(user),
    }
    return render(request, "incentives/simulator.html", context)


def _named(versions: list[PlanVersion], text: str) -> PlanVersion | None:
    """The version of a number; None where nothing is asked. 404 for one that is not there."""
    if not text:
        return None
    found = next((one for one in versions if str(one.version) == text), None)
    if found is None:
        raise Http404
    return found


def _before(versions: list[PlanVersion], new: PlanVersion) -> PlanVersion:
    """The version that `new` replaces; itself where it is the first."""
    return next((one for one in versions if one.version < new.version), new)


def _file(shown: SimulatorShown, name: str, kind: str, currency: str) -> HttpResponse:
    head = [_("Person"), _("Team"), _("Months"), _("Before"), _("After"), _("Change a month")]
    rows = [
        [
            _plain(row.name),
            _plain(row.team),
            str(row.months),
            *(amount_text(amount, currency) for amount in (row.before, row.after, row.change)),
        ]
        for row in shown.rows
    ]
    return table_file([head, *rows], kind, name=name, title=name, at=now(), texts=head[:2])


def _plain(text: str) -> str:
    """Text that no table takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
