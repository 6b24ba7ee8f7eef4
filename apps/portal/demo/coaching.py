"""Coaching at the company: rules that look at each closed month, conversations, and what came of them.

Of those whom a rule is about some wait for a slot, as at every company: they are who the others are compared
with. One outcome of the last months waits for its coach's word.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from django.db.models import QuerySet

from apps.coaching.choices import (
    AssignmentState,
    CoachBy,
    Decision,
    Outcome,
    Pattern,
    RuleBasis,
    RuleTest,
    StepKind,
)
from apps.coaching.models import (
    Assignment,
    Cause,
    CoachingPolicy,
    CoachingRule,
    Material,
    PlanItem,
    Step,
    TalkPlan,
)
from apps.coaching.operations import (
    MaterialContent,
    RuleContent,
    add_item,
    add_material,
    ask_for_coaching,
    confirm_plan,
    create_rule,
    decide,
    decline_assignment,
    fill_met,
    finish_item,
    give_praise,
    look_daily,
    place_waiting,
    record_session,
    run_checks,
    set_policy,
    write_briefs,
    write_plan,
    write_view,
)
from apps.goals.amounts import MICROS
from apps.metrics.choices import KpiDirection
from apps.metrics.models import Kpi
from apps.people.clock import local_day
from apps.people.models import Person, User
from apps.portal.demo.cast import HEAD_OF_SALES, Cast
from apps.portal.demo.story import Story, next_month, previous_month, workday, working_day_from


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePlan:
    """A rule: on a KPI, or on the score without one; `bound` in millionths of the KPI's unit, or of 100 %."""

    code: str
    name: str
    bound: int
    in_row: int
    due_days: int
    kpi: str = ""
    test: str = RuleTest.PLAIN
    window: int = 0
    pattern: str = ""
    second: int = 0
    basis: str = ""
    priority: int = 5
    coach_by: str = CoachBy.LEADER


RULES: Final = (
    RulePlan(code="low-score", name="Score below 75 % twice", bound=750_000, in_row=2, due_days=30),
    RulePlan(
        code="conversion",
        name="Conversion below 3 % twice",
        bound=30_000,
        in_row=2,
        due_days=30,
        kpi="conversion_rate",
    ),
    RulePlan(
        code="satisfaction",
        name="Satisfaction below 4.15",
        bound=4_150_000,
        in_row=1,
        due_days=30,
        kpi="customer_satisfaction",
    ),
    RulePlan(
        code="complaints",
        name="Complaints above 1.2 %",
        bound=12_000,
        in_row=1,
        due_days=14,
        kpi="complaint_rate",
    ),
    RulePlan(
        code="conversion-sure",
        name="Conversion below 4 % for certain",
        bound=40_000,
        in_row=1,
        due_days=30,
        kpi="conversion_rate",
        test=RuleTest.CERTAIN,
        priority=2,
        coach_by=CoachBy.PEER,
    ),
    RulePlan(
        code="blind-dialling",
        name="Blind dialling",
        bound=45_000,
        in_row=1,
        due_days=21,
        pattern=Pattern.BLIND_DIALLING,
        second=1_300_000,
        basis=RuleBasis.PATTERN,
        priority=3,
    ),
    RulePlan(
        code="order-value-fall",
        name="Average order 18 % below one's own half-year",
        bound=820_000,
        in_row=1,
        due_days=30,
        kpi="average_order_value",
        test=RuleTest.FALL,
        window=6,
    ),
    RulePlan(
        code="newcomers",
        name="Newcomers, weeks 2, 4 and 8",
        bound=0,
        in_row=1,
        due_days=7,
        basis=RuleBasis.NEWCOMER,
        priority=1,
    ),
)

# Of each KPI ("" is the score): what a first talk is about, and what is agreed on; then the second talk.
TALKS: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "": (
        (
            "Went through the month KPI by KPI. Most is lost on sales; the number of calls is fine.",
            "Choose ten customers of the list each morning and prepare them.",
        ),
        ("Two weeks of prepared calls: better talks, the closing still comes too early.", "Go on with it."),
    ),
    "conversion_rate": (
        (
            "Listened to six calls together. The offer is made before the customer's need is known.",
            "Three questions before any offer; fewer calls, longer ones.",
        ),
        (
            "Talks are longer and calmer. Customers ask back more often.",
            "Two calls a week are listened to together until the end of the month.",
        ),
    ),
    "customer_satisfaction": (
        (
            "Read the comments of the survey. Customers feel pushed at the end of the talk.",
            "End each call with a summary and an open question.",
        ),
        ("Role play of two difficult talks; the summary comes naturally by now.", "Nothing more needed."),
    ),
    "average_order_value": (
        (
            "Looked at ten orders. The bundle is named in none of them.",
            "Name the bundle once in every talk before the price.",
        ),
        ("The bundle is named in most talks now.", "Go on with it."),
    ),
    "complaint_rate": (
        (
            "Went through the complaints of the month. Two are about a promise that was not kept.",
            "Call back only at a time that is in the calendar.",
        ),
        ("All call-backs of the fortnight were kept.", "Nothing more needed."),
    ),
}
NOTES: Final = {
    Outcome.REACHED: "The figure of the following month is where it should be.",
    Outcome.IMPROVED: "Better than before, though not there yet.",
    Outcome.NOT_IMPROVED: "No change yet in the figure of the following month.",
    Outcome.TOO_LITTLE_DATA: "Too few records in the following month to say.",
}
BEHAVIOURS: Final = {
    "": "Choose ten customers each morning and prepare them",
    "conversion_rate": "Ask two questions before any offer",
    "customer_satisfaction": "End each call with a summary and an open question",
    "average_order_value": "Name the bundle once in every talk",
    "complaint_rate": "Call back only at a time that is in the calendar",
}
CAUSES: Final = {  # as the agent, and as the coach sees it
    "conversion_rate": ("screening", "script"),
    "customer_satisfaction": ("needs", "needs"),
    "average_order_value": ("offering", "bundles"),
}
MATERIAL: Final = (
    ("Two questions before the offer", "A page with ten questions that open a talk.", ("script", "needs")),
    ("Agree the callback before saying goodbye", "How to agree an hour, and keep it.", ("follow-up",)),
    ("Which bundle for whom", "The three bundles, and whom each one suits.", ("bundles", "offering")),
)
SLOTS: Final = 1
TO_DECIDE: Final = "OUT-A"
"""In this team one outcome waits for its coach."""


def write_rules(story: Story, cast: Cast) -> None:
    """The rules, the policy and the library, by the head of sales, before the first month."""
    head, at = cast.user(HEAD_OF_SALES), story.at(workday(previous_month(story.first), -2), 11)
    known = set(CoachingRule.objects.values_list("code", flat=True))
    kpis = {kpi.code: kpi for kpi in Kpi.objects.all()}
    for plan in RULES:
        if plan.code in known:
            continue
        content = RuleContent(
            name=plan.name,
            basis=plan.basis or (RuleBasis.KPI if plan.kpi else RuleBasis.SCORE),
            kpi=kpis.get(plan.kpi),
            bound_micros=plan.bound,
            periods_in_row=plan.in_row,
            due_days=plan.due_days,
            window=plan.window,
            test=plan.test,
            pattern=plan.pattern,
            second_micros=plan.second,
            priority=plan.priority,
            coach_by=plan.coach_by,
        )
        create_rule(code=plan.code, content=content, starts=story.first, by=head, at=at)
    if not CoachingPolicy.objects.exists():
        set_policy(leader_reads=False, keep_months=24, slots_per_week=SLOTS, by=head, at=at)
        for title, text, causes in MATERIAL:
            found = list(Cause.objects.filter(code__in=causes))
            page = MaterialContent(title=title, kind="page", text=text, minutes=5, causes=found)
            add_material(content=page, by=head, at=at)


def end_coaching(story: Story, month: date, day: date) -> None:
    """On the day a month is closed: figures come in, both decide; who waited too long is let go."""
    at = story.at(day, 11)
    fill_met(at=at)
    run_checks(at=at)
    last = story.closed_months[-1:] == [month]
    kept = 0
    for plan in _undecided():
        coach, agent = plan.assignment.coach.user, plan.assignment.person.user
        if agent is not None:
            decide(plan=plan, decision=Decision.CLOSE, note="It helps; I go on with it.", by=agent, at=at)
        if coach is None or (last and not kept and _led(plan, story, day)):
            kept += 1
            continue
        decide(plan=plan, decision=_decision(plan, last=last), note=_note(plan), by=coach, at=at)
    for row in _open_ones().filter(month__lt=previous_month(month), week__isnull=True):
        if row.coach.user is not None and not row.plans.exists():
            decline_assignment(assignment=row, reason="Better again without.", by=row.coach.user, at=at)


def hold_talks(story: Story, month: date) -> None:
    """The conversations of those who have a slot, on the day after the closing."""
    day = workday(next_month(month), 4)
    placed = Step.objects.filter(kind=StepKind.PLACED, at__lte=story.at(day, 15))  # not those of the last day
    rows = _open_ones().filter(week__isnull=False, plans=None, month__lte=month)
    for row in rows.filter(pk__in=placed.values("assignment_id")):
        if (
            local_day(row.opened_at) <= day <= story.until
            and row.coach.user is not None
            and row.person.user is not None
        ):
            _talk(row, row.person.user, row.coach.user, day, story.at(day, 15))


def go_on(story: Story, cast: Cast) -> None:
    """What happens in the month that runs: newcomers, free slots, checks, briefs, praise, somebody asks."""
    for days in (1, 0):
        look_daily(at=story.at(story.until - timedelta(days=days), 8))
    at = story.at(story.until, 9)
    place_waiting(at=at)
    run_checks(at=at)
    write_briefs(at=at)
    leader = cast.leader(TO_DECIDE)
    amy = cast.persons["E1001"]
    day = workday(story.current, 1)
    if amy.user is not None and not Assignment.objects.filter(person=amy, origin="asked").exists():
        give_praise(
            person=amy,
            text="You kept every promise to a customer this week.",
            kpi_code="customer_satisfaction",
            by=leader,
            at=story.at(max(day, story.until - timedelta(days=6)), 17),
        )
        ask_for_coaching(
            coach=leader.person,
            kpi=None,
            reason="My quality score and the targets of next month.",
            by=amy.user,
            at=story.at(story.until, 10),
        )


def _talk(row: Assignment, agent: User, coach: User, day: date, at: datetime) -> None:
    """Causes by each, what was agreed, a training, the note of the talk."""
    first, second = CAUSES.get(row.kpi_code, ("market", "personal"))
    causes = {cause.code: cause for cause in Cause.objects.filter(code__in=(first, second))}
    write_view(assignment=row, cause=causes[first], why="That is how it feels on the phone.", by=agent, at=at)
    write_view(assignment=row, cause=causes[second], why="Six talks listened to together.", by=coach, at=at)
    kpi = Kpi.objects.get(code=row.kpi_code or "conversion_rate")
    plan = write_plan(
        assignment=row,
        talk_day=day,
        behaviour=BEHAVIOURS[row.kpi_code],
        kpi=kpi,
        number_micros=_number(row, kpi),
        due_day=None,
        by=coach,
        at=at,
    )
    confirm_plan(plan=plan, by=agent, at=at)
    for item in _items(plan, row, causes[second], coach, at):
        owner = item.owner.user
        if owner is not None:
            finish_item(item=item, by=owner, at=at + timedelta(hours=2))
    notes, agreed = TALKS[row.kpi_code][0]
    record_session(assignment=row, held_on=day, notes=notes, agreed=agreed, by=coach, at=at)


def _items(plan: TalkPlan, row: Assignment, cause: Cause, coach: User, at: datetime) -> Iterator[PlanItem]:
    due = working_day_from(plan.talk_day + timedelta(days=5))
    material = Material.objects.filter(causes=cause).order_by("pk").first()
    if material is not None:
        yield add_item(
            plan=plan, kind="training", material=material, owner=row.person, due_day=due, by=coach, at=at
        )
    text = "Twenty minutes beside a colleague"
    item = add_item(plan=plan, kind="support", text=text, owner=row.coach, due_day=due, by=coach, at=at)
    if row.pk % 3:
        yield item


def _number(row: Assignment, kpi: Kpi) -> int:
    """A number a little on the good side of the rule's bound, else of the figure that gave the reason."""
    values = row.reason_values
    bound = Fraction(values.get("past") or values.get("bound") or "1/20")
    if not row.kpi_code:
        bound = Fraction(1, 20)
    factor = Fraction(9, 10) if kpi.direction == KpiDirection.LOWER else Fraction(21, 20)
    exact = bound * factor * MICROS
    return exact.numerator // exact.denominator // 100 * 100


def _decision(plan: TalkPlan, *, last: bool) -> Decision:
    """What has not improved is renewed, in the last month that is closed."""
    again = last and plan.outcome == Outcome.NOT_IMPROVED
    return Decision.RENEW if again else Decision.CLOSE


def _note(plan: TalkPlan) -> str:
    return NOTES[Outcome(plan.outcome)]


def _undecided() -> QuerySet[TalkPlan]:
    rows = TalkPlan.objects.filter(
        outcome__gt="", coach_decided_at__isnull=True, assignment__state=AssignmentState.OPEN
    )
    return rows.select_related("assignment__person__user", "assignment__coach__user").order_by("pk")


def _led(plan: TalkPlan, story: Story, day: date) -> bool:
    """Whether it is coached by who leads the team of the story."""
    coach: Person = plan.assignment.coach
    return coach.leaderships.filter(team__code=TO_DECIDE).exists() and day <= story.until


def _open_ones() -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(state=AssignmentState.OPEN).order_by("pk")
    return rows.select_related("person__user", "coach__user", "rule__kpi")
