"""A team's leaderboard in a month, as one reader sees it."""

from dataclasses import dataclass, replace
from datetime import date

from apps.metrics.choices import Subject
from apps.performance.boards import (
    IMPROVED_MONTHS,
    Board,
    SeenBoard,
    board_of,
    board_rows,
    seen_by_agent,
    seen_by_staff,
)
from apps.performance.choices import BoardBasis
from apps.performance.queries import score_history, team_performance
from apps.performance.rows import TeamPerformance
from apps.portal.queries.teams import months_before


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamBoard:
    """The setting, the team's own figures, and what the reader sees."""

    board: Board
    team: TeamPerformance
    seen: SeenBoard


def team_board(team_id: int, month: date, *, on: date, viewer: int | None = None, by: str = "") -> TeamBoard:
    """The leaderboard of a team. `viewer`: an agent, who sees what the setting shows; None: staff.

    `by`: another basis than that of the setting, for staff: score, improved or the code of a KPI.
    """
    found, board = team_performance(team_id, month, on=on), board_of(team_id)
    if viewer is None:
        board = _asked(board, by, found)
    history = {}
    if board.basis is BoardBasis.IMPROVED:
        ids = [one.person_id for one in found.people]
        history = score_history(Subject.AGENT, ids, months_before(month, IMPROVED_MONTHS))
    rows = board_rows(found.people, board, history)
    seen = seen_by_staff(rows) if viewer is None else seen_by_agent(rows, viewer, board.show)
    return TeamBoard(board=board, team=found, seen=seen)


def _asked(board: Board, by: str, found: TeamPerformance) -> Board:
    if by in {BoardBasis.SCORE, BoardBasis.IMPROVED}:
        return replace(board, basis=BoardBasis(by), kpi="", counterweight="", is_volume=False)
    line = found.line(by) if by else None
    if line is None or (board.basis is BoardBasis.KPI and board.kpi == by):
        return board
    return replace(board, basis=BoardBasis.KPI, kpi=by, counterweight="", is_volume=line.kpi.is_volume)
