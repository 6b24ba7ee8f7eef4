"""What happens around a payout run: a late correction, a hold, questions of agents, nominations decided."""

from datetime import date
from typing import Final

from apps.incentives.choices import HonourBasis, NominationState, QuestionState
from apps.incentives.models import Hold, Nomination, NominationRule, PayoutRun, Question, RunInput
from apps.incentives.operations import (
    answer,
    ask,
    create_nomination_rule,
    decide_nomination,
    hold_pay,
    nominate,
)
from apps.incentives.queries.questions import lines_to_ask_about
from apps.intake.choices import RecordType
from apps.intake.models import LeftOut, Order
from apps.intake.operations import leave_out
from apps.metrics.operations import consume_all
from apps.portal.demo.cast import Cast
from apps.portal.demo.story import Story, next_month, previous_month, workday

DOUBLE: Final = "Booked twice by mistake: the customer signed once."
SENIOR: Final = "senior-agent"
QUESTIONS: Final = (
    ("kpi:quality", "I had one more call scored than counts here. Why?",
     "The last one was taken on the first of the next month and counts there."),
    ("total", "Last month it was more with nearly the same orders. What is different?", ""),
)  # fmt: skip
"""What agents ask: how the name of the line begins, the words, and HR's answer; none yet for the last."""


def drop_double_order(story: Story, cast: Cast, month: date) -> None:
    """After the month before was locked the steward leaves out an order of it that was booked twice."""
    if _dropped(month):
        return
    before = previous_month(month)
    paid = RunInput.objects.filter(run__month=before, run__plan_version__plan__code="sales-hk")
    orders = Order.objects.filter(
        day__gte=before, day__lt=month, agent_id__in=paid.values("person_id"), cancelled_day__isnull=True
    )
    order = orders.filter(refunds__isnull=True).order_by("day", "key").first()
    if order is None:
        return
    at = story.at(workday(next_month(month), 2), 15)
    leave_out(
        record_type="order",
        fact_id=order.pk,
        reason=DOUBLE,
        by=cast.steward,
        at=at,
        pass_freezes=True,
    )
    consume_all()


def _dropped(month: date) -> bool:
    """Whether the order was left out before; it may have been put back since."""
    runs = PayoutRun.objects.filter(plan_version__plan__code="sales-hk", month=month)
    return runs.exists() or LeftOut.objects.filter(record_type=RecordType.ORDER, reason=DOUBLE).exists()


def hold_somebody(story: Story, cast: Cast, run: PayoutRun) -> None:
    """One agent's pay waits, as an order is disputed."""
    if Hold.objects.filter(run=run).exists():
        return
    row = run.inputs.filter(total_minor__gt=0).order_by("-total_minor", "pk")[1:2].first()
    if row is not None:
        at = story.at(workday(next_month(run.month), 4), 17, 40)
        reason = "A customer disputes an order of the month; paid once that is settled."
        hold_pay(run=run, person=row.person, reason=reason, by=cast.rewards, at=at)
        run.refresh_from_db()


def ask_about(story: Story, cast: Cast, month: date) -> None:
    """In each of the last two months an agent asks about a line; the earlier question has its answer."""
    asked = dict(zip(story.closed_months[-2:], QUESTIONS, strict=False)).get(month)
    if asked is None or Question.objects.filter(run__month=month).exists():
        return
    begins, text, answered = asked
    paid = RunInput.objects.filter(run__month=month, run__approved_at__isnull=False)
    row = paid.filter(person__user__isnull=False).select_related("run", "person__user").order_by("pk").first()
    if row is None or row.person.user is None:
        return
    about = next(one for one in sorted(lines_to_ask_about(row)) if one.startswith(begins))
    at = story.at(workday(next_month(month), 8), 17)
    question = ask(payout=row, about=about, text=text, by=row.person.user, at=at)
    if answered:
        at = story.at(workday(next_month(month), 9), 11)
        answer(question=question, outcome=QuestionState.ANSWERED, text=answered, by=cast.hr, at=at)


def write_nomination_rule(story: Story, cast: Cast, day: date) -> None:
    """Who is put forward as senior agent."""
    if NominationRule.objects.filter(code=SENIOR).exists():
        return
    create_nomination_rule(
        code=SENIOR,
        name="Senior agent",
        basis=HonourBasis.SCORE,
        bound_micros=1_030_000,
        months=4,
        tenure_months=6,
        starts=story.first,
        by=cast.hr,
        at=story.at(day, 12, 30),
    )


def put_forward(story: Story, cast: Cast, month: date, day: date) -> None:
    """Whoever meets the rule is nominated; HR decides those of the months before, the last ones wait."""
    nominate(at=story.at(day, 10, 40))
    if month == story.closed_months[-1]:
        return
    for row in Nomination.objects.filter(state=NominationState.OPEN).order_by("pk"):
        even = row.pk % 2 == 0
        decide_nomination(
            nomination=row,
            state=NominationState.POSTPONED if even else NominationState.ACCEPTED,
            reason="Asked the team leader: another half year."
            if even
            else "Leads new colleagues already, and the figures have held.",
            by=cast.hr,
            at=story.at(day, 16),
        )
