"""Pages of what stands out: the list of a day, its rules, one rule with a trial on the past."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.people.clock import now, organisation, today
from apps.people.models import User
from apps.people.policies import visible_teams
from apps.people.reading import reading_once
from apps.people.web.files import table_file
from apps.people.web.scope import get_visible_or_404, signed_in
from apps.performance import operations, policies
from apps.performance.choices import InsightKind
from apps.performance.insights.rules import RULES, Rule, merged_rule
from apps.performance.insights.stored import FIVE, costliest, newest_round, not_off, rules_in_force, teams_off
from apps.performance.insights.trying import Trial, try_rule
from apps.performance.models import Insight, InsightRule
from apps.performance.web.forms import InsightRuleForm
from apps.performance.web.shown import insights_sheet, insights_shown


@require_GET
def insights(request: HttpRequest) -> HttpResponse:
    """What stands out through the last day that was looked at: the five costliest, then the rest."""
    user = _reader(request)
    with reading_once():
        last = newest_round()
        rows = insights_shown(_rows(user, last.pk)) if last else []
        context = {
            "last": last,
            "first_five": rows[:FIVE],
            "rest": rows[FIVE:],
            "currency": organisation().currency,
            "may_write": policies.can_write_insight_rules(user, today()),
        }
        return render(request, "performance/insights.html", context)


@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as a file."""
    user = _reader(request)
    last = newest_round()
    rows = insights_shown(_rows(user, last.pk)) if last else []
    day = f"{last.day:%Y-%m-%d}" if last else "none"
    return table_file(insights_sheet(rows), kind, name=f"insights-{day}", title=_("Insights"), at=now())


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """All rules with their bounds."""
    user = _reader(request)
    off = teams_off()
    names = dict(visible_teams(user, today()).values_list("pk", "name"))
    rows = [
        {
            "rule": rule,
            "text": RULES[rule.kind],
            "bounds": [(bound.label, rule.bounds[bound.name]) for bound in RULES[rule.kind].bounds],
            "off": sorted(names[pk] for pk in off.get(rule.kind, ()) if pk in names),
        }
        for rule in rules_in_force()
    ]
    context = {"rows": rows, "may_write": policies.can_write_insight_rules(user, today())}
    return render(request, "performance/rules.html", context)


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, kind: str) -> HttpResponse:
    """One rule: its bounds, the teams for which it is off, and what it would have found."""
    user = _reader(request)
    found = _rule(kind)
    if request.method == "GET":
        return _page(request, user, found, InsightRuleForm(rule=found))
    if not policies.can_write_insight_rules(user, today()) and request.POST.get("do") != "try":
        raise Http404
    form = InsightRuleForm(request.POST, rule=found)
    if request.POST.get("do") == "try":
        trial = _trial(user, found, form) if form.is_valid() else None
        return _page(request, user, found, form, trial, status=200 if form.is_valid() else 422)
    if form.accepted(by=user):
        messages.success(request, _("Saved."))
        return redirect("insight-rules")
    return _page(request, user, found, form, status=422)


@require_POST
def switch(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Switch a rule off for a team, or on again, as the button said."""
    user = _reader(request)
    found = _rule(kind)
    team = get_visible_or_404(policies.switchable_teams(user, today()), pk=pk)
    active = request.POST.get("active") == "1"
    operations.switch_for_team(kind=found.kind, team=team, active=active, by=user, at=now())
    words = _("The rule is on for %(team)s.") if active else _("The rule is off for %(team)s.")
    messages.success(request, words % {"team": team.name})
    return redirect("insight-rule", kind)


def _reader(request: HttpRequest) -> User:
    user = signed_in(request)
    if not policies.can_see_insights(user, today()):
        raise Http404
    return user


def _rows(user: User, round_id: int) -> list[Insight]:
    rows = policies.visible_insights(user, today()).filter(round_id=round_id)
    return list(costliest(not_off(rows)).select_related("team"))


def _rule(kind: str) -> Rule:
    if kind not in InsightKind.values:
        raise Http404
    row = InsightRule.objects.filter(kind=kind).first()
    return merged_rule(InsightKind(kind), row.bounds if row else None, active=row.active if row else True)


def _trial(user: User, found: Rule, form: InsightRuleForm) -> Trial:
    """With the bounds that were typed, in the teams that the reader sees."""
    teams = frozenset(visible_teams(user, today()).values_list("pk", flat=True))
    return try_rule(Rule(kind=found.kind, bounds=form.bounds, active=True), team_ids=teams)


def _page(
    request: HttpRequest,
    user: User,
    found: Rule,
    form: InsightRuleForm,
    trial: Trial | None = None,
    status: int = 200,
) -> HttpResponse:
    off = teams_off().get(found.kind, frozenset())
    teams: list[tuple[Any, bool]] = [
        (team, team.pk not in off) for team in policies.switchable_teams(user, today()).order_by("name", "pk")
    ]
    context = {
        "rule": found,
        "text": RULES[found.kind],
        "form": form,
        "trial": trial,
        "teams": teams,
        "may_write": policies.can_write_insight_rules(user, today()),
    }
    return render(request, "performance/rule.html", context, status=status)
