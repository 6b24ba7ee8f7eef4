"""Pages of coaching rules: the list, one rule, on and off."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.coaching import operations
from apps.coaching.models import CoachingRule
from apps.coaching.policies import can_edit_rules, can_see_coaching, led_people, visible_rules
from apps.coaching.queries import rules_listed
from apps.coaching.queries.replay import replay, warned
from apps.coaching.sentences import rule_text
from apps.coaching.web.rule_forms import RuleForm, rule_initial
from apps.people.clock import now, today
from apps.people.days import first_of_month
from apps.people.models import User
from apps.people.web.scope import get_visible_or_404, signed_in


@require_GET
def coaching_rules(request: HttpRequest) -> HttpResponse:
    """All rules in words, with what they brought about."""
    user = _writer(request)
    rows = [(rule, rule_text(rule)) for rule in rules_listed(visible_rules(user, today()))]
    context = {"rows": rows, "may_see": can_see_coaching(user, today())}
    return render(request, "coaching/rules.html", context)


@require_http_methods(["GET", "POST"])
def coaching_rule_new(request: HttpRequest) -> HttpResponse:
    """Write a new rule."""
    user = _writer(request)
    form = RuleForm(request.POST or None, initial={"starts": first_of_month(today())})
    return _edit(request, user, form)


@require_http_methods(["GET", "POST"])
def coaching_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule."""
    user = _writer(request)
    rule = get_visible_or_404(visible_rules(user, today()).select_related("kpi"), pk=pk)
    return _edit(request, user, RuleForm(request.POST or None, rule=rule, initial=rule_initial(rule)), rule)


@require_GET
def coaching_rule_replay(request: HttpRequest, pk: int) -> HttpResponse:
    """The rule on the last twelve closed months: how many, whom, who recovered without.

    Names are those of people whom the reader leads; a director sees numbers.
    """
    user = _writer(request)
    rule = get_visible_or_404(visible_rules(user, today()).select_related("kpi", "specialist"), pk=pk)
    found = replay(rule, on=today())
    led = set(led_people(user, today()).values_list("pk", flat=True))
    context = {
        "rule": rule,
        "words": rule_text(rule),
        "replay": found,
        "warned": warned(found) if found.months else (),
        "led": led,
    }
    return render(request, "coaching/replay.html", context)


@require_POST
def coaching_rule_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a rule on or off, as the button said."""
    user = _writer(request)
    rule = get_visible_or_404(visible_rules(user, today()), pk=pk)
    active = request.POST.get("active") == "1"
    operations.switch_rule(rule=rule, active=active, by=user, at=now())
    messages.success(request, _("The rule is on.") if active else _("The rule is off."))
    return redirect("coaching-rules")


def _writer(request: HttpRequest) -> User:
    user = signed_in(request)
    if not can_edit_rules(user, today()):
        raise Http404
    return user


def _edit(request: HttpRequest, user: User, form: RuleForm, rule: CoachingRule | None = None) -> HttpResponse:
    if request.method == "POST" and form.accepted(by=user) and form.made is not None:
        messages.success(request, _("Saved. See whom it would have been about before you switch it on."))
        return redirect("coaching-rule-replay", form.made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "coaching/rule.html", {"form": form, "rule": rule}, status=status)
