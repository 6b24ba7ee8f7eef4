"""A leaderboard as the page, the file and the form show it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit.web.export import inert
from apps.coaching.web.fields import KpiChoice
from apps.metrics.catalogue import kpi_name
from apps.metrics.models import Kpi
from apps.people.web.forms import SentForm
from apps.people.written import percent, written
from apps.performance import operations
from apps.performance.boards import BoardRow
from apps.performance.choices import BoardBasis, BoardShow
from apps.performance.sentences import board_reason
from apps.portal.queries.boards import TeamBoard

TEXTS: Final = frozenset({"place", "agent", "team", "value", "reason"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRowShown:
    """One line: a name where the reader may see it."""

    row: BoardRow
    name: str
    value: str
    bar: Fraction | None
    why: str
    label: str


def basis_words(found: TeamBoard) -> str:
    """What it ranks by, in the reader's language."""
    board = found.board
    if board.basis is BoardBasis.KPI:
        line = found.team.line(board.kpi)
        return line.kpi.title if line else kpi_name(board.kpi, board.kpi)
    return str(board.basis.label)


def rows_shown(found: TeamBoard) -> list[BoardRowShown]:
    """The lines as the reader sees them."""
    return [_shown(row, found) for row in found.seen.rows]


def _shown(row: BoardRow, found: TeamBoard) -> BoardRowShown:
    value = _value(row.value, found)
    name = row.name or _("Colleague")
    return BoardRowShown(
        row=row,
        name=name,
        value=value,
        bar=None if found.board.basis is BoardBasis.IMPROVED else row.value,
        why=board_reason(row.reason),
        label=f"{name}: {value}",
    )


def _value(value: Fraction | None, found: TeamBoard) -> str:
    if value is None:
        return "–"
    if found.board.basis is BoardBasis.IMPROVED:
        return _("%(points)s points") % {"points": written(value * 100, 1, plus=True)}
    return percent(value)


def benchmark_words(found: TeamBoard) -> list[tuple[str, str]]:
    """What oneself is held against: the team's own figure, and the best quarter."""
    board, facts = found.board, []
    if board.basis is BoardBasis.SCORE:
        facts.append((_("The team's own score"), _value(found.team.score, found)))
    elif board.basis is BoardBasis.KPI and (line := found.team.line(board.kpi)) is not None:
        facts.append((_("The team's own achievement"), _value(line.headline, found)))
    facts.append((_("Best quarter from"), _value(found.seen.top_quarter, found)))
    return facts


def board_sheet(found: TeamBoard) -> list[list[str]]:
    """What the reader sees, as a table of a file: nothing else is in it."""
    head = ["month", "place", "agent", "team", "basis", "value", "n", "reason"]
    rows = [
        [
            f"{found.team.month:%Y-%m}",
            str(one.row.place or ""),
            inert(one.name),
            inert(one.row.team_name),
            inert(basis_words(found)),
            "" if one.row.value is None else written(one.row.value, 4).replace("\N{MINUS SIGN}", "-"),
            str(one.row.n or ""),
            one.row.reason,
        ]
        for one in rows_shown(found)
    ]
    return [head, *rows]


class BoardForm(SentForm):
    """The setting of a team's leaderboard."""

    show = forms.ChoiceField(
        label=gettext_lazy("What the agents of the team see"),
        choices=BoardShow.choices,
        widget=forms.RadioSelect,
    )
    basis = forms.ChoiceField(label=gettext_lazy("Ranked by"), choices=BoardBasis.choices)
    kpi = KpiChoice(
        label=gettext_lazy("KPI"),
        queryset=Kpi.objects.filter(active=True).order_by("position", "pk"),
        required=False,
        help_text=gettext_lazy("Only for a leaderboard by one KPI; it must be on the scorecard."),
    )
    counterweight = KpiChoice(
        label=gettext_lazy("Counterweight"),
        queryset=Kpi.objects.filter(active=True, is_volume=False).order_by("position", "pk"),
        required=False,
        help_text=gettext_lazy(
            "A KPI of quality: who is below 80 % of its target has no place. Whoever ranks a volume without "
            "one rewards calls and orders of any kind."
        ),
    )

    def act(self, **given: Any) -> None:
        """Set it."""
        data = self.cleaned_data
        operations.set_board(
            show=BoardShow(data["show"]),
            basis=BoardBasis(data["basis"]),
            kpi=data["kpi"],
            counterweight=data["counterweight"],
            **given,
        )
