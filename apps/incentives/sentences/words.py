"""What sentences are made with: the plan's rules, its currency, and the KPIs by code."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from apps.incentives.components import SCORECARD, CurveRule, PrizeRule, UnitRule
from apps.incentives.plans import GateRule, PlanRules
from apps.metrics.choices import Unit
from apps.metrics.figures import KpiInfo
from apps.people.written import MINUS, digits, minor_digits, money, percent, plain, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything a sentence of one plan needs to name and to write its figures."""

    rules: PlanRules
    currency: str
    kpis: Mapping[str, KpiInfo]

    def money(self, minor: Any) -> str:
        """Minor units with the currency's sign: `HK$1,234.56`."""
        return money(minor, self.currency)

    def kpi_name(self, code: str) -> str:
        """The KPI's name in the reader's language; its code where the catalogue no longer has it."""
        return str(self.kpis[code].name) if code in self.kpis else code

    def figure(self, code: str, value: Any) -> str:
        """A KPI's value in its unit: `5.25 %`, `HK$12.50`, `3:05`, `4.2`."""
        info = self.kpis.get(code)
        return figure_text(
            value, info.unit if info else Unit.COUNT, self.currency, info.decimals if info else 2
        )

    def component(self, key: str) -> str:
        """What a component is called: the scorecard bonus, the KPI whose units it pays for, its title, its
        key as words.
        """
        part = self.rules.part(key)
        if isinstance(part, CurveRule) and part.on_score and key == SCORECARD:
            return _("Scorecard bonus")
        if isinstance(part, UnitRule) and part.kpi:
            return self.kpi_name(part.kpi)
        if isinstance(part, PrizeRule) and part.title:
            return part.title
        return key.replace("_", " ").replace("-", " ").capitalize()

    def unit(self, key: str) -> UnitRule | None:
        """The rule of an amount per unit."""
        return next((unit for unit in self.rules.units if unit.key == key), None)

    def gate(self, key: str) -> GateRule | None:
        """The rule of a gate."""
        return next((gate for gate in self.rules.gates if gate.key == key), None)

    def gate_kpi(self, key: str) -> str:
        """The code of the KPI that a gate looks at."""
        gate = self.gate(key)
        return gate.kpi if gate else key

    def gate_name(self, key: str) -> str:
        """The name of the KPI that a gate looks at."""
        return self.kpi_name(self.gate_kpi(key))


def figure_text(value: Any, unit: str, currency: str, decimals: int = 2) -> str:
    """A value in its KPI's unit; at least the decimals that the KPI shows, more where a bound has them."""
    exact = Fraction(value)
    if unit == Unit.RATE:
        return percent(exact, max(1, min(decimals, 4)))
    if unit == Unit.MONEY:
        return money(exact * 10 ** minor_digits(currency), currency)
    if unit == Unit.SECONDS:
        return seconds_text(exact)
    return plain(exact, max(decimals, 2))


def seconds_text(value: Fraction) -> str:
    """`3:05`, rounded to whole seconds."""
    whole = int(digits(value, 0).replace(",", ""))
    sign = MINUS if value < 0 and whole else ""
    return f"{sign}{whole // 60}:{whole % 60:02d}"


def days_text(thousandths: Any) -> str:
    """Thousandths of a working day as days: 10500 is `10.5`."""
    return plain(Fraction(thousandths, 1000), 3)


def points_text(ratio: Any) -> str:
    """A ratio in points of a hundred: 529/500 is `105.80`, 1 is `100`, 1/3 is `33.333333`."""
    exact = Fraction(ratio) * 100
    return written(exact, _places(exact))


def ratio_text(ratio: Any) -> str:
    """A ratio as per cent: `117.40 %`, `100 %`, `79.813291 %`."""
    exact = Fraction(ratio)
    return percent(exact, _places(exact * 100))


def _places(figure: Fraction) -> int:
    """None, or two to six as it needs, so that who follows a sentence gets the amount to the cent."""
    if figure.denominator == 1:
        return 0
    return next((places for places in range(2, 6) if (figure * 10**places).denominator == 1), 6)
