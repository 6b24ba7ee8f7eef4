"""Scorecards of each team and month: written, published, acknowledged; and a draft for the next month."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from apps.goals.choices import NoData
from apps.goals.drafts import LineDraft
from apps.goals.models import MICROS, Acknowledgement, Scorecard, ScorecardMonth
from apps.goals.operations import (
    ScorecardContent,
    acknowledge_scorecard,
    approve_scorecard,
    create_scorecard,
    publish_scorecard,
    save_and_submit,
    save_draft,
)
from apps.goals.queries.agreement import people_on
from apps.metrics.catalogue import kpi_name
from apps.metrics.models import Kpi
from apps.people.models import Person
from apps.portal.demo.cast import HEAD_OF_SALES, Cast
from apps.portal.demo.company import TEAMS
from apps.portal.demo.objectives import objectives_by_key
from apps.portal.demo.story import Story, next_month, previous_month, workday
from apps.portal.demo.targets import DRAFT_CALLS_WEIGHT, DRAFT_TEAM, SCORECARDS, LinePlan, seasonal

MINIMUM_DAYS: Final = 10
AMOUNTS: Final = ("target", "threshold", "stretch")
BAND: Final = ("low_limit_micros", "low_micros", "high_micros", "high_limit_micros")
NO_HISTORY: Final = "Agreed with the team; we look at it again at the weekly review."
"""What a leader says where the check fails."""
NOT_YET: Final = frozenset({"Amy Lau", "Jason Yip", "Elsa Kwan", "Liu Peng", "Peter Sham", "Andy Kuo"})
"""Who has not acknowledged the targets of the current month."""


def publish_month(story: Story, cast: Cast, month: date) -> None:
    """The scorecards of a month, each published by its leader late in the month before."""
    held = set(ScorecardMonth.objects.filter(month=month).values_list("team__code", flat=True))
    for plan in TEAMS:
        if plan.code not in held:
            _publish(story, cast, plan.code, month)


@transaction.atomic
def _publish(story: Story, cast: Cast, team: str, month: date) -> None:
    leader, written = cast.leader(team), workday(previous_month(month), -5)
    scorecard = create_scorecard(
        team=cast.teams[team],
        name=_name(cast, team, month),
        starts=month,
        ends=next_month(month),
        by=leader,
        at=story.at(written, 15),
        no_data=NoData.REDISTRIBUTE,
        minimum_days=MINIMUM_DAYS,
    )
    save_and_submit(
        scorecard=scorecard,
        version=scorecard.version,
        content=_content(scorecard.name, SCORECARDS[team], month),
        by=leader,
        at=story.at(written, 15, 40),
        reason=NO_HISTORY,
    )
    boss = cast.user(HEAD_OF_SALES)
    approve_scorecard(scorecard=scorecard, version=scorecard.version, by=boss, at=story.at(written, 17))
    publish_scorecard(scorecard=scorecard, version=scorecard.version, by=leader, at=story.at(written, 17, 20))


def acknowledge_month(story: Story, month: date) -> None:
    """The agents say that they have read their targets, on the days after; not all have in the open month."""
    cards = Scorecard.objects.published().filter(months__month=month).order_by("pk")
    for scorecard in cards:
        done = set(Acknowledgement.objects.filter(scorecard=scorecard).values_list("person_id", flat=True))
        _acknowledge(story, scorecard, month, done)


def _acknowledge(story: Story, scorecard: Scorecard, month: date, done: Iterable[int]) -> None:
    persons = _persons()
    told = workday(previous_month(month), -4)
    for index, on in enumerate(people_on(scorecard)):
        person = persons[on.person_id]
        late = month == story.current and on.name in NOT_YET
        if on.person_id in done or late or person.user is None:
            continue
        day = max(told + timedelta(days=index % 4), on.since)
        at = story.at(day, 9 + index % 7, 7 * index % 60)
        acknowledge_scorecard(scorecard=scorecard, person=person, by=person.user, at=at)


def _persons() -> dict[int, Person]:
    return {person.pk: person for person in Person.objects.select_related("user")}


def write_draft(story: Story, cast: Cast) -> None:
    """The draft of the next month: one KPI weighs less than before, and its rest is not given yet."""
    month, team = next_month(story.current), cast.teams[DRAFT_TEAM]
    if Scorecard.objects.filter(team=team, starts=month).exists():
        return
    lines = [line if line.kpi != "outbound_calls" else _lighter(line) for line in SCORECARDS[DRAFT_TEAM]]
    with transaction.atomic():
        by, at = cast.leader(DRAFT_TEAM), story.at(story.until, 17)
        scorecard = create_scorecard(
            team=team,
            name=_name(cast, DRAFT_TEAM, month),
            starts=month,
            ends=next_month(month),
            by=by,
            at=at,
            minimum_days=MINIMUM_DAYS,
        )
        content = _content(scorecard.name, lines, month)
        save_draft(scorecard=scorecard, version=scorecard.version, content=content, by=by, at=at)


def _lighter(line: LinePlan) -> LinePlan:
    return replace(line, weight=DRAFT_CALLS_WEIGHT)


def _name(cast: Cast, team: str, month: date) -> str:
    return f"{cast.teams[team].name} {month:%B %Y}"


def _content(name: str, lines: Iterable[LinePlan], month: date) -> ScorecardContent:
    kpis = {kpi.code: kpi for kpi in Kpi.objects.all()}
    objectives = {key: objective.pk for key, objective in objectives_by_key().items()}
    drafts = [_line(plan, kpis[plan.kpi], objectives[plan.objective], month) for plan in lines]
    return ScorecardContent(name=name, no_data=NoData.REDISTRIBUTE, minimum_days=MINIMUM_DAYS, lines=drafts)


def _line(plan: LinePlan, kpi: Kpi, objective_id: int, month: date) -> LineDraft:
    amounts: dict[str, Any] = {
        f"{name}_micros": _amount(getattr(plan, name), plan, month) for name in AMOUNTS
    }
    amounts |= {name: _micros(text) for name, text in zip(BAND, plan.band, strict=False)}
    return LineDraft(
        kpi_id=kpi.pk,
        kpi_name=kpi_name(kpi.code, kpi.name),
        direction=kpi.direction,
        unit=kpi.unit,
        decimals=kpi.decimals,
        active=kpi.active,
        code=kpi.code,
        horizon=kpi.horizon,
        category=kpi.category,
        is_volume=kpi.is_volume,
        weight=plan.weight * 100,
        grain="week" if plan.weekly else "month",
        objective_id=objective_id,
        zero_micros=_micros(plan.worst) if plan.worst else None,
        **amounts,
    )


def _amount(text: str, plan: LinePlan, month: date) -> int | None:
    if not text:
        return None
    return seasonal(int(text), plan, month) * MICROS if plan.step else _micros(text)


def _micros(text: str) -> int:
    return int(Decimal(text) * MICROS)
