"""Is a target SMART? Five questions, each answered with evidence and, unless it passes, a remedy. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from apps.engine.attainability import Attainability
from apps.engine.issues import Issue

NEVER: Final = Fraction(1, 5)
"""A target whose interval ends below this share was as good as never reached: that fails, not only warns."""
LATE_DAYS: Final = 3
"""A source that is complete up to longer ago than this is late."""


class Question(StrEnum):
    """What is asked of each target."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ATTAINABLE = "attainable"
    RELEVANT = "relevant"
    TIME_BOUND = "time_bound"


class Verdict(StrEnum):
    """The answer."""

    PASS = "pass"  # noqa: S105  a word, not a secret
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One answer: `evidence` says what was found, `remedy` what to do about it (None where it passes)."""

    question: Question
    verdict: Verdict
    evidence: Issue
    remedy: Issue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The share of past periods that should have reached a good target, both inclusive, as ratios."""

    low: Fraction = Fraction(1, 2)
    high: Fraction = Fraction(7, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificFacts:
    """`people`: how many the target is for. `means`: by which measure it is to be reached, or empty."""

    people: int
    means: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurableFacts:
    """Where the figure comes from and what it rests on.

    `missing`: record types without a source. `through`: the last day that is complete in all of them;
    `expected`: the last day that should be. `usual_n`: what one agent's period usually rests on, None without
    history; `least_n`: below it a figure does not count; `needed_n`: from which target and threshold can be
    told apart, None where that does not apply. `periods`: how many past ones were seen.
    """

    missing: Sequence[str] = ()
    through: date | None = None
    expected: date | None = None
    usual_n: Fraction | None = None
    least_n: int = 0
    needed_n: int | None = None
    periods: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AttainableFacts:
    """How often the target was reached, and a value in the guide that was: with its own share."""

    found: Attainability | None = None
    guide: Guide = Guide()
    better: Fraction | None = None
    better_found: Attainability | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevantFacts:
    """The objective that the KPI serves (empty: none), when it holds, and whether the KPI fits its focus."""

    objective: str = ""
    starts: date = date.min
    ends: date = date.max  # exclusive
    fits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeFacts:
    """The period of the target, its working days, and when it is looked at before its end."""

    first: date
    last: date
    working_days: int
    reviews: Sequence[date] = ()


def check(
    specific_facts: SpecificFacts,
    measurable_facts: MeasurableFacts,
    attainable_facts: AttainableFacts,
    relevant_facts: RelevantFacts,
    time_facts: TimeFacts,
) -> tuple[Finding, ...]:
    """All five, in the order of the word."""
    return (
        specific(specific_facts),
        measurable(measurable_facts),
        attainable(attainable_facts),
        relevant(relevant_facts, time_facts),
        time_bound(time_facts),
    )


def worst(findings: Sequence[Finding]) -> Verdict:
    """Fail before warn before pass."""
    verdicts = {finding.verdict for finding in findings}
    return next((v for v in (Verdict.FAIL, Verdict.WARN) if v in verdicts), Verdict.PASS)


def specific(facts: SpecificFacts) -> Finding:
    """One measure for known persons, and the means by which it is to be reached."""
    if not facts.people:
        return _finding(Question.SPECIFIC, Verdict.FAIL, Issue("nobody"), Issue("give_people"))
    if not facts.means:
        evidence = Issue.of("no_means", people=facts.people)
        return _finding(Question.SPECIFIC, Verdict.WARN, evidence, Issue("name_means"))
    evidence = Issue.of("specific", people=facts.people, means=facts.means)
    return _finding(Question.SPECIFIC, Verdict.PASS, evidence)


def measurable(facts: MeasurableFacts) -> Finding:
    """The sources exist and deliver, and a period holds enough to tell target from threshold."""
    ask = Question.MEASURABLE
    if facts.missing:
        evidence = Issue.of("no_source", topics=", ".join(sorted(facts.missing)))
        return _finding(ask, Verdict.FAIL, evidence, Issue("connect_source"))
    if facts.through is None:
        return _finding(ask, Verdict.FAIL, Issue("nothing_delivered"), Issue("deliver_first"))
    if facts.expected is not None and (facts.expected - facts.through).days > LATE_DAYS:
        evidence = Issue.of("source_late", through=facts.through, expected=facts.expected)
        return _finding(ask, Verdict.WARN, evidence, Issue("ask_steward"))
    if facts.usual_n is None:
        evidence = Issue.of("no_history", through=facts.through)
        return _finding(ask, Verdict.WARN, evidence, Issue("wait_one_period"))
    return _sample(facts, facts.usual_n, facts.through)


def _sample(facts: MeasurableFacts, usual: Fraction, through: date) -> Finding:
    ask = Question.MEASURABLE
    if usual < facts.least_n:
        evidence = Issue.of("too_few", n=usual, least=facts.least_n)
        return _finding(ask, Verdict.FAIL, evidence, _longer(usual, facts.least_n))
    if facts.needed_n is not None and usual < facts.needed_n:
        evidence = Issue.of("cannot_tell", n=usual, needed=facts.needed_n)
        return _finding(ask, Verdict.WARN, evidence, _longer(usual, facts.needed_n))
    evidence = Issue.of("measurable", n=usual, through=through, periods=facts.periods)
    return _finding(ask, Verdict.PASS, evidence)


def _longer(usual: Fraction, needed: int) -> Issue:
    """From how many periods together it could be told; none in sight where there are no records at all."""
    if not usual:
        return Issue("other_kpi")
    return Issue.of("longer_period", periods=-(-needed * usual.denominator // usual.numerator))


def attainable(facts: AttainableFacts) -> Finding:
    """Reached before by a share of comparable periods inside the guide; too easy is said too."""
    ask, found = Question.ATTAINABLE, facts.found
    if found is None:
        return _finding(ask, Verdict.WARN, Issue("never_measured"), Issue("give_reason"))
    verdict, code = reach_word(found, facts.guide)
    evidence = Issue.of(
        code,
        share=found.share,
        reached=found.reached,
        observed=found.observed,
        low=found.interval.low,
        high=found.interval.high,
        effective=found.effective,
        guide_low=facts.guide.low,
        guide_high=facts.guide.high,
    )
    if verdict is Verdict.PASS:
        return _finding(ask, verdict, evidence)
    return _finding(ask, verdict, evidence, _better(facts))


def reach_word(found: Attainability, guide: Guide) -> tuple[Verdict, str]:
    """`in_guide`, `easy`, `stretching`, or `hardly_ever`: the interval ends below 20 %."""
    if found.share > guide.high:
        return Verdict.WARN, "easy"
    if found.share >= guide.low:
        return Verdict.PASS, "in_guide"
    if found.interval.high < NEVER:
        return Verdict.FAIL, "hardly_ever"
    return Verdict.WARN, "stretching"


def _better(facts: AttainableFacts) -> Issue:
    if facts.better is None or facts.better_found is None:
        return Issue("give_reason")
    return Issue.of(
        "use_instead",
        value=facts.better,
        share=facts.better_found.share,
        reached=facts.better_found.reached,
        observed=facts.better_found.observed,
        low=facts.better_found.interval.low,
        high=facts.better_found.interval.high,
    )


def relevant(facts: RelevantFacts, time: TimeFacts) -> Finding:
    """Serves an objective that is alive in the time of the target, and fits its focus."""
    ask = Question.RELEVANT
    if not facts.objective:
        return _finding(ask, Verdict.FAIL, Issue("no_objective"), Issue("choose_objective"))
    if facts.ends <= time.first or facts.starts > time.last:
        evidence = Issue.of("objective_over", objective=facts.objective, starts=facts.starts, ends=facts.ends)
        return _finding(ask, Verdict.FAIL, evidence, Issue("choose_objective"))
    if facts.ends <= time.last:
        evidence = Issue.of("objective_ends", objective=facts.objective, ends=facts.ends)
        return _finding(ask, Verdict.WARN, evidence, Issue("prolong_objective"))
    if not facts.fits:
        evidence = Issue.of("focus_differs", objective=facts.objective)
        return _finding(ask, Verdict.WARN, evidence, Issue("check_focus"))
    evidence = Issue.of("relevant", objective=facts.objective, ends=facts.ends)
    return _finding(ask, Verdict.PASS, evidence)


def time_bound(facts: TimeFacts) -> Finding:
    """Has dates with working days in them, and is looked at before its end."""
    ask = Question.TIME_BOUND
    if not facts.working_days:
        evidence = Issue.of("no_working_days", first=facts.first, last=facts.last)
        return _finding(ask, Verdict.FAIL, evidence, Issue("other_dates"))
    before = [day for day in facts.reviews if facts.first <= day < facts.last]
    dates: dict[str, date | int] = {"first": facts.first, "last": facts.last, "days": facts.working_days}
    if not before:
        return _finding(ask, Verdict.WARN, Issue.of("no_review", **dates), Issue("plan_review"))
    evidence = Issue.of("time_bound", next=before[0], reviews=len(before), **dates)
    return _finding(ask, Verdict.PASS, evidence)


def needed_sample(target: Fraction, threshold: Fraction) -> int | None:
    """How many records a share must rest on so that target and threshold can be told apart (95 %).

    1.96² × p(1 − p) / d², p the target as a ratio, d its distance from the threshold. None where either is no
    share between 0 and 1, or they are equal.
    """
    distance = target - threshold
    if not distance or not 0 < target < 1 or not 0 <= threshold <= 1:
        return None
    exact = Fraction(38416, 10000) * target * (1 - target) / (distance * distance)
    return -(-exact.numerator // exact.denominator)


def _finding(ask: Question, verdict: Verdict, evidence: Issue, remedy: Issue | None = None) -> Finding:
    return Finding(question=ask, verdict=verdict, evidence=evidence, remedy=remedy)
