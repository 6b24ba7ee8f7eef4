"""What one is coached on oneself: talks, what was agreed, training, praise, and asking for coaching."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.coaching import operations
from apps.coaching.choices import AssignmentState
from apps.coaching.models import PlanItem, TalkPlan
from apps.coaching.policies import can_see_coaching, possible_coaches, visible_praise
from apps.coaching.queries import assignments_of
from apps.coaching.queries.week import NAMES
from apps.coaching.web.course import plan_shown, praise_figure
from apps.coaching.web.forms import AskForm
from apps.coaching.web.shown import all_shown
from apps.people.clock import now, today
from apps.people.models import Person, User
from apps.people.policies import person_of
from apps.people.queries import leader_of, team_on
from apps.people.web.scope import get_visible_or_404, signed_in


@require_GET
def development(request: HttpRequest) -> HttpResponse:
    """One's own: the open ones first."""
    user = signed_in(request)
    return _page(request, user, _me(user))


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for coaching."""
    user = signed_in(request)
    me = _me(user)
    form = AskForm(request.POST, coaches=_coaches(me))
    if not form.accepted(by=user):
        return _page(request, user, me, form)
    messages.success(request, _("You have asked. Your coach sees it in their week."))
    return redirect("development")


@require_POST
def praise_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show praise to the team, or take it back."""
    user = signed_in(request)
    row = get_visible_or_404(visible_praise(user).filter(person=_me(user)), pk=pk)
    operations.show_praise(praise=row, shown=request.POST.get("shown") == "1", by=user, at=now())
    return redirect("development")


def _me(user: User) -> Person:
    me = person_of(user)
    if me is None:
        raise Http404
    return me


def _coaches(me: Person) -> QuerySet[Person]:
    """The leader, and colleagues of the same team."""
    on = today()
    team = team_on(me.pk, on)
    if team is None:
        return Person.objects.none()
    leader = leader_of(team.pk, on)
    mates = Person.objects.filter(
        placements__team=team, placements__starts__lte=on, placements__ends__gt=on
    ).values_list("pk", flat=True)
    ids = {*mates, *([leader.pk] if leader else [])} - {me.pk}
    return possible_coaches(on).filter(pk__in=ids)


def _leader_id(me: Person) -> int | None:
    """Who leads the person's team: asked first unless somebody else is chosen."""
    team = team_on(me.pk, today())
    leader = leader_of(team.pk, today()) if team is not None else None
    return leader.pk if leader is not None else None


def _page(request: HttpRequest, user: User, me: Person, form: AskForm | None = None) -> HttpResponse:
    on = today()
    rows = all_shown(assignments_of(me.pk).select_related(*NAMES), on)
    plans = (
        TalkPlan.objects.filter(assignment__person=me)
        .select_related("kpi", "assignment__coach")
        .prefetch_related("checks", "items__owner", "items__material")
        .order_by("-talk_day", "-pk")
    )
    rounds = [plan_shown(plan, on) for plan in plans]
    open_rows = [one for one in rows if one.is_open]
    agreed = [one for one in rounds if one.row.assignment.state == AssignmentState.OPEN]
    items = PlanItem.objects.filter(
        plan__assignment__person=me, plan__assignment__state=AssignmentState.OPEN
    ).select_related("owner", "material", "plan__assignment__coach")
    coaches = _coaches(me)
    context = {
        "rows": rows,
        "open_rows": open_rows,
        "agreed": agreed[:2],
        "training": [item for item in items.order_by("due_day", "pk") if item.owner_id == me.pk],
        "support": [item for item in items.order_by("due_day", "pk") if item.owner_id != me.pk],
        "praise": [
            (row, praise_figure(row.figure))
            for row in visible_praise(user).filter(person=me).select_related("by").order_by("-at", "-pk")[:5]
        ],
        "earlier": [one for one in rows if not one.is_open][:8],
        "form": form or AskForm(coaches=coaches, initial={"coach": _leader_id(me)}),
        "may_ask": coaches.exists(),
        "coaches_others": can_see_coaching(user, on),
        "today": on,
        "keep": f"ask-{user.pk}",
    }
    return render(request, "coaching/development.html", context, status=422 if form else 200)
