"""What the organisation asks of every scorecard, what each focus proposes, and how the strategy spreads."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.goals.amounts import FULL_WEIGHT
from apps.goals.models import FocusShare, FocusTemplateLine, GoalRules
from apps.metrics.models import Kpi
from apps.people.models import User
from apps.people.refusals import Refusal


class GuideReversed(Refusal):
    """A guide that is none."""

    sentence = _("The guide's lower share must be below its upper one, both from 0 to 100 %%.")
    field = "guide_high"


class SharesIncomplete(Refusal):
    """Shares of the strategy that do not total 100.00."""

    sentence = _("The shares total %(total)s %%, not 100.00 %%.")
    field = "shares"


class TimeReversed(Refusal):
    """A time that ends before it starts."""

    sentence = _("The time ends before it starts. Choose a last day on or after the first.")
    field = "last_day"


class TemplateIncomplete(Refusal):
    """Weights of a template that do not total 100.00."""

    sentence = _("The weights of the template total %(total)s %%, not 100.00 %%.")
    field = "weights"


@transaction.atomic
def set_goal_rules(
    *, long_least: int, refuses: bool, guide_low: int, guide_high: int, by: User, at: datetime
) -> GoalRules:
    """Set the limits, in hundredths of a percent. Refuses GuideReversed."""
    if not 0 <= guide_low < guide_high <= FULL_WEIGHT or not 0 <= long_least <= FULL_WEIGHT:
        raise GuideReversed
    values = {"long_least": long_least, "refuses": refuses, "guide_low": guide_low, "guide_high": guide_high}
    row, _made = GoalRules.objects.update_or_create(pk=1, defaults=values)
    audit.record(verb="goal_rules.set", subject=row, by=by, at=at, after=values)
    return row


@transaction.atomic
def set_focus_shares(
    *, shares: Mapping[str, int], starts: date, ends: date, by: User, at: datetime
) -> list[FocusShare]:
    """Say how the strategy spreads from `starts` until before `ends`: shares total exactly 100.00.

    What was said for days in it is replaced. Refuses TimeReversed and SharesIncomplete.
    """
    if ends <= starts:
        raise TimeReversed
    total = sum(shares.values())
    if total != FULL_WEIGHT:
        raise SharesIncomplete(total=f"{total // 100}.{total % 100:02d}")
    FocusShare.objects.filter(starts__gte=starts, starts__lt=ends).delete()
    FocusShare.objects.filter(starts__lt=starts, ends__gt=starts).update(ends=starts)
    rows = FocusShare.objects.bulk_create(
        FocusShare(focus=focus, starts=starts, ends=ends, weight=weight)
        for focus, weight in shares.items()
        if weight
    )
    after = {"starts": starts.isoformat(), "ends": ends.isoformat(), "shares": dict(shares)}
    audit.record(verb="strategy.shared", subject=rows[0], by=by, at=at, after=after)
    return rows


@transaction.atomic
def set_focus_template(*, focus: str, lines: Sequence[tuple[Kpi, int]], by: User, at: datetime) -> None:
    """Say which KPIs with which weights a focus proposes. Refuses TemplateIncomplete."""
    total = sum(weight for _kpi, weight in lines)
    if total != FULL_WEIGHT:
        raise TemplateIncomplete(total=f"{total // 100}.{total % 100:02d}")
    FocusTemplateLine.objects.filter(focus=focus).delete()
    rows = FocusTemplateLine.objects.bulk_create(
        FocusTemplateLine(focus=focus, kpi=kpi, weight=weight, position=position)
        for position, (kpi, weight) in enumerate(lines, start=1)
    )
    after = {"focus": focus, "lines": {kpi.code: weight for kpi, weight in lines}}
    audit.record(verb="strategy.template_set", subject=rows[0], by=by, at=at, after=after)
