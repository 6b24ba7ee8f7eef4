"""Pay beside result in words and as a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from apps.incentives.queries.working import PaidMonth, TeamChange
from apps.people.written import currency_sign, minor_digits, money, month_text, percent, written


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShown:
    """A team's change over a moment: ratios; `word` says what may be said of it."""

    team: str
    n: int
    before: Fraction
    after: Fraction
    change: str
    interval: str
    word: str
    tone: str


def pay_chart(months: Sequence[PaidMonth], currency: str) -> dict[str, Any]:
    """What was paid, month by month."""
    return {
        "labels": [month_text(one.month) for one in months],
        "series": [{"name": _("Paid"), "values": [Fraction(one.total) for one in months]}],
        "unit": "money",
        "sign": currency_sign(currency),
        "per": 10 ** minor_digits(currency),
    }


def pay_figures(months: Sequence[PaidMonth], currency: str) -> dict[str, Any]:
    """The same months as a table, with result and price of a point."""
    return {
        "head": [_("Month"), _("Paid"), _("People paid"), _("Mean score"), _("Per point of score")],
        "rows": [
            [
                month_text(one.month),
                money(one.total, currency),
                _("%(paid)d of %(people)d") % {"paid": one.paid, "people": one.people},
                "–" if one.score is None else percent(one.score, 1),
                "–" if one.per_point is None else money(one.per_point, currency),
            ]
            for one in months
        ],
    }


def change_rows(changes: Sequence[TeamChange]) -> list[ChangeShown]:
    """By team, all together last; a difference is named only where chance is no good explanation."""
    return [_row(one) for one in changes]


def _row(one: TeamChange) -> ChangeShown:
    found = one.change
    if found is None:
        change, interval, word, tone = _points(one.after - one.before), "–", _("too few people to say"), "mut"
    else:
        change = _points(found.mean)
        interval = f"{_points(found.low)} … {_points(found.high)}"
        if not found.is_told:
            word, tone = _("not to be told from chance"), "mut"
        else:
            word, tone = (_("higher"), "ok") if found.mean > 0 else (_("lower"), "warn")
    return ChangeShown(
        team=one.team or _("All"),
        n=one.n,
        before=one.before,
        after=one.after,
        change=change,
        interval=interval,
        word=word,
        tone=tone,
    )


def _points(ratio: Fraction | Decimal) -> str:
    return written(Fraction(ratio) * 100, 1, plus=True)
