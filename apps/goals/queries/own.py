"""What is wanted of one person: the scorecards that judge them, with targets by their own working time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from apps.engine.periods import Grain
from apps.goals.amounts import MICROS
from apps.goals.models import Acknowledgement
from apps.goals.queries.effective import person_targets
from apps.goals.queries.scorecards import LineView, ScorecardView, judging_for
from apps.goals.wanted import Part, Wanted, wanted
from apps.people.days import ONE_DAY, next_month
from apps.people.queries.book import FULL_DAY, BookTime, WorkBook, work_book

SIX_DAYS = timedelta(days=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTarget:
    """One line as it is wanted of the person: prorated where it is a volume, None without any working time.

    `own`: the person has a target of their own.
    """

    line: LineView
    wanted: Wanted | None
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnScorecard:
    """A scorecard that judges the person in a month. Working time in thousandths of a day."""

    scorecard: ScorecardView
    month: date
    targets: tuple[OwnTarget, ...]
    time: BookTime
    acknowledged_at: datetime | None

    @property
    def worked_days(self) -> Fraction:
        """The person's own working days, a half day counting half."""
        return Fraction(self.time.worked, FULL_DAY)

    @property
    def down_days(self) -> Fraction:
        """Working days lost to logged downtime."""
        return Fraction(self.time.down, FULL_DAY)

    @property
    def planned_days(self) -> Fraction:
        """A full-timer's working days in the month."""
        return Fraction(self.time.planned, FULL_DAY)

    @property
    def prorated(self) -> bool:
        """Whether the person works less than a full-timer's month."""
        return self.time.worked != self.time.planned


def own_scorecards(person_id: int, months: Iterable[date]) -> list[OwnScorecard]:
    """The published scorecards that judge the person, one for each of the months that has one, in order.

    By the home team on the person's last day in the month. Three queries for each month and two more.
    """
    wanted_months = sorted(set(months))
    if not wanted_months:
        return []
    first, last = wanted_months[0], next_month(wanted_months[-1]) - ONE_DAY
    book = work_book([person_id], first - SIX_DAYS, last)
    found = [(month, _judging(book, person_id, month)) for month in wanted_months]
    cards = [(month, card) for month, card in found if card is not None]
    agreed = dict(
        Acknowledgement.objects.filter(
            person_id=person_id, scorecard_id__in=[card.id for _, card in cards]
        ).values_list("scorecard_id", "at")
    )
    return [_own(book, person_id, month, card, agreed.get(card.id)) for month, card in cards]


def targets_on(card: ScorecardView) -> tuple[OwnTarget, ...]:
    """The lines as they are wanted of a full-timer for the whole period: what agents will see of a draft."""
    whole = (Part(share=Fraction(1)),)
    return tuple(OwnTarget(line=line, wanted=wanted(line, whole), own=False) for line in card.lines)


def _judging(book: WorkBook, person_id: int, month: date) -> ScorecardView | None:
    team_id = book.last_home(person_id, next_month(month) - ONE_DAY, since=month)
    if team_id is None or not book.sells(person_id):
        return None
    return judging_for(month, [team_id]).of(person_id, team_id)


def _own(
    book: WorkBook, person_id: int, month: date, card: ScorecardView, at: datetime | None
) -> OwnScorecard:
    own = person_targets([card.id], month) if any(line.has_person_targets for line in card.lines) else {}
    last = next_month(month) - ONE_DAY
    targets = [
        _target(line, _shares(book, person_id, line, month, last), own.get((line.line_id, person_id)))
        for line in card.lines
    ]
    return OwnScorecard(
        scorecard=card,
        month=month,
        targets=tuple(targets),
        time=book.time(person_id, month, last),
        acknowledged_at=at,
    )


def _target(line: LineView, share: Fraction, own_micros: int | None) -> OwnTarget:
    own_value = None if own_micros is None else Fraction(own_micros, MICROS)
    parts: Sequence[Part] = (Part(share=share, own_value=own_value),)
    return OwnTarget(line=line, wanted=wanted(line, parts), own=own_micros is not None)


def _shares(book: WorkBook, person_id: int, line: LineView, first: date, last: date) -> Fraction:
    """The share of a full-timer's month.

    Of a line with weekly targets a full-timer's week, whatever the week.
    """
    if line.grain is Grain.WEEK:
        return Fraction(1)
    time = book.time(person_id, first, last)
    return Fraction(time.worked - time.down, time.planned) if time.planned else Fraction(0)
