"""The alignment map as the page draws it: shares of focuses, bands of the picture, rows of the table."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from apps.goals.amounts import amount_text
from apps.goals.drafts import in_unit
from apps.goals.queries.strategy import Carrier, FocusNode, ObjectiveNode, StrategyMap
from apps.people.written import percent, plain, written

FAR: Final = Fraction(15, 100)
NEAR: Final = Fraction(5, 100)
WIDTH, HEIGHT, GAP = 1000, 460, 8
COLUMNS: Final = (10, 250, 480, 900)
BAR: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusRow:
    """What the strategy says of a focus, and what the weights say. `c` is its colour."""

    c: int
    focus: str
    label: str
    wanted: str
    share: str
    x_wanted: int | None
    x_share: int
    difference: str
    tone: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A bar of the picture with its text."""

    x: int
    y: int
    height: int
    c: int
    text: str
    small: str
    end: bool = False

    @property
    def middle(self) -> int:
        """Where the text stands."""
        return self.y + self.height // 2

    @property
    def tx(self) -> int:
        """Beside the bar."""
        return self.x - 6 if self.end else self.x + BAR + 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A band from one bar to another."""

    path: str
    c: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveRow:
    """One objective of the table."""

    node: ObjectiveNode
    share: str
    kpis: list[tuple[str, str]]
    result: str
    progress: Fraction | None
    tone: str
    word: str


class MapView:
    """One month's map, ready for the template."""

    def __init__(self, found: StrategyMap, currency: str) -> None:
        self.found, self.currency = found, currency
        self.colours = {node.focus: i for i, node in enumerate(found.focuses)}

    @property
    def headline(self) -> str:
        """“Strategy says keep customers 40 %, weights say 12 %”: the focus that is furthest off."""
        said = [node for node in self.found.focuses if node.wanted is not None]
        if not said or not self.found.points:
            return ""
        worst = max(said, key=lambda node: abs(self._difference(node)))
        return _("Strategy says %(focus)s %(wanted)s, weights say %(share)s") % {
            "focus": worst.label,
            "wanted": percent(Fraction(worst.wanted or 0, 10_000), 0),
            "share": percent(self.found.share(worst.points), 0),
        }

    @property
    def rows(self) -> list[FocusRow]:
        """A row a focus, the strongest wish first; what serves nothing last."""
        nodes = sorted(self.found.focuses, key=lambda node: -(node.wanted or 0))
        return [self._row(node) for node in nodes]

    @property
    def loose_share(self) -> str:
        """What serves no objective."""
        return percent(self.found.share(sum(one.points for one in self.found.loose)), 1)

    @property
    def x_loose(self) -> int:
        """The same on the small axis."""
        return _axis(self.found.share(sum(one.points for one in self.found.loose)))

    @property
    def loose_kpis(self) -> str:
        """Their names."""
        return ", ".join(dict.fromkeys(one.kpi for one in self.found.loose))

    @property
    def objectives(self) -> list[tuple[FocusNode, str, int, list[ObjectiveRow]]]:
        """By focus: its share, its colour, and its objectives."""
        return [
            (
                node,
                percent(self.found.share(node.points), 1),
                self.colours[node.focus],
                [self._objective(one) for one in node.objectives],
            )
            for node in self.found.focuses
        ]

    @property
    def to_settle(self) -> list[dict[str, object]]:
        """What is to be settled: carried by nobody, serving nothing, without an owner."""
        found: list[dict[str, object]] = []
        for node in self.found.nobody:
            why = (
                _("No KPI measures it") if node.objective.kpi_id is None else _("Its KPI is on no scorecard")
            )
            found.append(
                {
                    "tone": "bad",
                    "icon": "user-minus",
                    "text": _("Nobody carries “%(name)s”") % {"name": node.objective.name},
                    "sub": why,
                    "pk": node.objective.pk,
                }
            )
        if self.found.loose:
            found.append(
                {
                    "tone": "warn",
                    "icon": "puzzle-piece",
                    "text": _("Some KPIs serve no objective"),
                    "sub": f"{self.loose_kpis}: {self.loose_share}",
                    "pk": None,
                }
            )
        for objective in self.found.unowned:
            text = _("“%(name)s” has no owner") % {"name": objective.name}
            found.append({"tone": "warn", "icon": "user", "text": text, "sub": "", "pk": objective.pk})
        return found

    def table(self) -> list[list[str]]:
        """For export: a row for each objective and scorecard line."""
        rows = [["focus", "strategy", "weights", "objective", "kpi", "team", "weight", "agents", "share"]]
        for node in self.found.focuses:
            wanted = "" if node.wanted is None else plain(Fraction(node.wanted, 100), 2)
            share = plain(100 * self.found.share(node.points), 2)
            for one in node.objectives:
                head = [node.label, wanted, share, one.objective.name]
                rows += [[*head, *self._cells(carrier)] for carrier in one.carriers or (None,)]
        rows += [["", "", "", "", *self._cells(one)] for one in self.found.loose]
        return rows

    def _cells(self, carrier: Carrier | None) -> list[str]:
        if carrier is None:
            return ["", "", "", "", ""]
        share = plain(100 * self.found.share(carrier.points), 2)
        return [
            carrier.kpi,
            carrier.team,
            plain(Fraction(carrier.weight, 100), 2),
            str(carrier.people),
            share,
        ]

    def _difference(self, node: FocusNode) -> Fraction:
        return self.found.share(node.points) - Fraction(node.wanted or 0, 10_000)

    def _row(self, node: FocusNode) -> FocusRow:
        share, difference = self.found.share(node.points), self._difference(node)
        tone, word = _judged(difference) if node.wanted is not None else ("mut", _("not said"))
        return FocusRow(
            c=self.colours[node.focus],
            focus=node.focus,
            label=node.label,
            wanted="–" if node.wanted is None else percent(Fraction(node.wanted, 10_000), 0),
            share=percent(share, 1),
            x_wanted=None if node.wanted is None else _axis(Fraction(node.wanted, 10_000)),
            x_share=_axis(share),
            difference="" if node.wanted is None else written(100 * difference, 1, plus=True),
            tone=tone,
            word=word,
        )

    def _objective(self, node: ObjectiveNode) -> ObjectiveRow:
        by_kpi: defaultdict[str, list[str]] = defaultdict(list)
        for one in node.carriers:
            by_kpi[one.kpi].append(f"{one.team} {plain(Fraction(one.weight, 100), 2)}")
        tone, word = _course(node)
        return ObjectiveRow(
            node=node,
            share=percent(self.found.share(node.points), 1),
            kpis=[(kpi, " · ".join(cards)) for kpi, cards in by_kpi.items()],
            result=self._result(node),
            progress=None if node.progress is None else min(max(node.progress, Fraction(0)), Fraction(1)),
            tone=tone,
            word=word,
        )

    def _result(self, node: ObjectiveNode) -> str:
        kpi, start, goal = node.objective.kpi, node.objective.from_micros, node.objective.to_micros
        if kpi is None or start is None or goal is None:
            return ""
        values = (in_unit(start), node.now, in_unit(goal))
        return " → ".join(
            "?" if value is None else amount_text(value, kpi.unit, kpi.decimals, self.currency)
            for value in values
        )

    # the picture

    @property
    def boxes(self) -> list[Box]:
        """All bars."""
        return [box for column in self._columns().values() for box in column.values()]

    @property
    def bands(self) -> list[Band]:
        """Focus to focus's weight, to KPIs, to teams."""
        columns = self._columns()
        found: list[Band] = []
        for key, left in columns["strategy"].items():
            right = columns["weights"][key]
            found.append(Band(path=_path(left, right, (0, left.height), (0, right.height)), c=left.c))
        found += self._flows(columns, "weights", "kpis", 0)
        found += self._flows(columns, "kpis", "teams", 1)
        return found

    def _columns(self) -> dict[str, dict[str, Box]]:
        points: defaultdict[str, int] = defaultdict(int)
        kpis: defaultdict[str, int] = defaultdict(int)
        teams: defaultdict[str, int] = defaultdict(int)
        colour: dict[str, int] = {}
        names: dict[str, str] = {}
        for focus, one in self._carriers():
            points[focus] += one.points
            kpis[one.kpi_code] += one.points
            names[one.kpi_code] = one.kpi
            colour.setdefault(one.kpi_code, self.colours.get(focus, 8))
            teams[one.team] += one.points
        whole = self.found.points or 1
        labels = {node.focus: node.label for node in self.found.focuses} | {"": _("No objective")}
        wanted = {
            n.focus: Fraction(n.wanted or 0, 10_000) for n in self.found.focuses if n.wanted is not None
        }
        keys = [*(node.focus for node in self.found.focuses), *([""] if self.found.loose else [])]
        colours = {**self.colours, "": 8}
        shares = {key: Fraction(points[key], whole) for key in keys}
        return {
            "strategy": _stack([k for k in keys if k in wanted], wanted, COLUMNS[0], colours, labels),
            "weights": _stack(keys, shares, COLUMNS[1], colours, {}, end=True),
            "kpis": _stack(
                list(kpis), {k: Fraction(v, whole) for k, v in kpis.items()}, COLUMNS[2], colour, names
            ),
            "teams": _stack(
                list(teams),
                {k: Fraction(v, whole) for k, v in teams.items()},
                COLUMNS[3],
                dict.fromkeys(teams, 9),
                {k: k for k in teams},
            ),
        }

    def _flows(self, columns: dict[str, dict[str, Box]], left: str, right: str, step: int) -> list[Band]:
        amounts: defaultdict[tuple[str, str], int] = defaultdict(int)
        colour: dict[tuple[str, str], int] = {}
        for focus, one in self._carriers():
            key = ((focus, one.kpi_code), (one.kpi_code, one.team))[step]
            amounts[key] += one.points
            colour.setdefault(key, self.colours.get(focus, 8))
        whole = self.found.points or 1
        out: defaultdict[str, int] = defaultdict(int)
        into: defaultdict[str, int] = defaultdict(int)
        found = []
        for (a, b), value in amounts.items():
            height = int(Fraction(value, whole) * _room(len(columns[left])))
            other = int(Fraction(value, whole) * _room(len(columns[right])))
            path = _path(columns[left][a], columns[right][b], (out[a], height), (into[b], other))
            found.append(Band(path=path, c=colour[a, b]))
            out[a] += height
            into[b] += other
        return found

    def _carriers(self) -> Iterator[tuple[str, Carrier]]:
        for node in self.found.focuses:
            for one in node.carriers:
                yield node.focus, one
        for one in self.found.loose:
            yield "", one


def _room(bars: int) -> int:
    return HEIGHT - GAP * max(0, bars - 1)


def _stack(
    keys: Sequence[str],
    shares: dict[str, Fraction],
    x: int,
    colours: dict[str, int],
    labels: dict[str, str],
    *,
    end: bool = False,
) -> dict[str, Box]:
    y, found = 0, {}
    for key in keys:
        height = max(2, int(shares[key] * _room(len(keys))))
        found[key] = Box(
            x=x,
            y=y,
            height=height,
            c=colours.get(key, 8),
            text=labels.get(key, ""),
            small=percent(shares[key], 1),
            end=end,
        )
        y += height + GAP
    return found


def _path(left: Box, right: Box, out: tuple[int, int], into: tuple[int, int]) -> str:
    """A band; `out` and `into`: where it leaves and arrives, and how high it is there."""
    (top, height), (other_top, other_height) = out, into
    x0, x1 = left.x + BAR, right.x
    middle = (x0 + x1) // 2
    y0, y1 = left.y + top, right.y + other_top
    return (
        f"M{x0} {y0} C{middle} {y0} {middle} {y1} {x1} {y1} L{x1} {y1 + other_height} "
        f"C{middle} {y1 + other_height} {middle} {y0 + height} {x0} {y0 + height} Z"
    )


def _axis(share: Fraction) -> int:
    """A place on the small axis from 0 to 60 %, 120 wide."""
    return min(120, int(share * 200))


def _judged(difference: Fraction) -> tuple[str, str]:
    if abs(difference) < NEAR:
        return "ok", _("as said")
    if difference < 0:
        return ("bad", _("far too little")) if difference < -FAR else ("warn", _("too little"))
    return ("bad", _("far too much")) if difference > FAR else ("info", _("more than said"))


def _course(node: ObjectiveNode) -> tuple[str, str]:
    if node.progress is None or node.elapsed is None:
        return "mut", ""
    if node.progress >= node.elapsed:
        return "ok", _("On course")
    return ("warn", _("Behind")) if node.progress >= node.elapsed / 2 else ("bad", _("Far behind"))
