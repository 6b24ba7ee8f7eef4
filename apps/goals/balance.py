"""How the weight of a scorecard spreads, and what is out of balance. Pure, on drafts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.goals.drafts import LineDraft
from apps.goals.models import GoalRules
from apps.metrics.choices import Category, Horizon
from apps.people.refusals import Refusal

ACTIVITY: Final = frozenset({"outbound_calls", "answered", "offered"})
"""Volumes that can be had without any result."""
COUNTERWEIGHTS: Final = frozenset(
    {
        *("conversion_rate", "quality_score", "customer_satisfaction", "complaint_rate", "contact_rate"),
        *("attitude", "professionalism", "problem_solving", "retention_rate", "callbacks_kept"),
    }
)
"""Ratios that fall where calls are made for the sake of calls."""
SAME: Final = (
    (frozenset({"answered", "offered", "answer_rate"}), 2),
    (frozenset({"won", "win_rate"}), 2),
    (frozenset({"sales_amount", "average_order_value", "deals_closed"}), 3),
    (frozenset({"customer_satisfaction", "top_score_share"}), 2),
    (frozenset({"response_time", "service_level"}), 2),
)
"""KPIs that say the same where so many of them stand together."""


class TooLittleLong(Refusal):
    """Too little weight on the long run."""

    sentence = _(
        "Long-horizon KPIs have %(share)s %% of the weight; the organisation wants at least %(least)s %%. "
        "Give more to satisfaction, retention, complaints or quality."
    )


class NoCounterweight(Refusal):
    """Calls without quality."""

    sentence = _(
        "“%(kpi)s” counts without any KPI of quality or conversion beside it: that pays for blind dialling. "
        "Add one of them."
    )


class MeasuresTheSame(Refusal):
    """Two KPIs that say one thing."""

    sentence = _("%(kpis)s measure nearly the same, so it counts twice. Keep one of them.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Weight in hundredths of a percent by horizon and category, and what is out of balance."""

    horizons: dict[str, int]
    categories: dict[str, int]
    warnings: tuple[Refusal, ...]


def balance(lines: Sequence[LineDraft], rules: GoalRules) -> Balance:
    """How the weight spreads, with every warning."""
    return Balance(
        horizons=_sums(lines, "horizon", Horizon.values),
        categories=_sums(lines, "category", Category.values),
        warnings=tuple(_warnings(lines, rules)),
    )


def limits_broken(lines: Sequence[LineDraft], rules: GoalRules) -> list[Refusal]:
    """What the organisation refuses; empty where it only warns."""
    return list(_long(lines, rules)) if rules.refuses else []


def _warnings(lines: Sequence[LineDraft], rules: GoalRules) -> Iterable[Refusal]:
    yield from _long(lines, rules)
    codes = {line.code: line for line in lines}
    if not codes.keys() & COUNTERWEIGHTS:
        for code in sorted(codes.keys() & ACTIVITY):
            yield NoCounterweight(kpi=codes[code].kpi_name)
    for group, most in SAME:
        same = [line.kpi_name for line in lines if line.code in group]
        if len(same) >= most:
            yield MeasuresTheSame(kpis=", ".join(f"“{name}”" for name in same))


def _long(lines: Sequence[LineDraft], rules: GoalRules) -> Iterable[Refusal]:
    share = _sums(lines, "horizon", Horizon.values)[Horizon.LONG]
    if lines and share < rules.long_least:
        yield TooLittleLong(share=_percent(share), least=_percent(rules.long_least))


def _sums(lines: Sequence[LineDraft], name: str, keys: Iterable[str]) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        sums[getattr(line, name)] += line.weight
    return {key: sums[key] for key in keys}


def _percent(hundredths: int) -> str:
    return f"{(Decimal(hundredths) / 100).normalize():f}"
