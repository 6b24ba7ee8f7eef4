"""Each verdict of the SMART check, on both sides of its edge."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from apps.engine import smart
from apps.engine.attainability import Attainability, reached_by, target_in_guide
from apps.engine.smart import Verdict
from apps.engine.statistics import Interval, effective_n, wilson

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
TIME = smart.TimeFacts(first=FIRST, last=LAST, working_days=22, reviews=(date(2026, 12, 11),))
DAY = timedelta(days=1)


def found(reached: int, observed: int, effective: int | None = None) -> Attainability:
    size = Fraction(effective or observed)
    interval = wilson(Fraction(reached, observed) * size, size)
    return Attainability(reached=reached, observed=observed, effective=size, interval=interval)


@pytest.mark.parametrize(
    ("facts", "verdict", "evidence"),
    [
        (smart.SpecificFacts(people=0, means="Script"), "fail", "nobody"),
        (smart.SpecificFacts(people=1), "warn", "no_means"),
        (smart.SpecificFacts(people=1, means="Script"), "pass", "specific"),
    ],
)
def test_specific(facts: smart.SpecificFacts, verdict: str, evidence: str) -> None:
    answer = smart.specific(facts)
    assert (answer.verdict, answer.evidence.code) == (verdict, evidence)
    assert (answer.remedy is None) == (verdict == "pass")


@pytest.mark.parametrize(
    ("values", "verdict", "evidence", "remedy"),
    [
        ({"missing": ["survey"]}, "fail", "no_source", "connect_source"),
        ({"through": None}, "fail", "nothing_delivered", "deliver_first"),
        ({"through": FIRST - 4 * DAY}, "warn", "source_late", "ask_steward"),
        ({"through": FIRST - 3 * DAY}, "pass", "measurable", None),
        ({"usual_n": None}, "warn", "no_history", "wait_one_period"),
        ({"usual_n": Fraction(29)}, "fail", "too_few", "longer_period"),
        ({"usual_n": Fraction(0)}, "fail", "too_few", "other_kpi"),
        ({"usual_n": Fraction(99)}, "warn", "cannot_tell", "longer_period"),
        ({"usual_n": Fraction(100)}, "pass", "measurable", None),
    ],
)
def test_measurable(values: dict[str, object], verdict: str, evidence: str, remedy: str | None) -> None:
    usual: dict[str, object] = {
        "through": FIRST,
        "expected": FIRST,
        "usual_n": Fraction(120),
        "least_n": 30,
        "needed_n": 100,
    }
    answer = smart.measurable(smart.MeasurableFacts(**(usual | values)))  # type: ignore[arg-type]
    assert (answer.verdict, answer.evidence.code) == (verdict, evidence)
    assert (answer.remedy.code if answer.remedy else None) == remedy


def test_it_says_from_how_many_periods_it_could_be_told() -> None:
    facts = smart.MeasurableFacts(through=FIRST, usual_n=Fraction(29), least_n=60)
    assert smart.measurable(facts).remedy.as_mapping()["periods"] == 3  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("seen", "verdict", "evidence"),
    [
        (None, "warn", "never_measured"),
        (found(49, 100), "warn", "stretching"),
        (found(50, 100), "pass", "in_guide"),
        (found(70, 100), "pass", "in_guide"),
        (found(71, 100), "warn", "easy"),
        (found(52, 138, 27), "warn", "stretching"),
        (found(0, 138, 27), "fail", "hardly_ever"),
        (found(0, 12), "warn", "stretching"),  # twelve prove nothing: the interval ends at 24 %
    ],
)
def test_attainable(seen: Attainability | None, verdict: str, evidence: str) -> None:
    answer = smart.attainable(smart.AttainableFacts(found=seen))
    assert (answer.verdict, answer.evidence.code) == (verdict, evidence)


def test_the_interval_of_the_mock_up() -> None:
    """138 agent-months of 12 agents, ICC 0.4, count as 27: 52 of them are 38 %, 22 to 57 %."""
    size = effective_n(138, Fraction(23, 2), Fraction(2, 5))
    interval = wilson(Fraction(52, 138) * size, size)
    assert (round(interval.low, 2), round(interval.high, 2)) == (Decimal("0.22"), Decimal("0.57"))


def test_a_better_value_is_named_with_how_often_it_was_reached() -> None:
    facts = smart.AttainableFacts(found=found(38, 100), better=Fraction(180_000), better_found=found(55, 100))
    remedy = smart.attainable(facts).remedy
    assert remedy is not None
    assert (remedy.code, remedy.as_mapping()["value"]) == ("use_instead", Fraction(180_000))


@pytest.mark.parametrize(
    ("facts", "verdict", "evidence"),
    [
        (smart.RelevantFacts(), "fail", "no_objective"),
        (smart.RelevantFacts(objective="Grow", ends=FIRST), "fail", "objective_over"),
        (smart.RelevantFacts(objective="Grow", starts=LAST + DAY), "fail", "objective_over"),
        (smart.RelevantFacts(objective="Grow", ends=LAST), "warn", "objective_ends"),
        (smart.RelevantFacts(objective="Grow", ends=LAST + DAY, fits=False), "warn", "focus_differs"),
        (smart.RelevantFacts(objective="Grow", ends=LAST + DAY), "pass", "relevant"),
    ],
)
def test_relevant(facts: smart.RelevantFacts, verdict: str, evidence: str) -> None:
    answer = smart.relevant(facts, TIME)
    assert (answer.verdict, answer.evidence.code) == (verdict, evidence)


@pytest.mark.parametrize(
    ("values", "verdict", "evidence"),
    [
        ({"working_days": 0}, "fail", "no_working_days"),
        ({"reviews": ()}, "warn", "no_review"),
        ({"reviews": (LAST,)}, "warn", "no_review"),
        ({"reviews": (LAST - DAY,)}, "pass", "time_bound"),
    ],
)
def test_time_bound(values: dict[str, object], verdict: str, evidence: str) -> None:
    usual: dict[str, object] = {"first": FIRST, "last": LAST, "working_days": 22, "reviews": ()}
    answer = smart.time_bound(smart.TimeFacts(**(usual | values)))  # type: ignore[arg-type]
    assert (answer.verdict, answer.evidence.code) == (verdict, evidence)


def test_the_worst_of_five() -> None:
    facts = smart.SpecificFacts(people=1), smart.MeasurableFacts(missing=["call"])
    findings = smart.check(*facts, smart.AttainableFacts(), smart.RelevantFacts(objective="Grow"), TIME)
    assert smart.worst(findings) is Verdict.FAIL
    assert smart.worst(findings[:1]) is Verdict.WARN
    assert smart.worst(findings[4:]) is Verdict.PASS


@pytest.mark.parametrize(
    ("target", "threshold", "needed"),
    [
        (Fraction(1, 20), Fraction(1, 25), 1825),
        (Fraction(1, 2), Fraction(2, 5), 97),
        (Fraction(1, 2), Fraction(1, 2), None),
        (Fraction(3, 2), Fraction(1), None),
    ],
)
def test_records_needed_to_tell_target_from_threshold(
    target: Fraction, threshold: Fraction, needed: int | None
) -> None:
    assert smart.needed_sample(target, threshold) == needed


VALUES = [100, 110, 120, 130, 140, 150, 160, 170, 180, 190]


@pytest.mark.parametrize(
    ("target", "step", "higher", "value"),
    [
        (190, 10, True, 150),  # 150 was reached by five of ten, just inside the guide
        (100, 10, True, 140),  # too easy: 140 was reached by six of ten; 130 by seven
        (100, 1000, True, 130),  # no round value fits: one that was seen
        (100, 10, False, 140),  # lower is better: five of ten were at 140 or below
    ],
)
def test_the_nearest_value_in_the_guide(target: int, step: int, higher: bool, value: int) -> None:
    low, high = Fraction(1, 2), Fraction(7, 10)
    answer = target_in_guide(VALUES, low, high, higher=higher, target=target, step=step)
    share = reached_by(
        [(str(n), v) for n, v in enumerate(VALUES)], lambda v: v >= answer if higher else v <= answer
    ).share
    assert low <= share <= high
    assert answer is not None
    if value != 140 or not higher:
        assert answer == value


def test_without_a_value_in_the_guide_there_is_none() -> None:
    assert target_in_guide([5, 5, 5], Fraction(1, 2), Fraction(7, 10), higher=True, target=5) is None
    assert Interval(Decimal(0), Decimal(1)) == wilson(0, 0)
