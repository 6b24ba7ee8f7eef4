"""A scorecard that is not being written: submitted, approved, in force, taken out of force."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.goals.amounts import MICROS, amount_text
from apps.goals.balance import balance
from apps.goals.choices import ScorecardState
from apps.goals.drafts import LineDraft
from apps.goals.models import Objective, Scorecard
from apps.goals.origins import origin_texts
from apps.goals.queries import (
    agreement,
    check_scorecard,
    goal_rules,
    people_on,
    recent_changes,
    scorecard_view,
    stored_lines,
)
from apps.goals.queries.approvers import may_approve, may_decide
from apps.goals.queries.changes import amount_of, answers_of, changes_of
from apps.goals.queries.own import targets_on
from apps.goals.sentences import trail
from apps.goals.web.forms import ReasonForm, RetireForm
from apps.goals.web.panel import LinePanel
from apps.people.clock import organisation, today
from apps.people.days import first_of_month
from apps.people.models import User


def chosen_panel(request: HttpRequest, panels: Mapping[str, LinePanel]) -> LinePanel | None:
    """The line that the address names, else the first that does not pass, else the first."""
    asked = panels.get(request.GET.get("kpi", ""))
    worst = next((panel for panel in panels.values() if panel.tone == "bad"), None)
    warned = next((panel for panel in panels.values() if panel.tone == "warn"), None)
    return asked or worst or warned or next(iter(panels.values()), None)


def chain_of(
    drafts: Sequence[LineDraft], panel: LinePanel | None, people: int, currency: str
) -> dict[str, Any]:
    """From the company's objective down to the KPI, and what the team's target adds up to."""
    line = next((one for one in drafts if panel is not None and one.code == panel.kpi.code), None)
    if line is None:
        return {"chain": [], "team_target": ""}
    chain: list[Objective] = []
    step = (
        Objective.objects.filter(pk=line.objective_id or 0).select_related("parent__parent__parent").first()
    )
    while step is not None and step not in chain:
        chain.insert(0, step)
        step = step.parent
    whole = ""
    if line.is_volume and line.target_micros is not None and people:
        total = Fraction(line.target_micros * people, MICROS)
        one = Fraction(line.target_micros, MICROS)
        each = amount_text(one, line.unit, line.decimals, currency)
        whole = f"{amount_text(total, line.unit, line.decimals, currency)} ({people} × {each})"
    return {"chain": chain, "team_target": whole}


def read_card(request: HttpRequest, card: Scorecard, user: User, *, may_edit: bool) -> HttpResponse:
    """The page of a scorecard to read, with what may be decided about it."""
    currency, on = organisation().currency, today()
    people = people_on(card)
    agreed, of = agreement(people)
    drafts = stored_lines(card)
    last = card.last_month
    month = min(max(card.starts, first_of_month(on)), last)
    context: dict[str, Any] = {
        "card": card,
        "month": month,
        "targets": targets_on(scorecard_view(card, month)),
        "people": people,
        "agreed": agreed,
        "of": of,
        "balance": balance(drafts, goal_rules()),
        "origins": {code: text for code, text in origin_texts(drafts, currency).items() if text},
        "changes": trail(recent_changes(card)),
        "changed": [(row, may_decide(user, row.change, on)) for row in changes_of(card, currency)],
        "answers": [
            (answer, amount_of(answer.proposed_micros, answer.line.kpi, currency))
            for answer in answers_of(card)
        ],
        "may_edit": may_edit,
        "may_approve": card.state == ScorecardState.SUBMITTED and may_approve(user, card, on),
        "may_publish": may_edit and card.state == ScorecardState.APPROVED,
        "may_take_back": may_edit and card.state in (ScorecardState.SUBMITTED, ScorecardState.APPROVED),
        "may_change": may_edit and card.is_published and card.ends > on,
        "may_retire": may_edit and card.is_published,
        "retire_form": RetireForm(initial={"version": card.version}),
        "reason_form": ReasonForm(),
        "currency": currency,
    }
    if not card.published_at:
        context |= _checked(request, card)
    return render(request, "goals/scorecard.html", context)


def _checked(request: HttpRequest, card: Scorecard) -> dict[str, Any]:
    check = check_scorecard(card, on=today())
    panels = {line.kpi.code: LinePanel(line, check.guide, organisation().currency) for line in check.lines}
    return {"check": check, "panels": list(panels.values()), "panel": chosen_panel(request, panels)}
