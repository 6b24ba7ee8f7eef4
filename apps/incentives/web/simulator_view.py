"""The simulator ready to be shown: verdict, cost by month, who gains and loses, risk, fairness."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.incentives.fairness import GroupPay, fairness
from apps.incentives.models import Plan, PlanVersion
from apps.incentives.plans import read_rules
from apps.incentives.queries.simulation import Replay, agent_months, replay_of
from apps.incentives.sentences import Words, step_title
from apps.incentives.simulation import PersonChange, Risk, Simulation, compared_budget, simulate
from apps.metrics.queries import kpi_infos
from apps.people.written import currency_sign, minor_digits, money, month_text, written

DIMENSIONS: Final[Mapping[str, str | Promise]] = {
    "team": gettext_lazy("Team"),
    "site": gettext_lazy("Site"),
    "tenure": gettext_lazy("Tenure"),
    "hours": gettext_lazy("Hours"),
    "campaign": gettext_lazy("Campaign"),
}
GROUPS: Final[Mapping[str, str | Promise]] = {
    "0": gettext_lazy("Under 1 year"),
    "1": gettext_lazy("1–3 years"),
    "3": gettext_lazy("Over 3 years"),
    "full": gettext_lazy("Full-time"),
    "part": gettext_lazy("Part-time"),
}
STEPS: Final = ("component_gate", "plan_gate", "cap", "guarantee")
MOST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One person's change a month, minor units."""

    person_id: int
    name: str
    team: str
    months: int
    before: int
    after: int
    change: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FairRow:
    """A group: medians in minor units a point; `first` where its dimension begins."""

    dimension: str
    first: bool
    name: str
    row: GroupPay
    reading: str
    interval: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorShown:
    """Everything the page shows."""

    simulation: Simulation
    rows: list[ChangeRow]
    top: list[ChangeRow]
    low: list[ChangeRow]
    gains: int
    losses: int
    typical: int
    sources: list[tuple[str, int]]
    cost_chart: dict[str, Any]
    cost_table: dict[str, Any]
    gains_chart: dict[str, Any]
    gains_table: dict[str, Any]
    risk_chart: dict[str, Any]
    risk_table: dict[str, Any]
    fair: list[FairRow]
    named: list[FairRow]
    trusted: list[tuple[str, int, int]]
    comparisons: int


def simulator_shown(plan: Plan, old: PlanVersion, new: PlanVersion) -> SimulatorShown | None:
    """The replay of a version against another; None where no month was ever priced."""
    before, after = read_rules(old.spec), read_rules(new.spec)
    replay = replay_of(plan, (before, after))
    if not replay.months:
        return None
    found = simulate(replay.months, before, after, currency=plan.currency)
    infos = kpi_infos(new.starts)
    words = [Words(rules=rules, currency=plan.currency, kpis=infos) for rules in (after, before)]
    rows = [_change(one, replay, words, plan.currency) for one in found.people]
    changes = sorted(row.change for row in rows)
    fair = _fair(fairness(agent_months(replay, found), replay.groups), plan.currency)
    return SimulatorShown(
        simulation=found,
        rows=rows,
        top=[row for row in rows[:MOST] if row.change > 0],
        low=[row for row in rows[::-1][:MOST] if row.change < 0],
        gains=sum(1 for change in changes if change > 0),
        losses=sum(1 for change in changes if change < 0),
        typical=changes[len(changes) // 2],
        sources=[(_part(name, words), amount) for name, amount in found.sources.items()],
        cost_chart=_cost_chart(found, plan, old, new, compared_budget(after)),
        cost_table=_cost_table(found, plan.currency, old, new),
        gains_chart=_gains_chart(changes, plan.currency),
        gains_table=_gains_table(changes, plan.currency),
        risk_chart=_risk_chart(found.risk_after, plan.currency, compared_budget(after)),
        risk_table=_risk_table(found, plan.currency, old, new),
        fair=fair,
        named=[row for row in fair if row.row.named],
        trusted=_trusted(replay, plan, old),
        comparisons=sum(1 for row in fair if row.row.difference is not None),
    )


def _trusted(replay: Replay, plan: Plan, old: PlanVersion) -> list[tuple[str, int, int]]:
    """Months that this very version priced: what the replay gives, and what was paid."""
    rules = read_rules(old.spec)
    paid = {one.month: one.earned for one in replay.paid if one.version == old.version}
    months = [one for one in replay.months if one.month in paid]
    if not months:
        return []
    again = simulate(months, rules, rules, currency=plan.currency)
    return [(month_text(one.month), one.before, paid[one.month]) for one in again.months]


def _change(one: PersonChange, replay: Replay, words: list[Words], currency: str) -> ChangeRow:
    name, team = replay.names.get(one.person_id, ("", ""))
    largest = sorted(one.parts.items(), key=lambda part: (-abs(part[1]), part[0]))[:2]
    why = ", ".join(
        f"{_part(part, words)} {money(Fraction(amount, one.months), currency, plus=True)}"
        for part, amount in largest
    )
    return ChangeRow(
        person_id=one.person_id,
        name=name,
        team=team,
        months=one.months,
        before=one.before,
        after=one.after,
        change=one.change,
        why=why,
    )


def _part(name: str, words: list[Words]) -> str:
    """A component by the version that has it, or the step."""
    if name in STEPS:
        return step_title(name)
    return next((one.component(name) for one in words if one.rules.part(name)), name)


def _whole(minor: int | Fraction, currency: str) -> Fraction:
    scale: int = 10 ** minor_digits(currency)
    return Fraction(minor) / scale


def _cost_chart(
    found: Simulation, plan: Plan, old: PlanVersion, new: PlanVersion, budget: int | None
) -> dict[str, Any]:
    series = [
        {"name": f"v{old.version}", "values": [one.before for one in found.months], "dashed": True},
        {"name": f"v{new.version}", "values": [one.after for one in found.months]},
    ]
    chart: dict[str, Any] = {
        "labels": [f"{one.month:%Y-%m}" for one in found.months],
        "series": series,
        "unit": "money",
        "sign": currency_sign(plan.currency),
        "per": 10 ** minor_digits(plan.currency),
    }
    if budget is not None:
        chart |= {"target": budget, "names": {"target": _("Budget")}}
    return chart


def _cost_table(found: Simulation, currency: str, old: PlanVersion, new: PlanVersion) -> dict[str, Any]:
    return {
        "head": [_("Month"), _("Agents"), f"v{old.version}", f"v{new.version}", _("Difference")],
        "rows": [
            [
                month_text(one.month),
                str(one.people),
                money(one.before, currency),
                money(one.after, currency),
                money(one.difference, currency, plus=True),
            ]
            for one in found.months
        ],
    }


def _gains_bins(changes: list[int], currency: str) -> tuple[int, dict[int, int]]:
    """A round width in minor units, and how many people by the lower end of each bar."""
    span = max(1, changes[-1] - changes[0])
    width = 10 ** minor_digits(currency)
    while span // width > 16:
        width *= 5 if str(width)[0] == "1" else 2
    found: dict[int, int] = {}
    for change in changes:
        low = change // width * width
        found[low] = found.get(low, 0) + 1
    return width, found


def _gains_chart(changes: list[int], currency: str) -> dict[str, Any]:
    width, bins = _gains_bins(changes, currency)
    return {
        "bins": [[_whole(low, currency), n] for low, n in sorted(bins.items())],
        "width": _whole(width, currency),
        "unit": "count",
        "marks": [{"at": 0, "name": "0"}],
        "xname": _("change a month, %(currency)s") % {"currency": currency},
    }


def _gains_table(changes: list[int], currency: str) -> dict[str, Any]:
    width, bins = _gains_bins(changes, currency)
    return {
        "head": [_("Change a month"), _("People")],
        "rows": [
            [f"{money(low, currency, plus=True)} – {money(low + width, currency, plus=True)}", str(n)]
            for low, n in sorted(bins.items())
        ],
    }


def _risk_chart(risk: Risk | None, currency: str, budget: int | None) -> dict[str, Any]:
    if risk is None:
        return {}
    marks = [
        {"at": _whole(risk.low, currency), "name": _("5th"), "tone": "soft"},
        {"at": _whole(risk.high, currency), "name": _("95th"), "tone": "soft"},
    ]
    if budget is not None:
        marks.append({"at": _whole(12 * budget, currency), "name": _("Budget"), "tone": "warn"})
    return {
        "bins": [[_whole(low, currency), n] for low, n in risk.bins],
        "width": _whole(risk.width, currency),
        "unit": "count",
        "marks": marks,
        "xname": _("cost of a year, %(currency)s") % {"currency": currency},
    }


def _risk_table(found: Simulation, currency: str, old: PlanVersion, new: PlanVersion) -> dict[str, Any]:
    rows = []
    for version, risk in ((new, found.risk_after), (old, found.risk_before)):
        if risk is not None:
            over = _("%(n)s of %(draws)s") % {"n": risk.over, "draws": f"{risk.draws:,}"}
            amounts = [money(amount, currency) for amount in (risk.low, risk.middle, risk.high)]
            rows.append([f"v{version.version}", *amounts, over])
    return {"head": [_("A year"), _("5th"), _("Median"), _("95th"), _("Over budget")], "rows": rows}


def _fair(groups: tuple[GroupPay, ...], currency: str) -> list[FairRow]:
    found: list[FairRow] = []
    for one in groups:
        if one.difference is None:
            reading = _("Too few to say")
        else:
            reading = _("Difference") if one.named else _("None shown")
        found.append(
            FairRow(
                dimension=str(DIMENSIONS[one.dimension]),
                first=not found or found[-1].row.dimension != one.dimension,
                name=str(GROUPS.get(one.name, one.name)) or "–",
                row=one,
                reading=reading,
                interval=_interval(one, currency),
            )
        )
    return found


def _interval(one: GroupPay, currency: str) -> str:
    if one.low is None or one.high is None:
        return ""
    places = minor_digits(currency)
    return " – ".join(written(_whole(value, currency), places, plus=True) for value in (one.low, one.high))
