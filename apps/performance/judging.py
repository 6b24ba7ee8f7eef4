"""From what was collected to agents and teams with their scores. No queries here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from apps.engine.issues import Value
from apps.engine.periods import Grain
from apps.goals.queries import LineView, ScorecardView
from apps.goals.wanted import Part
from apps.metrics.choices import Subject
from apps.people.queries.book import BookTime
from apps.performance.appraisal import Appraisal, Reading, WeekReading, appraise, standing
from apps.performance.choices import Headline, Reason
from apps.performance.collecting import SIX_DAYS, Material, scorecard_of_person
from apps.performance.places import by_place, with_places
from apps.performance.rows import PersonPerformance, TeamPerformance

Shares = tuple[tuple[int, Fraction], ...]  # each agent with the share of a full-timer's working time


@dataclass(frozen=True, slots=True, kw_only=True)
class _Who:
    """An agent or team with its working time.

    In the month, so far, and in each complete week that ends in it.
    """

    subject: Subject
    subject_id: int
    planned: int
    worked: int
    elapsed: int
    days: int  # worked so far
    month: Shares
    weeks: Mapping[date, Shares]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Judges by one body of material, with one kind of headline."""

    material: Material
    headline: Headline

    def people(self, team_ids: Collection[int]) -> list[PersonPerformance]:
        """Everyone whose home on their last day in the month is one of the teams, with places.

        Places are among those on the same scorecard: `team_ids` must hold all teams that it judges. First
        those with a place, then the others by name. Someone who only leads is not measured.
        """
        book, frame = self.material.book, self.material.plan.frame
        judged = [
            person_id
            for person_id in book.person_ids
            if book.sells(person_id) and book.last_home(person_id, frame.last, since=frame.month) in team_ids
        ]
        return sorted(with_places(self.person(person_id) for person_id in judged), key=by_place)

    def person(self, person_id: int) -> PersonPerformance:
        """One agent, without a place yet."""
        plan, book = self.material.plan, self.material.book
        team_id, card = scorecard_of_person(plan, book, person_id)
        through = plan.through(card) if card else None
        who = self._who(Subject.AGENT, person_id, [person_id], None, through)
        return PersonPerformance(
            person_id=person_id,
            name=book.name(person_id),
            team_id=team_id,
            team_name=plan.tree.name(team_id),
            days_worked=who.days,
            **self._judged(who, card, through, team_id),
        )

    def team(self, team_id: int, people: Iterable[PersonPerformance] = ()) -> TeamPerformance:
        """One team by its own figures, without a place."""
        plan, book = self.material.plan, self.material.book
        card = plan.scorecards.get(team_id)
        through = plan.through(card) if card else None
        sellers = [person_id for person_id in book.person_ids if book.sells(person_id)]
        who = self._who(Subject.TEAM, team_id, sellers, plan.tree.below([team_id]), through)
        return TeamPerformance(
            team_id=team_id,
            team_name=plan.tree.name(team_id),
            people=tuple(people),
            **self._judged(who, card, through, team_id),
        )

    def _who(
        self,
        subject: Subject,
        subject_id: int,
        people: list[int],
        inside: Collection[int] | None,
        through: date | None,
    ) -> _Who:
        frame, book = self.material.plan.frame, self.material.book
        month = self._times(people, frame.month, frame.last, inside)
        so_far = [book.time(p, frame.month, through, team_ids=inside) for p in month] if through else []
        mondays = [monday for monday in frame.weeks if through and monday + SIX_DAYS <= through]
        weeks = {monday: self._times(people, monday, monday + SIX_DAYS, inside) for monday in mondays}
        return _Who(
            subject=subject,
            subject_id=subject_id,
            planned=sum(time.planned for time in month.values()),
            worked=sum(time.worked for time in month.values()),
            elapsed=sum(time.worked for time in so_far),
            days=sum(time.days for time in so_far),
            month=_shares(month),
            weeks={monday: _shares(times) for monday, times in weeks.items()},
        )

    def _times(
        self, people: list[int], first: date, last: date, inside: Collection[int] | None
    ) -> dict[int, BookTime]:
        """Working time of each; about a team, only of those who worked in it."""
        times = {p: self.material.book.time(p, first, last, team_ids=inside) for p in people}
        return {p: time for p, time in times.items() if inside is None or time.worked}

    def _judged(
        self, who: _Who, card: ScorecardView | None, through: date | None, team_id: int | None
    ) -> dict[str, Any]:
        """What agents and teams have in common."""
        frame = self.material.plan.frame
        running = not frame.final and (through is None or through < frame.last)
        judged = None
        if card is not None:
            readings = {line.line_id: self._reading(line, who, through) for line in card.lines}
            judged = appraise(card, readings, headline=self.headline, running=running)
        reason, values = _no_score(judged, through, who)
        score = judged.result.score if judged and not reason else None
        elapsed = self._working_days(team_id, through)
        return {
            "month": frame.month,
            "scorecard_id": card.id if card else None,
            "scorecard_name": card.name if card else "",
            "lines": judged.lines if judged else (),
            "score": score,
            "headline": self.headline,
            "state": standing(score),
            "reason": reason,
            "reason_values": values,
            "final": frame.final,
            "data_through": through,
            "measured": judged.result.measured if judged else Decimal(0),
            "minimum_days": _minimum_days(card, elapsed, running=running),
            "elapsed_days": elapsed,
            "all_days": self._working_days(team_id, frame.last),
            "planned": who.planned,
            "worked": who.worked,
        }

    def _reading(self, line: LineView, who: _Who, through: date | None) -> Reading:
        material, frame = self.material, self.material.plan.frame
        return Reading(
            figure=material.month_figure(who.subject, who.subject_id, line.kpi) if through else None,
            so_far=material.so_far(who.subject, who.subject_id, line.kpi),
            known=through is not None and material.plan.is_known(line.kpi, frame.month, through),
            elapsed=who.elapsed,
            total=who.worked,
            parts=self._parts(line, who.month),
            weeks=tuple(self._week(line, who, monday) for monday in who.weeks)
            if line.grain is Grain.WEEK
            else (),
        )

    def _week(self, line: LineView, who: _Who, monday: date) -> WeekReading:
        material = self.material
        return WeekReading(
            starts=monday,
            figure=material.week_figure(who.subject, who.subject_id, line.kpi, monday),
            known=material.plan.is_known(line.kpi, monday, monday + SIX_DAYS),
            parts=self._parts(line, who.weeks[monday]),
        )

    def _parts(self, line: LineView, shares: Shares) -> tuple[Part, ...]:
        return tuple(
            Part(share=share, own_value=self.material.own_target(line, person_id))
            for person_id, share in shares
        )

    def _working_days(self, team_id: int | None, through: date | None) -> int:
        """Working days of the team's site, from the first of the month."""
        if through is None:
            return 0
        plan = self.material.plan
        site_id = plan.tree.site_id(team_id)
        return len(self.material.book.working_days(site_id, plan.frame.month, through))


def _shares(times: Mapping[int, BookTime]) -> Shares:
    return tuple(
        (person_id, Fraction(time.worked - time.down, time.planned) if time.planned else Fraction(0))
        for person_id, time in times.items()
    )


def _minimum_days(card: ScorecardView | None, elapsed: int, *, running: bool) -> int:
    """Days to be ranked: the scorecard's; while fewer have passed in a running month, all that have."""
    if card is None:
        return 0
    return min(card.minimum_days, elapsed) if running else card.minimum_days


def _no_score(judged: Appraisal | None, through: date | None, who: _Who) -> tuple[Reason, dict[str, Value]]:
    """Why there is no score, the first reason that holds.

    `Reason.NONE` (which is false) where there is one.
    """
    if judged is None:
        return Reason.NO_SCORECARD, {}
    if not who.worked:
        return Reason.NO_WORKING_TIME, {}
    if through is None:
        return Reason.NO_DAY_YET, {}
    if judged.result.score is None:
        return Reason.TOO_LITTLE_MEASURED, {"measured": judged.result.measured}
    return Reason.NONE, {}
