"""What figures say together that none says alone: verdicts on one person's figures of one period.

Each pattern names the signs it is made of, with value, n and bound, whether it fires or not, so that whoever
is told can see how far it was. A share counts only where it is certain (`certainly_below`), a mean only on
enough records. A verdict describes figures; it is no judgement of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from apps.engine.bounds import Side, beyond
from apps.engine.statistics import Interval, wilson

Z_90: Final = Decimal("1.6448536269514722")
"""The two-sided 90 % point of the normal distribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One figure of a pattern: `holds` where it lies on `side` of `bound`, on at least `needed` records.

    `value` is None without records. `interval` is the two-sided 90 % interval of a share, else None.
    """

    name: str
    value: Fraction | None
    n: int
    bound: Fraction
    side: Side
    holds: bool
    interval: Interval | None = None
    needed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A pattern and its signs; it fires where every sign holds."""

    code: str
    signs: tuple[Sign, ...]

    @property
    def fires(self) -> bool:
        """Whether every sign holds."""
        return all(sign.holds for sign in self.signs)

    @property
    def lacking(self) -> tuple[Sign, ...]:
        """The signs that have too few records to say anything."""
        return tuple(sign for sign in self.signs if sign.value is None or sign.n < sign.needed)


def interval_90(successes: int, n: int) -> Interval:
    """The two-sided 90 % Wilson interval of a share: 2 of 60 is 1.1 to 9.6 %, 20 of 600 is 2.3 to 4.8 %."""
    return wilson(successes, n, Z_90)


def certainly_below(successes: int, n: int, bound: Fraction) -> bool:
    """Whether a share lies below a bound with certainty: the upper limit of its 90 % interval does."""
    return n > 0 and Fraction(interval_90(successes, n).high) < bound


def certainly_above(successes: int, n: int, bound: Fraction) -> bool:
    """Whether a share lies above a bound with certainty: the lower limit of its 90 % interval does."""
    return n > 0 and Fraction(interval_90(successes, n).low) > bound


def blind_dialling(
    *, calls: int, calls_bound: Fraction, buyers: int, contacts: int, conversion_bound: Fraction
) -> Verdict:
    """Many calls and few buyers: more calls than the bound, and certainly fewer buyers of those reached."""
    many = Sign(
        name="outbound_calls",
        value=Fraction(calls),
        n=calls,
        bound=calls_bound,
        side=Side.ABOVE,
        holds=beyond(calls, calls_bound, Side.ABOVE),
    )
    return Verdict(
        code="blind_dialling", signs=(many, _share("conversion_rate", buyers, contacts, conversion_bound))
    )


def fast_but_unhappy(
    *,
    talk_seconds: int,
    talks: int,
    talk_bound: Fraction,
    score: Fraction,
    answers: int,
    score_bound: Fraction,
    min_talks: int = 30,
    min_answers: int = 10,
) -> Verdict:
    """Short calls and low satisfaction: both means below their bounds, on enough talks and answers.

    `talk_seconds` and `score` are totals, in seconds and in points.
    """
    short = _mean("talk_time", Fraction(talk_seconds), talks, talk_bound, min_talks)
    unhappy = _mean("customer_satisfaction", score, answers, score_bound, min_answers)
    return Verdict(code="fast_but_unhappy", signs=(short, unhappy))


def callbacks_not_made(*, on_time: int, promised: int, bound: Fraction) -> Verdict:
    """Callbacks promised and not made: the share made on time certainly below the bound."""
    return Verdict(code="callbacks_not_made", signs=(_share("callbacks_on_time", on_time, promised, bound),))


def _share(name: str, successes: int, n: int, bound: Fraction) -> Sign:
    return Sign(
        name=name,
        value=Fraction(successes, n) if n else None,
        n=n,
        bound=bound,
        side=Side.BELOW,
        holds=certainly_below(successes, n, bound),
        interval=interval_90(successes, n) if n else None,
        needed=1,
    )


def _mean(name: str, total: Fraction, n: int, bound: Fraction, needed: int) -> Sign:
    value = total / n if n else None
    return Sign(
        name=name,
        value=value,
        n=n,
        bound=bound,
        side=Side.BELOW,
        holds=value is not None and n >= needed and beyond(value, bound, Side.BELOW),
        needed=needed,
    )
