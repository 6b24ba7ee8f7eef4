"""Reviews at the company: each closed month, and the weeks of the open one, with causes and actions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from apps.engine.periods import Grain, period_start
from apps.goals.amounts import MICROS
from apps.metrics.models import Kpi
from apps.people.clock import local_day
from apps.people.models import Person, User
from apps.people.queries import home_team
from apps.portal.demo.cast import Cast, leader_number
from apps.portal.demo.company import TEAMS
from apps.portal.demo.story import Story, next_month, workday, working_day_from
from apps.reviews.choices import ActionState, Cause, LessonKind, ReviewGrain, ReviewState
from apps.reviews.facts import Fact, read_facts
from apps.reviews.models import Action, Review
from apps.reviews.operations import (
    add_action,
    close_review,
    finish_action,
    open_review,
    set_present,
    write_finding,
    write_lesson,
)

WEEK: Final = timedelta(days=7)
DAYS_TO_ACT: Final = 4  # in a weekly review
OVERDUE_TEAM: Final = "OUT-A"
"""In this team one action of a weekly review is not done when its day comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What is said of a KPI that falls short: its cause, why, what is done, and in how many days."""

    cause: Cause
    why: str
    action: str
    days: int
    done: str = "Done as agreed."


SAYINGS: Final[dict[str, tuple[Saying, ...]]] = {
    "sales_amount": (
        Saying(
            cause=Cause.STRATEGY,
            why="The list of the month held many customers who had signed a contract lately.",
            action="Ask marketing for a list without contracts of the last six months",
            days=10,
            done="New list since Monday.",
        ),
        Saying(
            cause=Cause.EXECUTION,
            why="Offers went out without a second call within two days.",
            action="Second call within two days: put it into the dialer for every offer",
            days=24,
            done="Call-backs are set by the dialer.",
        ),
        Saying(
            cause=Cause.MARKET,
            why="A competitor gave the first three months for free.",
            action="Try the answer to “three months free” in the Friday round",
            days=12,
        ),
    ),
    "conversion_rate": (
        Saying(
            cause=Cause.EXECUTION,
            why="The need is asked too late in the talk; half of the talks end within a minute.",
            action="Listen to two calls of each agent and talk them through",
            days=12,
            done="Two calls each, notes with the agents.",
        ),
        Saying(
            cause=Cause.STRATEGY,
            why="The script opens with the price.",
            action="New opening of the script, tried by three agents first",
            days=24,
        ),
    ),
    "quality_score": (
        Saying(
            cause=Cause.EXECUTION,
            why="The contract's terms are read out incompletely.",
            action="Card with the terms at every desk",
            days=8,
            done="Cards are out.",
        ),
    ),
    "customer_satisfaction": (
        Saying(
            cause=Cause.EXECUTION,
            why="Customers complain about being called at lunch time.",
            action="No outbound calls between 12:30 and 13:30",
            days=10,
            done="Set in the dialer.",
        ),
    ),
    "complaint_rate": (
        Saying(
            cause=Cause.EXECUTION,
            why="Promised call-backs were forgotten.",
            action="Call-backs only through the calendar, checked every evening",
            days=9,
            done="Checked for two weeks: none forgotten.",
        ),
    ),
    "outbound_calls": (
        Saying(
            cause=Cause.MARKET,
            why="More agents were ill than in other months: fewer calls went out.",
            action="One more hour of calls on Tuesday and Thursday",
            days=20,
        ),
    ),
    "talk_time": (
        Saying(
            cause=Cause.STRATEGY,
            why="The new product takes longer to explain.",
            action="Short text to send while talking",
            days=20,
        ),
    ),
    "response_time": (
        Saying(
            cause=Cause.EXECUTION,
            why="Too few were on the inbound line on Monday mornings.",
            action="Two more on the inbound line on Mondays until eleven",
            days=12,
            done="Rota changed.",
        ),
    ),
}


def review_month(story: Story, cast: Cast, month: date) -> None:
    """Each team's review of a closed month, on the sixth working day after it; what was due is done."""
    _finish_due(story, workday(next_month(month), 5), None)
    for index, plan in enumerate(TEAMS):
        held = story.at(workday(next_month(month), 6), 10 + index)
        review = open_review(
            team=cast.teams[plan.code],
            grain=ReviewGrain.MONTH,
            day=month,
            by=cast.leader(plan.code),
            at=held,
        )
        if review.state == ReviewState.OPEN:
            _hold(story, cast, plan.code, review, worst=2)


def review_weeks(story: Story, cast: Cast) -> None:
    """The complete weeks that end in the open month; the last one is still to be talked about."""
    weeks = list(_weeks(story))
    for plan in TEAMS:
        for monday in weeks:
            review = open_review(
                team=cast.teams[plan.code],
                grain=ReviewGrain.WEEK,
                day=monday,
                by=cast.leader(plan.code),
                at=story.at(monday + WEEK, 9, 30),
            )
            if monday != weeks[-1] and review.state == ReviewState.OPEN:
                _hold(story, cast, plan.code, review, worst=1)


def finish_actions(story: Story) -> None:
    """What is done by its day, by its owner; one is not, and what is due later waits."""
    waiting = Action.objects.filter(state=ActionState.OPEN, due_day__lte=story.until).order_by("pk")
    weekly = waiting.filter(review__grain=ReviewGrain.WEEK, team__code=OVERDUE_TEAM).last()
    _finish_due(story, story.until, weekly)


def _finish_due(story: Story, day: date, weekly: Action | None) -> None:
    """What is due by a day, but for the late one, and for every seventh of a month, which takes longer."""
    waiting = Action.objects.filter(state=ActionState.OPEN, due_day__lte=day).order_by("pk")
    for action in waiting.select_related("owner__user", "kpi", "team", "review"):
        monthly = action.review.grain == ReviewGrain.MONTH
        place = action.due_day.day + len(action.kpi.code if action.kpi else "")  # not the id: it has gaps
        if monthly and place % 7 == 0 and action.due_day + timedelta(days=20) > day:
            continue
        user = action.owner.user
        if (weekly is None or action.pk != weekly.pk) and user is not None:
            at = max(action.created_at, story.at(action.due_day - timedelta(days=1), 16))
            finish_action(action=action, note=_done(action), by=user, at=at)


def _weeks(story: Story) -> Iterator[date]:
    """Mondays of the complete weeks that end in the open month, and of the last complete one."""
    last = period_start(story.until + timedelta(days=1), Grain.WEEK) - WEEK
    monday = min(last, period_start(story.current, Grain.WEEK))
    while monday <= last:
        if story.first < monday and (monday == last or monday + WEEK > story.current):
            yield monday
        monday += WEEK


def _hold(story: Story, cast: Cast, team: str, review: Review, *, worst: int) -> None:
    """Talk about the KPIs furthest below target: a cause each, an action with owner and day; then close."""
    leader, at = cast.leader(team), review.facts_at + timedelta(minutes=40)
    kpis = {kpi.code: kpi for kpi in Kpi.objects.all()}
    for rank, fact in enumerate(_short(review)[:worst]):
        saying = _saying(fact.code, review.pk + rank)
        moment = min(at + timedelta(minutes=10 * rank), story.now)
        write_finding(
            review=review, kpi=kpis[fact.code], cause=saying.cause, why=saying.why, by=leader, at=moment
        )
        held = local_day(review.facts_at)
        days = saying.days if review.grain == ReviewGrain.MONTH else DAYS_TO_ACT
        add_action(
            review=review,
            text=saying.action,
            owner=_owner(cast, team, held, rank),
            due_day=working_day_from(held + timedelta(days=days)),
            kpi=kpis[fact.code],
            expected_micros=_expected(fact),
            by=leader,
            at=moment,
        )
    _learn(review, leader, at)
    people = [_owner(cast, team, local_day(review.facts_at), rank) for rank in (0, 1)]
    set_present(review=review, people=people, by=leader, at=at)
    close_review(review=review, by=leader, at=min(at + timedelta(minutes=30), story.now))


def _expected(fact: Fact) -> int | None:
    """The target, as the number that the action is to bring."""
    wanted = fact.target
    return None if wanted is None or wanted < 0 else int(wanted * MICROS)


def _learn(review: Review, leader: User, at: datetime) -> None:
    """A lesson of the most frequent complaint of a month."""
    causes = (review.facts.get("customers") or {}).get("causes", [])
    if review.grain == ReviewGrain.MONTH and causes and causes[0]["cause"]:
        write_lesson(
            review=review,
            kind=LessonKind.COMPLAINT,
            cause=causes[0]["cause"],
            lesson="Nobody had told the customer before.",
            changed="A line in the script says it",
            by=leader,
            at=at,
        )


def _short(review: Review) -> list[Fact]:
    """The reviewed KPIs below their target, the one that costs most of the score first."""
    lost = {fact: _lost(fact) for fact in read_facts(review.facts) if fact.code in SAYINGS}
    return sorted((fact for fact in lost if lost[fact] > 0), key=lambda fact: -lost[fact])


def _lost(fact: Fact) -> Fraction:
    if fact.achievement is None:
        return Fraction(0)
    return (1 - fact.achievement) * Fraction(fact.weight)


def _saying(code: str, number: int) -> Saying:
    return SAYINGS[code][number % len(SAYINGS[code])]


def _owner(cast: Cast, team: str, day: date, rank: int) -> Person:
    """The leader for the first action, someone of the team for the others."""
    leader = cast.persons[leader_number(team)]
    if rank == 0:
        return leader
    here = (person for number, person in sorted(cast.persons.items()) if number > "E1000")
    return next((person for person in here if home_team(person.pk, day) == cast.teams[team]), leader)


def _done(action: Action) -> str:
    texts = {saying.action: saying.done for sayings in SAYINGS.values() for saying in sayings}
    return texts.get(action.text, "Done.")
