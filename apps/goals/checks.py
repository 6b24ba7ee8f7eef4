"""What is wrong with a scorecard.

Pure, on drafts. Each finding is a refusal whose sentence names the field and the remedy.

`blocking` is what cannot even be stored; `problems` is what a published scorecard may not have.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext_lazy as _

from apps.engine.achievement import Direction, check_target
from apps.engine.weights import FULL_WEIGHT, check_weights, weight_left
from apps.goals.amounts import typed_amount
from apps.goals.drafts import LineDraft
from apps.people.refusals import Refusal

BAND_BOUNDS: Final = ("low_limit_micros", "low_micros", "high_micros", "high_limit_micros")


class LineRefusal(Refusal):
    """A refusal about one KPI of a scorecard; `kpi_id` says which line, `field` which field of it."""

    def __init__(self, *, kpi_id: int, **values: object) -> None:
        super().__init__(**values)
        self.kpi_id = kpi_id


class NoLines(Refusal):
    """A scorecard without KPIs."""

    sentence = _("There is no KPI on this scorecard yet. Add at least one with its target and weight.")


class KpiTwice(LineRefusal):
    """One KPI on two lines."""

    sentence = _("“%(kpi)s” is on this scorecard twice. Remove one of the two lines.")
    field = "weight"


class TargetMissing(LineRefusal):
    """A KPI without a target."""

    sentence = _("“%(kpi)s” has no target. Enter one, or remove the KPI.")
    field = "target"


class BandIncomplete(LineRefusal):
    """A band with a bound left out."""

    sentence = _(
        "The band of “%(kpi)s” is incomplete. Enter all four bounds: 0 %% from, full from, full to, 0 %% to."
    )
    field = "low"


class WeightsTooLow(Refusal):
    """Weights that leave something over."""

    sentence = _(
        "The weights total %(total)s %%, not 100.00 %%. Give the %(left)s %% that are left to a KPI."
    )


class WeightsTooHigh(Refusal):
    """Weights above 100.00."""

    sentence = _("The weights total %(total)s %%, not 100.00 %%. Take %(over)s %% away from a KPI.")


class KpiInactive(LineRefusal):
    """A KPI that is no longer measured."""

    sentence = _("“%(kpi)s” is no longer in use. Remove it from the scorecard.")
    field = "target"


class BandCrossed(LineRefusal):
    """Bounds of a band out of order."""

    sentence = _(
        "The bounds of “%(kpi)s” cross: %(bounds)s. They must rise: 0 %% from, full from, full to, 0 %% to."
    )
    field = "low"


class TargetIsZero(LineRefusal):
    """A target against which nothing can be measured."""

    sentence = _(
        "The target of “%(kpi)s” equals the value that counts 0 %%, so nothing can be measured against it. "
        "Change one of the two."
    )
    field = "target"


class WorstMissing(LineRefusal):
    """Lower is better, target 0, no worst value."""

    sentence = _(
        "“%(kpi)s” is better when lower and its target is 0: enter the worst value as well, at which it "
        "counts 0 %%."
    )
    field = "zero"


class ZeroWrongSide(LineRefusal):
    """The zero point lies beyond the target."""

    sentence = _(
        "The value of “%(kpi)s” that counts 0 %% (%(zero)s) lies on the good side of the target "
        "(%(target)s). Swap the two, or correct one."
    )
    field = "zero"


class ThresholdTooHigh(LineRefusal):
    """Threshold above the target where higher is better."""

    sentence = _(
        "The threshold of “%(kpi)s” (%(threshold)s) is above its target (%(target)s), although higher is "
        "better. Lower the threshold or raise the target."
    )
    field = "threshold"


class ThresholdTooLow(LineRefusal):
    """Threshold below the target where lower is better."""

    sentence = _(
        "The threshold of “%(kpi)s” (%(threshold)s) is below its target (%(target)s), although lower is "
        "better. Raise the threshold or lower the target."
    )
    field = "threshold"


class StretchTooLow(LineRefusal):
    """Stretch below the target where higher is better."""

    sentence = _(
        "The stretch goal of “%(kpi)s” (%(stretch)s) is below its target (%(target)s), although higher is "
        "better. Raise the stretch goal or lower the target."
    )
    field = "stretch"


class StretchTooHigh(LineRefusal):
    """Stretch above the target where lower is better."""

    sentence = _(
        "The stretch goal of “%(kpi)s” (%(stretch)s) is above its target (%(target)s), although lower is "
        "better. Lower the stretch goal or raise the target."
    )
    field = "stretch"


def blocking(lines: Sequence[LineDraft]) -> list[Refusal]:
    """What keeps the lines from being stored even as a draft: one KPI twice, a line without its target."""
    found: list[Refusal] = []
    counts = Counter(line.kpi_id for line in lines)
    names = {line.kpi_id: line.kpi_name for line in lines}
    found += [KpiTwice(kpi_id=kpi_id, kpi=names[kpi_id]) for kpi_id, n in counts.items() if n > 1]
    for line in lines:
        if line.direction == Direction.BAND:
            if any(getattr(line, bound) is None for bound in BAND_BOUNDS):
                found.append(BandIncomplete(kpi_id=line.kpi_id, kpi=line.kpi_name))
        elif line.target_micros is None:
            found.append(TargetMissing(kpi_id=line.kpi_id, kpi=line.kpi_name))
    return found


def problems(lines: Sequence[LineDraft]) -> list[Refusal]:
    """Everything that keeps a scorecard from being published, the weights first, then line by line."""
    if not lines:
        return [NoLines()]
    found = list(_weights(lines)) + blocking(lines)
    for line in lines:
        found += _line(line)
    return found


def _weights(lines: Sequence[LineDraft]) -> Iterator[Refusal]:
    weights = [Decimal(line.weight) / 100 for line in lines]
    if check_weights(weights) is None:
        return
    left = weight_left(weights)
    total = f"{FULL_WEIGHT - left:.2f}"
    if left > 0:
        yield WeightsTooLow(total=total, left=f"{left:.2f}")
    else:
        yield WeightsTooHigh(total=total, over=f"{-left:.2f}")


def _line(line: LineDraft) -> Iterator[Refusal]:
    if not line.active:
        yield KpiInactive(kpi_id=line.kpi_id, kpi=line.kpi_name)
    issue = check_target(line.target)
    if issue is not None:
        refusal = _REFUSALS.get(issue.code)
        if refusal is not None:
            yield refusal(kpi_id=line.kpi_id, kpi=line.kpi_name, **_amounts(line))
    elif line.direction != Direction.BAND:
        yield from _marks(line)


_REFUSALS: Final = {  # by the engine's code; a missing target is told by `blocking`
    "band_reversed": BandCrossed,
    "target_is_zero_point": TargetIsZero,
    "target_worst_missing": WorstMissing,
    "target_wrong_side": ZeroWrongSide,
}


def _marks(line: LineDraft) -> Iterator[Refusal]:
    """Threshold on the easy side of the target, stretch on the hard one; equal is allowed."""
    higher = line.direction == Direction.HIGHER
    if line.target_micros is None:
        return
    easy = _gap(line.threshold_micros, line.target_micros, higher=higher)
    hard = _gap(line.stretch_micros, line.target_micros, higher=higher)
    if easy > 0:
        yield (ThresholdTooHigh if higher else ThresholdTooLow)(
            kpi_id=line.kpi_id, kpi=line.kpi_name, **_amounts(line)
        )
    if hard < 0:
        yield (StretchTooLow if higher else StretchTooHigh)(
            kpi_id=line.kpi_id, kpi=line.kpi_name, **_amounts(line)
        )


def _gap(mark: int | None, target: int, *, higher: bool) -> Fraction:
    """How far a mark lies beyond the target on the good side; 0 without a mark."""
    if mark is None:
        return Fraction(0)
    return Fraction(mark - target if higher else target - mark)


def _amounts(line: LineDraft) -> dict[str, str]:
    def text(name: str) -> str:
        return typed_amount(getattr(line, f"{name}_micros"), line.unit, line.decimals)

    return {
        "target": text("target"),
        "threshold": text("threshold"),
        "stretch": text("stretch"),
        "zero": text("zero"),
        "bounds": " – ".join(
            typed_amount(getattr(line, bound), line.unit, line.decimals) for bound in BAND_BOUNDS
        ),
    }
