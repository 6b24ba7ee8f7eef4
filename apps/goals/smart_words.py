"""The SMART check in sentences, in the language that is active now."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.engine.issues import Issue, Value
from apps.engine.smart import Finding, Question, Verdict
from apps.goals.amounts import amount_text
from apps.metrics.figures import KpiInfo
from apps.people.choices import Topic
from apps.people.written import day_text, percent, plain

QUESTIONS: Final[Mapping[Question, Promise]] = {
    Question.SPECIFIC: _("Specific"),
    Question.MEASURABLE: _("Measurable"),
    Question.ATTAINABLE: _("Attainable"),
    Question.RELEVANT: _("Relevant"),
    Question.TIME_BOUND: _("Time-bound"),
}
VERDICTS: Final[Mapping[Verdict, Promise]] = {
    Verdict.PASS: _("passes"),
    Verdict.WARN: _("warning"),
    Verdict.FAIL: _("fails"),
}
REACH: Final[Mapping[str, Promise]] = {
    "easy": _("easy"),
    "in_guide": _("in guide"),
    "stretching": _("stretching"),
    "hardly_ever": _("hardly ever"),
}
EVIDENCE: Final[Mapping[str, Promise]] = {
    "nobody": _("It is for nobody: no agent is on this scorecard in its months."),
    "no_means": _("One measure, unit and person each (%(people)s in all), but no means is named."),
    "specific": _("One measure, unit and person each (%(people)s in all); means: %(means)s."),
    "no_source": _("No source delivers: %(topics)s."),
    "nothing_delivered": _("Its sources have not delivered anything yet."),
    "source_late": _("Its sources are complete to %(through)s only; %(expected)s was expected."),
    "no_history": _("Its sources deliver (to %(through)s), but no agent has a whole period of it yet."),
    "too_few": _("An agent's period rests on %(n)s records; below %(least)s a figure does not count."),
    "cannot_tell": _(
        "An agent's period rests on %(n)s records; to tell the target from the threshold it takes about "
        "%(needed)s."
    ),
    "measurable": _(
        "Its sources deliver, complete to %(through)s; %(periods)s agent-periods of history, %(n)s "
        "records each."
    ),
    "never_measured": _("There is no comparable period to compare with."),
    "in_guide": _(
        "Reached in %(share)s of agent-periods (%(reached)s of %(observed)s; %(low)s to %(high)s); guide "
        "%(guide_low)s to %(guide_high)s."
    ),
    "easy": _(
        "Easy: reached in %(share)s of agent-periods (%(reached)s of %(observed)s; %(low)s to %(high)s); "
        "guide "
        "%(guide_low)s to %(guide_high)s."
    ),
    "stretching": _(
        "Stretching: reached in %(share)s of agent-periods (%(reached)s of %(observed)s; %(low)s to "
        "%(high)s); "
        "guide %(guide_low)s to %(guide_high)s."
    ),
    "hardly_ever": _(
        "Hardly ever reached: in %(share)s of agent-periods (%(reached)s of %(observed)s; %(low)s to "
        "%(high)s); "
        "guide %(guide_low)s to %(guide_high)s."
    ),
    "no_objective": _("It serves no objective."),
    "objective_over": _("“%(objective)s” does not hold in these months (%(starts)s to %(until)s)."),
    "objective_ends": _("“%(objective)s” ends on %(until)s, before the target does."),
    "focus_differs": _("Serves “%(objective)s”, but the KPI is not among those that fit its focus."),
    "relevant": _("Serves “%(objective)s”, alive to %(until)s."),
    "no_working_days": _("There is no working day from %(first)s to %(last)s."),
    "no_review": _("%(first)s to %(last)s, %(days)s working days; no review before the end."),
    "time_bound": _(
        "%(first)s to %(last)s, %(days)s working days; %(reviews)s reviews before the end, the next on "
        "%(next)s."
    ),
}
REMEDIES: Final[Mapping[str, Promise]] = {
    "give_people": _("Choose its agents, or another team or month."),
    "name_means": _("Choose the measure taken by which it is to be reached, or note a new one."),
    "connect_source": _("Ask a data steward to connect a source, or choose another KPI."),
    "deliver_first": _("Ask a data steward for a first delivery."),
    "ask_steward": _("Ask a data steward what is missing."),
    "wait_one_period": _(
        "It can be judged from the first whole period on; set it after that, or with a reason."
    ),
    "longer_period": _("%(periods)s periods together would do: give it a longer period or measure the team."),
    "other_kpi": _("Choose a KPI that these agents have records of."),
    "give_reason": _("Give the reason for this number, or take another."),
    "use_instead": _(
        "%(value)s was reached by %(share)s (%(reached)s of %(observed)s; %(low)s to %(high)s). Use it, "
        "or give "
        "the reason."
    ),
    "choose_objective": _("Choose an objective that holds in these months, or take the KPI out."),
    "prolong_objective": _("Prolong the objective, or end the scorecard with it."),
    "check_focus": _("Choose another objective, or add the KPI to the focus's template."),
    "other_dates": _("Choose other months."),
    "plan_review": _("Say every how many weeks it is looked at."),
}


def question_text(finding: Finding) -> str:
    """Specific, measurable …"""
    return str(QUESTIONS[finding.question])


def verdict_text(verdict: Verdict) -> str:
    """Passes, warning, fails."""
    return str(VERDICTS[verdict])


def evidence_text(finding: Finding, kpi: KpiInfo, currency: str) -> str:
    """What was found."""
    return _said(EVIDENCE, finding.evidence, kpi, currency)


def remedy_text(finding: Finding, kpi: KpiInfo, currency: str) -> str:
    """What to do about it; empty where it passes."""
    return "" if finding.remedy is None else _said(REMEDIES, finding.remedy, kpi, currency)


def _said(sentences: Mapping[str, Promise], issue: Issue, kpi: KpiInfo, currency: str) -> str:
    values = {name: _value(name, value, kpi, currency) for name, value in issue.values}
    ends = issue.as_mapping().get("ends")
    if isinstance(ends, date):
        values["until"] = day_text(date.fromordinal(ends.toordinal() - 1))
    return str(sentences[issue.code]) % values


SHARES: Final = frozenset({"share", "low", "high", "guide_low", "guide_high"})


def _value(name: str, value: Value, kpi: KpiInfo, currency: str) -> Any:
    if name in SHARES and isinstance(value, Fraction | Decimal):
        return percent(value, 0)
    if name == "value" and isinstance(value, Fraction):
        return amount_text(value, kpi.unit, kpi.decimals, currency)
    if name == "topics" and isinstance(value, str):
        return ", ".join(str(Topic(one).label) for one in value.split(", "))
    if isinstance(value, date):
        return day_text(value)
    return plain(value, 0) if isinstance(value, Fraction | Decimal) else value
