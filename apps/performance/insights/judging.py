"""From what was read to what stands out: one function a rule."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

from apps.engine.insights import carried, discounting, fall, silent
from apps.engine.mix import Segments
from apps.engine.money import round_minor
from apps.engine.patterns import blind_dialling, callbacks_not_made, fast_but_unhappy
from apps.metrics.figures import Figure
from apps.performance.choices import InsightKind, InsightSubject
from apps.performance.insights.reading import (
    Compared,
    Watched,
    Window,
    callbacks,
    compared,
    last_records,
    lately,
    missing_of_feeds,
    products,
    working_days,
)
from apps.performance.insights.rules import Rule

Bounds = Mapping[str, int]
HUNDRED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that stands out; `values` are the figures that the sentence names."""

    kind: InsightKind
    subject: InsightSubject
    subject_id: int
    name: str
    team_id: int | None
    n: int
    cost_minor: int | None
    values: Mapping[str, Any] = field(default_factory=dict)


def found_in(seen: Window, rule: Rule, *, off: frozenset[int] = frozenset()) -> list[Found]:
    """What a rule finds in some days. `off`: teams for which it is switched off.

    A constant number of queries, whatever the number of people.
    """
    return [one for one in JUDGES[rule.kind](seen, rule.bounds) if one.team_id not in off]


def _blind(seen: Window, bounds: Bounds) -> Iterator[Found]:
    told = compared(seen, ("outbound_calls", "conversion_rate", "average_order_value"))
    days = _team_days(seen)
    for one in seen.people:
        calls, bought = told.people.get((one.person_id, "outbound_calls")), _own(told, one, "conversion_rate")
        team_calls, team = (
            told.teams.get((one.team_id, "outbound_calls")),
            _team(told, one, "conversion_rate"),
        )
        if calls is None or bought is None or team_calls is None or team is None or team.value is None:
            continue
        usual = Fraction(team_calls.numerator, days[one.team_id])
        verdict = blind_dialling(
            calls=calls.numerator,
            calls_bound=usual * one.days * bounds["calls_percent"] / HUNDRED,
            buyers=bought.numerator,
            contacts=bought.denominator or 0,
            conversion_bound=team.value * bounds["conversion_percent"] / HUNDRED,
        )
        if verdict.fires:
            missed = team.value * (bought.denominator or 0) - bought.numerator
            yield _about(
                InsightKind.BLIND_DIALLING,
                one,
                n=bought.n,
                cost=_worth(missed, told, one),
                calls=Fraction(calls.numerator, one.days),
                team_calls=usual,
                buyers=bought.numerator,
                rate=bought.value,
                team_rate=team.value,
            )


def _fast(seen: Window, bounds: Bounds) -> Iterator[Found]:
    told = compared(seen, ("talk_time", "customer_satisfaction"))
    for one in seen.people:
        talk, score = _own(told, one, "talk_time"), _own(told, one, "customer_satisfaction")
        team_talk, team_score = _team(told, one, "talk_time"), _team(told, one, "customer_satisfaction")
        if talk is None or score is None or team_talk is None or team_score is None:
            continue
        if team_talk.value is None or team_score.value is None:
            continue
        verdict = fast_but_unhappy(
            talk_seconds=talk.numerator,
            talks=talk.n,
            talk_bound=team_talk.value * bounds["talk_percent"] / HUNDRED,
            score=Fraction(score.numerator, score.scale),
            answers=score.n,
            score_bound=team_score.value * bounds["score_percent"] / HUNDRED,
            min_talks=bounds["min_talks"],
            min_answers=bounds["min_answers"],
        )
        if verdict.fires:
            yield _about(
                InsightKind.FAST_UNHAPPY,
                one,
                n=score.n,
                talk=talk.value,
                team_talk=team_talk.value,
                talks=talk.n,
                score=score.value,
                team_score=team_score.value,
            )


def _discounting(seen: Window, bounds: Bounds) -> Iterator[Found]:
    sold = products(seen)
    for one in seen.people:
        peers: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        for other in seen.people:
            if other.team_id == one.team_id and other.person_id != one.person_id:
                for product, (amount, orders) in sold.get(other.person_id, {}).items():
                    peers[product][0] += amount
                    peers[product][1] += orders
        others: Segments = {name: (amount, orders) for name, (amount, orders) in peers.items()}
        found = discounting(
            sold.get(one.person_id, {}),
            others,
            bound=Fraction(bounds["short_percent"], HUNDRED),
            min_sample=bounds["min_orders"],
        )
        if found is not None and found.fires:
            yield _about(
                InsightKind.DISCOUNTING,
                one,
                n=found.orders,
                cost=round_minor((found.like - found.own) * found.orders),
                own=found.own,
                like=found.like,
                short=found.short,
            )


def _fall(seen: Window, bounds: Bounds) -> Iterator[Found]:
    told = lately(seen, bounds["days"])
    worth = compared(seen, ("average_order_value",))
    watched = sum(1 for one in seen.people if one.person_id in told)
    for one in seen.people:
        course = told.get(one.person_id)
        if course is None:
            continue
        found = fall(
            course.past,
            course.now,
            watched=watched,
            risk=Fraction(bounds["risk_permille"], 1000),
            least=bounds["least"],
        )
        if found is not None and found.fires:
            yield _about(
                InsightKind.FALL,
                one,
                n=found.n,
                cost=_worth(found.expected - found.count, worth, one),
                count=found.count,
                expected=found.expected,
                limit=found.limit,
                watched=watched,
                since=course.since,
            )


def _silent_agent(seen: Window, bounds: Bounds) -> Iterator[Found]:
    heard = last_records(seen)
    for one in seen.people:
        last = heard.get(one.person_id)
        days = working_days(seen, one, last) if last is not None else 0
        if last is not None and silent(days, bound=bounds["days"], spoke_before=True):
            yield _about(InsightKind.SILENT_AGENT, one, n=days, days=days, last=last)


def _silent_source(seen: Window, bounds: Bounds) -> Iterator[Found]:
    for feed, missing in missing_of_feeds(seen.first, seen.last):
        late = [day for day in missing if day > feed.last]
        if silent(len(late), bound=bounds["days"], spoke_before=True):
            yield Found(
                kind=InsightKind.SILENT_SOURCE,
                subject=InsightSubject.SOURCE,
                subject_id=feed.source_id,
                name="",
                team_id=None,
                n=len(late),
                cost_minor=None,
                values={"days": len(late), "last": feed.last.isoformat()},
            )


def _carried(seen: Window, bounds: Bounds) -> Iterator[Found]:
    told = compared(seen, ("sales_amount",))
    teams = Counter(one.team_id for one in seen.people)
    for team_id in sorted(teams):
        members = {str(one.person_id): one for one in seen.people if one.team_id == team_id}
        parts = {
            key: figure.numerator if (figure := _own(told, one, "sales_amount")) else 0
            for key, one in members.items()
        }
        share = Fraction(bounds["share_percent"], HUNDRED)
        found = carried(parts, bound=share, least=bounds["least"])
        if found is not None and found.fires:
            yield Found(
                kind=InsightKind.CARRIED,
                subject=InsightSubject.TEAM,
                subject_id=team_id,
                name=seen.tree.name(team_id),
                team_id=team_id,
                n=found.people,
                cost_minor=None,
                values=_json(
                    person=members[found.key].name,
                    share=found.share,
                    people=found.people - 1,
                    others=found.others,
                ),
            )


def _callbacks(seen: Window, bounds: Bounds) -> Iterator[Found]:
    due = callbacks(seen)
    worth = compared(seen, ("conversion_rate", "average_order_value")) if due else None
    for one in seen.people:
        made, promised = due.get(one.person_id, (0, 0))
        if not promised or worth is None:
            continue
        verdict = callbacks_not_made(
            on_time=made, promised=promised, bound=Fraction(bounds["made_percent"], HUNDRED)
        )
        if verdict.fires:
            rate = _team(worth, one, "conversion_rate")
            missed = (promised - made) * rate.value if rate is not None and rate.value is not None else None
            yield _about(
                InsightKind.CALLBACKS,
                one,
                n=promised,
                cost=_worth(missed, worth, one) if missed is not None else None,
                made=made,
                share=Fraction(made, promised),
            )


JUDGES: Final[dict[InsightKind, Callable[[Window, Bounds], Iterator[Found]]]] = {
    InsightKind.BLIND_DIALLING: _blind,
    InsightKind.FAST_UNHAPPY: _fast,
    InsightKind.DISCOUNTING: _discounting,
    InsightKind.FALL: _fall,
    InsightKind.SILENT_AGENT: _silent_agent,
    InsightKind.SILENT_SOURCE: _silent_source,
    InsightKind.CARRIED: _carried,
    InsightKind.CALLBACKS: _callbacks,
}


def _team_days(seen: Window) -> dict[int, int]:
    """Days worked by everybody at home in each team or below."""
    teams = {one.team_id for one in seen.people}
    return {team_id: sum(one.days for one in seen.of_team(team_id)) for team_id in teams}


def _own(told: Compared, one: Watched, code: str) -> Figure | None:
    return told.people.get((one.person_id, code))


def _team(told: Compared, one: Watched, code: str) -> Figure | None:
    return told.teams.get((one.team_id, code))


def _worth(buyers: Fraction, told: Compared, one: Watched) -> int | None:
    """What so many buyers bring at the team's amount per order; None where that is not known."""
    value = _team(told, one, "average_order_value")
    if value is None or value.value is None:
        return None
    return max(0, round_minor(buyers * value.value * value.scale))


def _about(kind: InsightKind, one: Watched, *, n: int, cost: int | None = None, **values: Any) -> Found:
    return Found(
        kind=kind,
        subject=InsightSubject.AGENT,
        subject_id=one.person_id,
        name=one.name,
        team_id=one.team_id,
        n=n,
        cost_minor=cost,
        values=_json(**values),
    )


def _json(**values: Any) -> dict[str, Any]:
    """Fractions as "a/b", days in ISO, whole numbers and names as they are."""
    written: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Fraction):
            written[name] = f"{value.numerator}/{value.denominator}"
        else:
            written[name] = value.isoformat() if isinstance(value, date) else value
    return written
