"""Conditions that multiply pay by a factor when they fail (rules of calculation, 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from apps.engine.bounds import Side, beyond
from apps.engine.issues import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One condition on one KPI of one payee.

    It fails when `value` lies strictly `side` of `bound`, and then multiplies by `factor` (0: nothing is
    paid, 1/2: half). With fewer than `min_sample` records (`n`), or without a value, it does not fire.
    `component` is the key of the component it stands before, or "" for the whole plan.
    """

    key: str
    value: Fraction | None
    bound: Fraction
    side: Side
    factor: Fraction
    n: int
    min_sample: int = 0
    component: str = ""


class Decision(NamedTuple):
    """What a gate says: whether it fires, the code of its line, and the exception it raises, if any."""

    fires: bool
    code: str
    issue: Issue | None = None


def decide(gate: Gate) -> Decision:
    """Passed, failed, or not decided for lack of records.

    Codes: `gate_passed`, `gate_failed`, and `gate_no_data`, `gate_small_sample`, which are issues too, as a
    person has to say what they mean for the pay.
    """
    if gate.value is None:
        return Decision(False, "gate_no_data", Issue.of("gate_no_data", gate=gate.key))
    if gate.n < gate.min_sample:
        issue = Issue.of("gate_small_sample", gate=gate.key, n=gate.n, min_sample=gate.min_sample)
        return Decision(False, "gate_small_sample", issue)
    if beyond(gate.value, gate.bound, gate.side):
        return Decision(True, "gate_failed")
    return Decision(False, "gate_passed")
