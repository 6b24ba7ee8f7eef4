"""A plan, or a change to one, replayed on months that are over: pure, on frozen facts.

Costs are what a month earns before the budget reduction, so that the budget can be seen to be missed; what
other months settle (clawback, lines by hand, corrections) is left out on both sides.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from apps.engine.lines import EARNING_STEPS, Step
from apps.engine.money import round_minor
from apps.incentives.pricing import price_all
from apps.incentives.rules import PlanRules
from apps.incentives.snapshot import PayeeFacts

SEED: Final = 20261123
DRAWS: Final = 1000
COUNTED: Final = EARNING_STEPS - {Step.BUDGET}
PACK: Final = 1 << 48  # two amounts in one number, so that a draw adds up both plans at once


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFacts:
    """The frozen facts of everyone a plan pays for a month."""

    month: date
    facts: tuple[PayeeFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCost:
    """What a month costs by both plans, minor units, and whether their budgets are missed."""

    month: date
    people: int
    before: int
    after: int
    over_before: bool
    over_after: bool

    @property
    def difference(self) -> int:
        """What the changed plan costs more."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChange:
    """What changes for one person: a mean over the months worked, minor units; by component of the plan."""

    person_id: int
    months: int
    before: int
    after: int
    parts: Mapping[str, int]

    @property
    def change(self) -> int:
        """A month, rounded once."""
        return round_minor(Fraction(self.after - self.before, self.months))


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A year's cost over the draws, minor units: 5th, 50th and 95th of a hundred, and how often over budget.

    `bins` are (lowest amount, how many draws) of equal width.
    """

    low: int
    middle: int
    high: int
    over: int
    draws: int
    bins: tuple[tuple[int, int], ...]
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """A replay: `pays` are the priced agent-months by person and month, (before, after) in minor units."""

    months: tuple[MonthCost, ...]
    people: tuple[PersonChange, ...]
    pays: Mapping[tuple[int, date], tuple[int, int]]
    sources: Mapping[str, int]
    risk_before: Risk | None
    risk_after: Risk | None

    @property
    def before(self) -> int:
        """All months by the present plan."""
        return sum(month.before for month in self.months)

    @property
    def after(self) -> int:
        """All months by the changed plan."""
        return sum(month.after for month in self.months)

    @property
    def difference(self) -> int:
        """What the change costs."""
        return self.after - self.before


def simulate(
    months: Sequence[MonthFacts], before: PlanRules, after: PlanRules, *, currency: str
) -> Simulation:
    """Both plans on the same months. The order of facts means nothing; the same input draws the same."""
    costs: list[MonthCost] = []
    pays: dict[tuple[int, date], tuple[int, int]] = {}
    parts: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    budgets = (compared_budget(before), compared_budget(after))
    for one in months:
        old = _priced(one, before, currency, parts, -1)
        new = _priced(one, after, currency, parts, 1)
        people = sorted({facts.person_id for facts in one.facts})
        pays |= {(person, one.month): (old.get(person, 0), new.get(person, 0)) for person in people}
        costs.append(_cost(one, people, (sum(old.values()), sum(new.values())), budgets))
    risk = _risks([pays[key] for key in sorted(pays)], _heads(months), len(months), budgets)
    return Simulation(
        months=tuple(costs),
        people=_people(pays, parts),
        pays=pays,
        sources=_sources(parts),
        risk_before=risk[0],
        risk_after=risk[1],
    )


def compared_budget(rules: PlanRules) -> int | None:
    """The budget that a whole month's cost is compared with; one for discretionary parts alone is not."""
    return rules.budget if rules.budget_all else None


def _priced(
    one: MonthFacts,
    rules: PlanRules,
    currency: str,
    parts: defaultdict[int, defaultdict[str, int]],
    sign: int,
) -> dict[int, int]:
    """What each person earns, and what of it comes from which part, added to `parts` with its sign."""
    found: defaultdict[int, int] = defaultdict(int)
    for line in price_all(one.facts, rules, currency=currency, month=one.month).lines:
        if line.step in COUNTED:
            person = int(line.key)
            found[person] += line.amount
            name = line.component if line.step == Step.COMPONENT else str(line.step)
            parts[person][name] += sign * line.amount
    return found


def _cost(
    one: MonthFacts, people: Sequence[int], spent: tuple[int, int], budgets: tuple[int | None, int | None]
) -> MonthCost:
    return MonthCost(
        month=one.month,
        people=len(people),
        before=spent[0],
        after=spent[1],
        over_before=budgets[0] is not None and spent[0] > budgets[0],
        over_after=budgets[1] is not None and spent[1] > budgets[1],
    )


def _people(
    pays: Mapping[tuple[int, date], tuple[int, int]], parts: Mapping[int, Mapping[str, int]]
) -> tuple[PersonChange, ...]:
    """Everyone, by what a month changes, most first."""
    sums: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (person, _month), (old, new) in pays.items():
        row = sums[person]
        row[0] += 1
        row[1] += old
        row[2] += new
    found = [
        PersonChange(
            person_id=person,
            months=months,
            before=old,
            after=new,
            parts={name: amount for name, amount in parts.get(person, {}).items() if amount},
        )
        for person, (months, old, new) in sums.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.change, one.person_id)))


def _sources(parts: Mapping[int, Mapping[str, int]]) -> dict[str, int]:
    """Where the difference comes from: by component or step, the largest first; what cancels out is left
    out.
    """
    found: defaultdict[str, int] = defaultdict(int)
    for row in parts.values():
        for name, amount in row.items():
            found[name] += amount
    return dict(sorted(((n, a) for n, a in found.items() if a), key=lambda one: (-abs(one[1]), one[0])))


def _heads(months: Sequence[MonthFacts]) -> int:
    """How many people the last month has: a year is drawn for so many."""
    return max(
        months, key=lambda one: one.month, default=MonthFacts(month=date.min, facts=())
    ).facts.__len__()


def _risks(
    pays: Sequence[tuple[int, int]], heads: int, months: int, budgets: tuple[int | None, int | None]
) -> tuple[Risk | None, Risk | None]:
    """A year of `heads` people drawn `DRAWS` times from the priced agent-months, with a fixed seed."""
    if not pays or not heads or not months:
        return None, None
    shift = -min(0, *(min(pair) for pair in pays))
    packed = [(old + shift) * PACK + new + shift for old, new in pays]
    draw = random.Random(SEED)  # noqa: S311  a draw for a chart, the same every time
    count = heads * 12
    olds, news = [], []
    for _n in range(DRAWS):
        old, new = divmod(sum(draw.choices(packed, k=count)), PACK)
        olds.append(old - shift * count)
        news.append(new - shift * count)
    return _risk(olds, budgets[0]), _risk(news, budgets[1])


def _risk(years: list[int], budget: int | None) -> Risk:
    years.sort()
    bins, width = _bins(years)
    return Risk(
        low=years[len(years) * 5 // 100],
        middle=years[len(years) // 2],
        high=years[len(years) * 95 // 100],
        over=0 if budget is None else sum(1 for year in years if year > 12 * budget),
        draws=len(years),
        bins=bins,
        width=width,
    )


def _bins(ordered: Sequence[int], count: int = 16) -> tuple[tuple[tuple[int, int], ...], int]:
    low, high = ordered[0], ordered[-1]
    width = max(1, -((low - high) // count))
    found = [0] * (count + 1)
    for value in ordered:
        found[min(count, (value - low) // width)] += 1
    return tuple((low + n * width, size) for n, size in enumerate(found) if size), width
