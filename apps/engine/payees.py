"""What decides one payee's pay for one period, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from apps.engine.clawback import Clawback
from apps.engine.components import Component
from apps.engine.corrections import Correction
from apps.engine.gates import Gate
from apps.engine.guarantee import Guarantee
from apps.engine.issues import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Manual:
    """An award (positive) or deduction (negative) in minor units that a person decided."""

    key: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeInput:
    """Everything that decides one payee's pay for one period.

    Amounts are minor units of `currency`. `working_time` is (worked, planned) in whole units of the same
    kind and scales the target bonus. `score` is a ratio, None for no score. `refusals` are the reasons why
    the payee is not eligible: each becomes a line of 0, and nothing is earned; clawbacks, manual lines and
    what was paid before still count. `cap` is for components, gates included, that count towards it.
    `earlier_paid` is all that was paid for this same period.
    """

    key: str
    currency: str
    target_bonus: int = 0
    working_time: tuple[int, int] = (1, 1)
    score: Fraction | None = None
    components: tuple[Component, ...] = ()
    gates: tuple[Gate, ...] = ()
    cap: int | None = None
    guarantee: Guarantee | None = None
    clawbacks: tuple[Clawback, ...] = ()
    manual: tuple[Manual, ...] = ()
    earlier_paid: int = 0
    corrections: tuple[Correction, ...] = ()
    refusals: tuple[Issue, ...] = ()
    take_from_colleagues: bool = False
