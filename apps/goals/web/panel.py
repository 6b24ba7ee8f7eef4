"""The check of one line as the page shows it: how often it was reached, the histogram, the five findings."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from apps.engine.achievement import Direction
from apps.engine.attainability import Attainability
from apps.engine.smart import Guide, Verdict, reach_word
from apps.goals.amounts import amount_text, typed_amount
from apps.goals.queries import LineCheck
from apps.goals.smart_words import REACH, evidence_text, question_text, remedy_text, verdict_text
from apps.metrics.choices import Unit
from apps.people.written import month_text, percent, plain

MICROS: Final = 1_000_000
BARS: Final = 12
TONES: Final = {Verdict.PASS: "ok", Verdict.WARN: "warn", Verdict.FAIL: "bad"}
ICONS: Final = {Verdict.PASS: "check", Verdict.WARN: "exclamation-triangle", Verdict.FAIL: "x-mark"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How often one number was reached, in words."""

    tone: str
    word: str
    share: str
    interval: str
    reached: int
    observed: int
    effective: int

    @property
    def text(self) -> str:
        """“38 %, stretching”."""
        return f"{self.share}, {self.word}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One question of the check with its answer."""

    question: str
    tone: str
    icon: str
    verdict: str
    evidence: str
    remedy: str


def reach_of(found: Attainability | None, guide: Guide) -> Reach | None:
    """In words; None where there is nothing to compare with."""
    if found is None:
        return None
    verdict, code = reach_word(found, guide)
    return Reach(
        tone="info" if code == "easy" else TONES[verdict],
        word=str(REACH[code]),
        share=percent(found.share, 0),
        interval=f"{plain(100 * found.interval.low, 0)}–{percent(found.interval.high, 0)}",
        reached=found.reached,
        observed=found.observed,
        effective=int(found.effective + Fraction(1, 2)),
    )


class LinePanel:
    """What the page says of one line."""

    def __init__(self, check: LineCheck, guide: Guide, currency: str) -> None:
        self.check, self.guide, self.currency = check, guide, currency
        self.kpi = check.kpi
        target = check.target
        self.reach = reach_of(target.found, guide) if target else None
        self.tone, self.icon = TONES[check.verdict], ICONS[check.verdict]

    @property
    def answers(self) -> list[Answered]:
        """The five."""
        return [
            Answered(
                question=question_text(finding),
                tone=TONES[finding.verdict],
                icon=ICONS[finding.verdict],
                verdict=verdict_text(finding.verdict),
                evidence=evidence_text(finding, self.kpi, self.currency),
                remedy=remedy_text(finding, self.kpi, self.currency),
            )
            for finding in self.check.findings
        ]

    @property
    def summary(self) -> str:
        """“4 pass, 1 warning”."""
        failed = sum(finding.verdict is Verdict.FAIL for finding in self.check.findings)
        warned = 5 - failed - self.check.passes
        words = [_("%(n)s pass") % {"n": self.check.passes}]
        if warned:
            words.append(_("%(n)s warn") % {"n": warned})
        if failed:
            words.append(_("%(n)s fail") % {"n": failed})
        return ", ".join(words)

    @property
    def marks(self) -> list[dict[str, Any]]:
        """Threshold, target and stretch with how often each was reached."""
        names = {"threshold": _("Threshold"), "target": _("Target"), "stretch": _("Stretch")}
        return [
            {
                "name": names[mark.name],
                "is_target": mark.name == "target",
                "value": self.text(mark.micros),
                "reach": reach_of(mark.found, self.guide),
            }
            for mark in self.check.marks
        ]

    @property
    def target_text(self) -> str:
        """The target with its unit."""
        target = self.check.target
        return "" if target is None else self.text(target.micros)

    @property
    def better(self) -> dict[str, Any] | None:
        """A value in the guide, as text, as it is typed, and how often it was reached."""
        micros = self.check.better_micros
        if micros is None:
            return None
        return {
            "micros": micros,
            "text": self.text(micros),
            "typed": typed_amount(micros, self.kpi.unit, self.kpi.decimals),
            "reach": reach_of(self.check.better, self.guide),
        }

    @property
    def span(self) -> str:
        """From which month to which the history goes."""
        history = self.check.history
        if history.first is None or history.last is None:
            return ""
        return f"{month_text(history.first)} – {month_text(history.last)}"

    @property
    def season(self) -> str:
        """The index of the month, where one is used."""
        return plain(self.check.history.season, 3) if self.check.history.seasonal else ""

    @property
    def icc(self) -> str:
        """How much periods of one person resemble each other."""
        return plain(self.check.icc, 2)

    @property
    def guide_text(self) -> str:
        """“50–70 %”."""
        return f"{plain(100 * self.guide.low, 0)}–{percent(self.guide.high, 0)}"

    def text(self, micros: int) -> str:
        """An amount with its unit."""
        return amount_text(Fraction(micros, MICROS), self.kpi.unit, self.kpi.decimals, self.currency)

    @property
    def chart(self) -> dict[str, Any] | None:
        """The histogram: bars that begin at the target, so that its colours agree with the sentence."""
        bins = self._bins()
        target = self.check.target
        if not bins or target is None:
            return None
        tones = {"threshold": "warn", "stretch": "soft"}
        data: dict[str, Any] = {
            "unit": _CHART_UNITS.get(Unit(self.kpi.unit), "count"),
            "bins": [[Fraction(low, MICROS), n] for low, _high, n, _reached in bins],
            "width": Fraction(bins[0][1] - bins[0][0], MICROS),
            "marks": [
                {
                    "at": Fraction(mark.micros, MICROS),
                    "name": str(shown["name"]),
                    "tone": tones.get(mark.name),
                }
                for mark, shown in zip(self.check.marks, self.marks, strict=True)
            ],
            "xname": self.kpi.title,
        }
        if self.check.direction is Direction.LOWER:
            data["until"] = Fraction(target.micros + 1, MICROS)
        elif self.check.direction is Direction.HIGHER:
            data["reached"] = Fraction(target.micros, MICROS)
        return data

    @property
    def figures(self) -> dict[str, Any]:
        """The same as a table; its sums are those of the sentence."""
        rows = [
            [f"{self.text(low)} – {self.text(high)}", str(n), str(reached)]
            for low, high, n, reached in self._bins()
        ]
        target = self.check.target
        if target is not None and target.found is not None:
            rows.append([pgettext("sum", "All"), str(target.found.observed), str(target.found.reached)])
        return {"head": [self.kpi.title, _("Agent-periods"), _("reached")], "rows": rows}

    def _bins(self) -> list[tuple[int, int, int, int]]:
        """(from, until, how many, reached of them); the first holds all below, the last all above."""
        target = self.check.target
        values = sorted(one.micros for one in self.check.history.seen)
        if target is None or not values:
            return []
        low, high = values[len(values) // 40], values[-1 - len(values) // 40]
        width = _nice(max((high - low) // BARS, 1))
        start = target.micros + (self.check.direction is Direction.LOWER)
        first = start - width * max(0, -(-(start - low) // width))
        count = min(max(1, -(-(high + 1 - first) // width)), 4 * BARS)
        counts, reached = [0] * count, [0] * count
        for value in values:
            at = min(max((value - first) // width, 0), count - 1)
            counts[at] += 1
            reached[at] += self._met(value, target.micros)
        return [(first + i * width, first + (i + 1) * width, counts[i], reached[i]) for i in range(count)]

    def _met(self, value: int, target: int) -> bool:
        if self.check.direction is Direction.LOWER:
            return value <= target
        return value >= target


_CHART_UNITS: Final = {
    Unit.MONEY: "money",
    Unit.RATE: "ratio",
    Unit.SECONDS: "seconds",
    Unit.POINTS: "points",
}


def _nice(width: int) -> int:
    """1, 2 or 5 times a power of ten, not below the width."""
    power = 10 ** (len(str(width)) - 1)
    return int(next(power * times for times in (1, 2, 5, 10) if power * times >= width))
