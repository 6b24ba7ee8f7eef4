"""The leaderboard of a team: rows in the order asked for, written for the page and for files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.audit.web.export import inert
from apps.people.written import percent, plain, written
from apps.performance.choices import Standing
from apps.performance.rows import LinePerformance, PersonPerformance, TeamPerformance
from apps.performance.sentences import line_reason, reason_sentence
from apps.portal.web.shown import Look, look

BOUNDS: Final = {Standing.AT_RISK: "low", Standing.BEHIND: "mid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellShown:
    """An achievement in per cent, with n and, where it counts as something else, why."""

    value: str
    why: str
    sample: str
    css: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """One agent."""

    person_id: int
    name: str
    url: str
    place: int | None
    why: str
    score: Fraction | None
    bar: str
    label: str
    cells: list[CellShown]
    history: list[Fraction | None]
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadShown:
    """A column of the table that can be sorted: its address and whether it is what the rows stand by."""

    key: str
    text: str
    sub: str
    sort: str
    direction: str  # ascending, descending or empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The table: its columns of KPIs, its rows, and the team's own figures below."""

    heads: list[HeadShown]
    name_head: HeadShown
    score_head: HeadShown
    rows: list[RowShown]
    foot: list[CellShown]
    ranked: int
    unranked: int


def board(
    performance: TeamPerformance, history: Mapping[int, list[Fraction | None]], *, sort: str, month: str
) -> Board:
    """The leaderboard, by place unless `sort` says name, score or a KPI (a minus turns it round)."""
    lines = performance.lines
    people = sorted_people(performance.people, sort)
    return Board(
        heads=[_head(line.kpi.code, line.kpi.title, f"× {plain(line.weight, 2)}", sort) for line in lines],
        name_head=_head("name", _("Agent"), "", sort),
        score_head=_head("score", _("Score %"), "", sort or "-score"),
        rows=[_row(one, lines, history.get(one.person_id, []), month) for one in people],
        foot=[_cell(line) for line in lines],
        ranked=sum(1 for one in people if one.place is not None),
        unranked=sum(1 for one in people if one.place is None),
    )


def sorted_people(people: Sequence[PersonPerformance], sort: str) -> list[PersonPerformance]:
    """By place as they come; or by name, score or a KPI's achievement, those without one last."""
    down, key = sort.startswith("-"), sort.removeprefix("-")
    if key == "name":
        return sorted(people, key=lambda one: one.name.casefold(), reverse=down)
    if not key:
        return list(people)
    value = _by(key)
    known = [one for one in people if value(one) is not None]
    rest = [one for one in people if value(one) is None]
    return sorted(known, key=lambda one: value(one) or Fraction(0), reverse=down) + rest


def _by(key: str) -> Callable[[PersonPerformance], Fraction | None]:
    if key == "score":
        return lambda one: one.score

    def achieved(one: PersonPerformance) -> Fraction | None:
        line = one.line(key)
        return line.headline if line else None

    return achieved


def _head(key: str, text: str, sub: str, sort: str) -> HeadShown:
    direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    turned = f"-{key}" if direction == "ascending" or (not direction and key != "name") else key
    return HeadShown(key=key, text=text, sub=sub, sort=turned, direction=direction)


def _row(
    one: PersonPerformance, lines: Sequence[LinePerformance], history: list[Fraction | None], month: str
) -> RowShown:
    by_code = {line.kpi.code: line for line in one.lines}
    state = look(one.state)
    return RowShown(
        person_id=one.person_id,
        name=one.name,
        url=f"{reverse('person', args=[one.person_id])}?month={month}",
        place=one.place,
        why=reason_sentence(one),
        score=one.score,
        bar=state.bar,
        label=_("%(name)s: %(score)s of target")
        % {"name": one.name, "score": "–" if one.score is None else percent(one.score)},
        cells=[_cell(by_code.get(line.kpi.code)) for line in lines],
        history=history,
        look=state,
    )


def _cell(line: LinePerformance | None) -> CellShown:
    if line is None:
        return CellShown(value="–", why="", sample="", css="")
    return CellShown(
        value="–" if line.headline is None else written(line.headline * 100, 1),
        why=line_reason(line.reason),
        sample="" if line.kpi.is_volume else f"n {written(line.n, 0)}",
        css=BOUNDS.get(Standing(line.state), ""),
    )


def sheet(performance: TeamPerformance, pay: Mapping[int, int] | None, currency: str) -> list[list[str]]:
    """The leaderboard as rows of text: exact to four decimals, blank where there is no data.

    `pay`: bonuses in minor units by person, or None where the reader may not see pay.
    """
    head = ["month", "state", "place", "agent", "team", "score", "standing", "reason"]
    for line in performance.lines:
        head += [f"{line.kpi.code}.{part}" for part in ("actual", "target", "n", "achievement", "points")]
    if pay is not None:
        head += ["bonus", "currency"]
    everyone: list[PersonPerformance | TeamPerformance] = [*performance.people, performance]
    rows = [_sheet_row(one, performance, pay, currency) for one in everyone]
    return [head, *rows]


def _sheet_row(
    one: PersonPerformance | TeamPerformance,
    team: TeamPerformance,
    pay: Mapping[int, int] | None,
    currency: str,
) -> list[str]:
    is_person = isinstance(one, PersonPerformance)
    row = [
        f"{one.month:%Y-%m}",
        "final" if one.final else "provisional",
        str(one.place or "") if is_person else "",
        inert(one.name) if isinstance(one, PersonPerformance) else "",
        inert(one.team_name),
        _exact(one.score),
        one.state,
        one.reason,
    ]
    for line in team.lines:
        mine = one.line(line.kpi.code)
        row += (
            [
                _exact(mine.actual),
                _exact(mine.target_value),
                str(mine.n),
                _exact(mine.headline),
                _exact(mine.points),
            ]
            if mine
            else [""] * 5
        )
    if pay is not None:
        minor = pay.get(one.person_id) if isinstance(one, PersonPerformance) else sum(pay.values())
        row += [
            _exact(None if minor is None else Fraction(minor, 100)),
            currency if minor is not None else "",
        ]
    return row


def _exact(value: Fraction | None) -> str:
    return "" if value is None else written(value, 4).replace(",", "").replace("\N{MINUS SIGN}", "-")


TEXTS: Final = ("month", "state", "agent", "team", "standing", "reason", "currency")
