"""How the strategy spreads, what was done for it, and what was agreed after targets were published."""

from datetime import date
from typing import Final

from apps.goals.choices import Focus
from apps.goals.models import Change, FocusShare, Line, MeasureTaken, Scorecard
from apps.goals.operations import (
    MeasureContent,
    NewValue,
    answer_change,
    approve_change,
    propose_change,
    propose_target,
    set_focus_shares,
    take_measure,
)
from apps.metrics.models import Kpi
from apps.people.models import Deputy, Downtime
from apps.people.operations import log_downtime, name_deputy
from apps.portal.demo.cast import DIRECTOR, HEAD_OF_SALES, Cast, leader_number
from apps.portal.demo.objectives import objectives_by_key
from apps.portal.demo.story import Story, workday

SHARES: Final = {
    Focus.RETENTION: 4000,
    Focus.GROWTH: 2500,
    Focus.NEW_MARKETS: 2000,
    Focus.QUALITY: 1500,
}
DOWN: Final = "Dialer outage"


def write_strategy(story: Story, cast: Cast) -> None:
    """The shares of the year, and the measures taken."""
    at = story.at(story.go_live, 17)
    if not FocusShare.objects.exists():
        ends = date(story.current.year + 1, 1, 1)
        shares = {str(focus): weight for focus, weight in SHARES.items()}
        set_focus_shares(shares=shares, starts=story.first, ends=ends, by=cast.director, at=at)
    kpis, objectives = {kpi.code: kpi for kpi in Kpi.objects.all()}, objectives_by_key()
    for name, team, kpi, objective, day in (
        ("New opening script", "OUT-A", "conversion_rate", "convert", workday(story.current, 2)),
        ("List B dropped", "OUT-A", "conversion_rate", "convert", workday(story.closed_months[-1], 12)),
        ("Call back within two days", "RENEW", "customer_satisfaction", "keep", workday(story.current, 6)),
    ):
        if not MeasureTaken.objects.filter(name=name).exists():
            content = MeasureContent(
                name=name,
                owner=cast.persons[leader_number(team)],
                starts=day,
                objective=objectives[objective],
                kpi=kpis[kpi],
                team=cast.teams[team],
            )
            take_measure(content=content, by=cast.leader(team), at=story.at(min(day, story.until), 18))


def agree_on_changes(story: Story, cast: Cast) -> None:
    """In the open month: an outage, a change that one agent agreed to, a proposal that waits, a deputy."""
    _log_outage(story, cast)
    card = Scorecard.objects.published().filter(team=cast.teams["OUT-A"], months__month=story.current).first()
    if card is None or Change.objects.filter(scorecard=card).exists():
        return
    day = max(workday(story.current, 1), story.until)
    lines = {line.kpi.code: line for line in card.lines.select_related("kpi", "scorecard")}
    calls: Line = lines["outbound_calls"]
    change = propose_change(
        scorecard=card,
        values=[NewValue(line=calls, target_micros=(calls.target_micros or 0) * 95 // 100)],
        from_day=day,
        reason="One list was withdrawn: there are fewer numbers to call.",
        by=cast.leader("OUT-A"),
        at=story.at(day, 10),
    )
    approve_change(change=change, by=cast.user(HEAD_OF_SALES), at=story.at(day, 11))
    amy, jason = cast.persons["E1001"], cast.persons["E1011"]
    if amy.user is not None:
        answer_change(change=change, person=amy, agreed=True, by=amy.user, at=story.at(day, 12))
    sales = lines["sales_amount"]
    if jason.user is not None:
        propose_target(
            line=sales,
            person=jason,
            target_micros=(sales.target_micros or 0) * 9 // 10,
            reason="Half of my list are old contacts.",
            by=jason.user,
            at=story.at(day, 13),
        )
    if not Deputy.objects.exists():
        boss = cast.persons[HEAD_OF_SALES]
        name_deputy(
            person=boss,
            deputy=cast.persons[DIRECTOR],
            first_day=day,
            last_day=date.fromordinal(day.toordinal() + 14),
            by=cast.user(HEAD_OF_SALES),
            at=story.at(day, 9),
        )


def _log_outage(story: Story, cast: Cast) -> None:
    day = workday(story.current, 1)
    if day <= story.until and not Downtime.objects.filter(reason=DOWN).exists():
        log_downtime(
            team=cast.teams["OUT-B"],
            day=day,
            minutes=240,
            reason=DOWN,
            by=cast.leader("OUT-B"),
            at=story.at(day, 18),
        )
