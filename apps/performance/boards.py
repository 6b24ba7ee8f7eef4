"""Leaderboards: who stands where by score, by one KPI or by how much they improved, and who sees what of it.

Most improved is for recognition, never for money: no plan can pay by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from apps.engine.ranking import Entry, rank
from apps.people.queries.tree import team_tree
from apps.people.reading import asked_once
from apps.performance.appraisal import BEHIND_FROM
from apps.performance.choices import BoardBasis, BoardShow, Reason, Standing
from apps.performance.models import BoardSetting
from apps.performance.rows import PersonPerformance, ScorePoint

IMPROVED_MONTHS: Final = 3
AROUND: Final = 1  # neighbours shown above and below
TOP_QUARTER: Final = 4

# why somebody has no place on a board by KPI or improvement, beside the reasons of places
NO_HISTORY: Final = "no_history"
BELOW_COUNTERWEIGHT: Final = "below_counterweight"
NOT_ON_SCORECARD: Final = "not_on_scorecard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A setting as it is in force. `own`: of the team itself, not of one above."""

    show: BoardShow = BoardShow.NEIGHBOURS
    basis: BoardBasis = BoardBasis.SCORE
    kpi: str = ""
    counterweight: str = ""
    is_volume: bool = False
    own: bool = False

    @property
    def warns(self) -> bool:
        """A volume is ranked and nothing stands against buying it with quality."""
        return self.is_volume and not self.counterweight


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One person on a board. `value`: a score or achievement as a ratio, or the improvement in points."""

    person_id: int
    name: str
    team_name: str
    value: Fraction | None
    n: int
    place: int | None
    shared: bool
    reason: str
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBoard:
    """What one reader sees: rows, how many have a place, and what oneself is held against."""

    rows: tuple[BoardRow, ...]
    ranked: int
    names: bool
    places: bool
    top_quarter: Fraction | None


@asked_once
def _settings() -> dict[int, Board]:
    rows = BoardSetting.objects.select_related("kpi", "counterweight")
    return {
        row.team_id: Board(
            show=BoardShow(row.show),
            basis=BoardBasis(row.basis),
            kpi=row.kpi.code if row.kpi else "",
            counterweight=row.counterweight.code if row.counterweight else "",
            is_volume=bool(row.kpi and row.kpi.is_volume),
            own=True,
        )
        for row in rows
    }


def board_of(team_id: int | None) -> Board:
    """The setting of a team: its own, or that of the nearest team above with one. At most two queries."""
    known = _settings()
    if not known or team_id is None:
        return Board()
    for number, above in enumerate(team_tree().chain(team_id)):
        if above in known:
            return replace(known[above], own=not number)
    return Board()


def for_own_eyes(performance: PersonPerformance) -> PersonPerformance:
    """One's own month as the setting of one's team lets one see it: without a place where it shows none."""
    if board_of(performance.team_id).show is not BoardShow.BENCHMARK:
        return performance
    return replace(performance, place=None, ranked=0, shared=False)


def board_rows(
    people: Sequence[PersonPerformance], board: Board, history: Mapping[int, Sequence[ScorePoint]]
) -> list[BoardRow]:
    """Everyone with a place or the reason why not; those with a place first, best first."""
    judged = [(one, *_value(one, board, history.get(one.person_id, ()))) for one in people]
    places = {
        standing.key: standing
        for standing in rank(
            Entry(key=str(one.person_id), value=value, reason=reason) for one, value, _n, reason in judged
        )
    }
    rows = [
        BoardRow(
            person_id=one.person_id,
            name=one.name,
            team_name=one.team_name,
            value=value,
            n=n,
            place=places[str(one.person_id)].place,
            shared=places[str(one.person_id)].shared,
            reason=places[str(one.person_id)].reason,
        )
        for one, value, n, _reason in judged
    ]
    return sorted(rows, key=lambda row: (row.place is None, row.place or 0, row.name, row.person_id))


def seen_by_staff(rows: Sequence[BoardRow]) -> SeenBoard:
    """All of it: for those who see the figures person by person."""
    return SeenBoard(
        rows=tuple(rows), ranked=_ranked(rows), names=True, places=True, top_quarter=top_quarter(rows)
    )


def seen_by_agent(rows: Sequence[BoardRow], person_id: int, show: BoardShow) -> SeenBoard:
    """What an agent of the team sees: all, the own place with neighbours, or oneself alone.

    What is not to be seen is not in the answer, so that no page, file or API can show it.
    """
    marked = [replace(row, mine=row.person_id == person_id) for row in rows]
    seen = SeenBoard(
        rows=tuple(marked), ranked=_ranked(rows), names=True, places=True, top_quarter=top_quarter(rows)
    )
    if show is BoardShow.NAMES:
        return seen
    mine = next((i for i, row in enumerate(marked) if row.mine), None)
    around: Iterable[BoardRow] = ()
    if mine is not None:
        around = marked[max(0, mine - AROUND) : mine + AROUND + 1] if marked[mine].place else [marked[mine]]
    if show is BoardShow.NEIGHBOURS:
        kept = tuple(row if row.mine else _nameless(row) for row in around if row.mine or row.place)
        return replace(seen, rows=kept, names=False)
    alone = tuple(replace(row, place=None, shared=False) for row in marked if row.mine)
    return replace(seen, rows=alone, ranked=0, names=False, places=False)


def top_quarter(rows: Sequence[BoardRow]) -> Fraction | None:
    """From which value on one is among the best quarter of those ranked; None with fewer than four."""
    values = sorted((row.value for row in rows if row.place and row.value is not None), reverse=True)
    return values[len(values) // TOP_QUARTER - 1] if len(values) >= TOP_QUARTER else None


def _nameless(row: BoardRow) -> BoardRow:
    return replace(row, person_id=0, name="", team_name="", n=0)


def _ranked(rows: Sequence[BoardRow]) -> int:
    return sum(1 for row in rows if row.place is not None)


def _value(
    one: PersonPerformance, board: Board, history: Sequence[ScorePoint]
) -> tuple[Fraction | None, int, str]:
    """What is ranked, on how many records, and why it has no place."""
    if board.basis is BoardBasis.KPI:
        return _of_kpi(one, board)
    if board.basis is BoardBasis.IMPROVED:
        past = [point.score for point in history if point.score is not None]
        if one.score is None or not past:
            return None, 0, str(one.reason) or NO_HISTORY
        return one.score - sum(past, Fraction(0)) / len(past), len(past), str(one.reason)
    return one.score, 0, str(one.reason)


def _of_kpi(one: PersonPerformance, board: Board) -> tuple[Fraction | None, int, str]:
    line = one.line(board.kpi)
    if line is None:
        return None, 0, NOT_ON_SCORECARD
    reason = str(one.reason) if one.reason in {Reason.BELOW_MINIMUM_DAYS, Reason.NO_WORKING_TIME} else ""
    if not reason and line.state == Standing.SMALL_SAMPLE:
        reason = str(Reason.SMALL_SAMPLE)
    against = one.line(board.counterweight) if board.counterweight else None
    if (
        not reason
        and against is not None
        and (against.achievement is None or against.achievement < BEHIND_FROM)
    ):
        reason = BELOW_COUNTERWEIGHT
    return line.headline, line.n, reason
