"""Each code has its sentence, with the figures of its formula."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from apps.incentives.plans import read_rules
from apps.incentives.pricing import PricedLine
from apps.incentives.sentences import Words, exception_sentence, line_sentence, line_title, plan_sentences
from apps.incentives.sentences.earning import EARNING
from apps.incentives.sentences.exceptions import SENTENCES as EXCEPTIONS
from apps.incentives.sentences.lines import SENTENCES
from apps.incentives.snapshot import pack_values
from apps.metrics.figures import KpiInfo
from tests.bonus import FULL

NB = "\N{NO-BREAK SPACE}"


def info(code: str, name: str, unit: str, *, volume: bool, decimals: int = 0) -> KpiInfo:
    return KpiInfo(
        id=1,
        code=code,
        name=name,
        category="sales",
        horizon="short",
        unit=unit,
        direction="higher",
        decimals=decimals,
        is_volume=volume,
        min_sample=30,
        topics=frozenset(),
    )


WORDS = Words(
    rules=read_rules(FULL),
    currency="HKD",
    kpis={
        "complaint_rate": info("complaint_rate", "Complaint rate", "rate", volume=False, decimals=2),
        "deals_closed": info("deals_closed", "Deals closed", "count", volume=True),
    },
)
CURVE: dict[str, Any] = {
    "achieved": Fraction(529, 500),
    "from_achievement": Fraction(1),
    "from_rate": Fraction(1),
    "to_achievement": Fraction(11, 10),
    "to_rate": Fraction(13, 10),
}
GATE: dict[str, Any] = {
    "value": Fraction(3, 100),
    "bound": Fraction(1, 50),
    "side": "above",
    "n": 100,
    "min_sample": 50,
}
BELOW = {**GATE, "side": "below", "value": Fraction(1, 100)}


def line(
    code: str, base: str, rate: str, component: str = "", step: str = "component", **values: Any
) -> PricedLine:
    return PricedLine(
        person_id=1,
        position=1,
        step=step,
        component=component,
        amount=0,
        currency="HKD",
        base=base,
        rate=rate,
        code=code,
        values=pack_values(values.items()),
        for_month=date(2026, 10, 1),
    )


LINES = (
    (
        line("curve", "800000/1", "587/500", **CURVE),
        "score 105.80 % → 100 + 5.80 × 3 = 117.40 %; HK$8,000.00 × 117.40 %",
    ),
    (
        line("curve", "400000/1", "587/500", **CURVE, target_bonus=800_000, worked=10_500, planned=21_000),
        "score 105.80 % → 100 + 5.80 × 3 = 117.40 %; HK$8,000.00 × 10.5 of 21 working days × 117.40 %",
    ),
    (
        line("curve", "800000/1", "1/1", **{**CURVE, "achieved": Fraction(1)}),
        "score 100 % reaches 100 %, which pays 100 %; HK$8,000.00 × 100 %",
    ),
    (
        line(
            "curve_at_cap",
            "800000/1",
            "13/10",
            achieved=Fraction(7, 5),
            from_achievement=Fraction(11, 10),
            from_rate=Fraction(13, 10),
        ),
        "score 140 % is at or above 110 %, which pays the most, 130 %; HK$8,000.00 × 130 %",
    ),
    (
        line(
            "curve_below_threshold", "800000/1", "0/1", achieved=Fraction(79, 100), threshold=Fraction(4, 5)
        ),
        "score 79 % is below the threshold of 80 %: nothing is paid",
    ),
    (line("units", "3/1", "5000/1", "deals"), "3 × HK$50.00"),
    (
        line("gate_failed", "920000/1", "1/2", "complaints", "component_gate", **GATE),
        "3.00 % is above 2.00 %, on 100 records: HK$9,200.00 × 50 %",
    ),
    (
        line("gate_failed", "920000/1", "1/2", "complaints", "component_gate", **BELOW),
        "1.00 % is below 2.00 %, on 100 records: HK$9,200.00 × 50 %",
    ),
    (
        line(
            "gate_passed",
            "920000/1",
            "1/1",
            "complaints",
            "component_gate",
            **{**GATE, "value": Fraction(1, 50)},
        ),
        "passed: 2.00 % is not above 2.00 %, on 100 records",
    ),
    (
        line(
            "gate_passed",
            "920000/1",
            "1/1",
            "complaints",
            "component_gate",
            **{**BELOW, "value": Fraction(1, 50)},
        ),
        "passed: 2.00 % is not below 2.00 %, on 100 records",
    ),
    (
        line("gate_small_sample", "920000/1", "1/1", "complaints", "component_gate", **{**GATE, "n": 49}),
        "3.00 % on 49 records, fewer than 50: the condition does not apply",
    ),
    (
        line(
            "gate_no_data",
            "920000/1",
            "1/1",
            "complaints",
            "plan_gate",
            bound=Fraction(1, 50),
            side="above",
            n=0,
            min_sample=50,
        ),
        "no data for Complaint rate: the condition does not apply",
    ),
    (
        line("cap_not_reached", "800000/1", "1/1", step="cap", cap=1_200_000),
        "HK$8,000.00 is not above HK$12,000.00",
    ),
    (
        line("cap_reached", "1250000/1", "24/25", step="cap", cap=1_200_000),
        "HK$12,500.00 is above HK$12,000.00, the most that one person earns in a month",
    ),
    (
        line("budget_within", "5000/1", "1/1", step="budget", budget=10_000, counted=9_000, cent=0),
        "the plan's discretionary pay of HK$90.00 is within its budget of HK$100.00",
    ),
    (
        line("budget_reduced", "5000/1", "2/3", step="budget", budget=10_000, counted=15_000, cent=1),
        "the plan's discretionary pay of HK$150.00 is above its budget of HK$100.00: HK$50.00 × 66.666667 %",
    ),
    (
        line("too_few_days", "", "", step="eligibility", days=9, minimum=10),
        "9 days worked, at least 10 are needed",
    ),
    (
        line("not_employed_on_pay_date", "", "", step="eligibility", pay_date=date(2026, 10, 31)),
        "not employed on 31 Oct 2026",
    ),
    (
        line("not_in_plan", "", "", step="eligibility"),
        "no longer covered by this plan: only what is settled from before counts",
    ),
    (
        line("earlier_paid", "", "", step="earlier_paid"),
        "paid for the same month by another run, or before the portal",
    ),
    (
        line("correction", "", "", step="correction", recalculated=500, paid=300, waived=0),
        "recalculated HK$5.00 − paid HK$3.00",
    ),
    (
        line("correction_settled", "", "", step="correction", recalculated=500, paid=300, waived=200),
        "recalculated HK$5.00 − paid HK$3.00 − waived HK$2.00",
    ),
    (
        line("correction_protected", "", "", step="correction", recalculated=300, paid=500, waived=0),
        "recalculated HK$3.00 − paid HK$5.00: nothing is taken from colleagues",
    ),
    (
        line("released", "", "", "2026-09/1", step="released"),
        "held in the run 2026-09/1, and released since",
    ),
    (
        line("carried", "", "", step="carried"),
        "the run before ended below nothing, and it was decided to carry it over",
    ),
    (line("opening_balance", "", "", step="carried"), "stood open when the portal took over"),
    (
        line("held", "", "", step="held"),
        "waits until somebody releases it; a later run then pays it",
    ),
    (
        line("held_order", "", "", "20-17", step="held"),
        "what the order 20-17 brings waits until somebody releases it",
    ),
)


@pytest.mark.parametrize(("row", "sentence"), LINES)
def test_a_line_explains_itself(row: PricedLine, sentence: str) -> None:
    assert line_sentence(row, WORDS).replace(NB, " ") == sentence


def test_every_code_with_a_sentence_is_tried_above() -> None:
    assert {row.code for row, _sentence in LINES} | set(EARNING) >= set(SENTENCES)


@pytest.mark.parametrize(
    ("row", "title"),
    [
        (line("curve", "", "", "scorecard"), "Scorecard bonus"),
        (line("units", "", "", "deals"), "Deals closed"),
        (line("gate_passed", "", "", "complaints", "component_gate"), "Condition: Complaint rate"),
        (
            line("gate_passed", "", "", "complaints", "plan_gate"),
            "Condition on the whole bonus: Complaint rate",
        ),
        (line("cap_reached", "", "", step="cap"), "Individual cap"),
        (line("budget_within", "", "", step="budget"), "Budget of the plan"),
        (line("too_few_days", "", "", step="eligibility"), "Not paid by this plan"),
    ],
)
def test_a_line_has_a_title(row: PricedLine, title: str) -> None:
    assert line_title(row, WORDS) == title


FINDINGS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("negative_total", {"amount": -30_000}, "The steps add up to −HK$300.00."),
    (
        "gate_small_sample",
        {"gate": "complaints", "n": 3, "min_sample": 5},
        "Complaint rate rests on 3 records, at least 5",
    ),
    ("gate_no_data", {"gate": "complaints"}, "There are no data for Complaint rate"),
    (
        "no_score",
        {"component": "scorecard", "reason": "no_scorecard"},
        "the team has no scorecard for the month.",
    ),
    ("no_score", {"component": "scorecard", "reason": "else"}, "there is no score."),
    ("no_working_time", {"component": "scorecard"}, "the working time of the month is not known."),
    ("no_units", {"component": "deals", "kpi": "deals_closed"}, "There are no data for Deals closed"),
    (
        "above_median",
        {
            "amount": 1_160_000,
            "median": Fraction(736_800),
            "times": Fraction(1_160_000, 736_800),
            "limit": Fraction(3, 2),
        },
        "HK$11,600.00 is 1.6 × the median of HK$7,368.00; the limit is 1.5 ×.",
    ),
    (
        "source_gap",
        {"source": "Outbound dialer", "days": "2026-10-07"},
        "Outbound dialer never delivered 1 day of the month (7 Oct 2026): no figure holds its records.",
    ),
    (
        "source_gap",
        {"source": "Dialer", "days": " ".join(f"2026-10-0{n}" for n in range(1, 8))},
        "never delivered 7 days of the month (1 Oct 2026, 2 Oct 2026, 3 Oct 2026, 4 Oct 2026, 5 Oct 2026 …)",
    ),
    (
        "changed_much",
        {"amount": 1_036_400, "before": 612_000, "change": Fraction(4244, 6120), "limit": Fraction(1, 2)},
        "HK$6,120.00 last month, HK$10,364.00 now, a change of 69 %; the limit is 50 %.",
    ),
    ("leaver", {"last_day": "2026-10-15"}, "The last day was 15 Oct 2026."),
    ("no_deals", {"component": "add_ons"}, "No source delivers orders: nothing is paid for “Add ons”."),
    ("no_achievement", {"component": "add_ons"}, "There is no achievement for “Add ons”"),
    ("pool_member_no_data", {"pool": "pool"}, "There are no data to share “Pool” by"),
    ("pool_without_basis", {"pool": "pool", "amount": 100}, "HK$1.00 is not handed out."),
    ("budget_exceeded", {"budget": 100, "excess": 50}, "Pay exceeds the budget of HK$1.00 by HK$0.50"),
    ("component_unknown", {"component": "top", "of": "add_ons"}, "“Add ons” could not be calculated"),
    ("foreign_orders", {"orders": 1}, "1 order is in another currency than the plan"),
    ("foreign_orders", {"orders": 2}, "2 orders are in another currency than the plan"),
)


@pytest.mark.parametrize(("code", "values", "text"), FINDINGS)
def test_an_exception_explains_itself(code: str, values: dict[str, Any], text: str) -> None:
    explained = exception_sentence(code, pack_values(values.items()), WORDS)
    assert text in explained.text.replace(NB, " ")
    assert explained.title


CALENDAR = (
    "Data count as they stand on working day 12 of the next month, approved 3 working days before pay, "
    "which is on its last working day."
)


def test_the_plan_in_sentences() -> None:
    sentences = [(one.step, one.text.replace(NB, " ")) for one in plan_sentences(WORDS)]
    assert sentences == [
        (
            "1",
            (
                "A full-time month has a target bonus of HK$8,000.00, scaled by working time. "
                "By the score of the scorecard it pays nothing below 80 %, 50 % from 80 %, 100 % from 100 %, "
                "130 % from 110 %; in between along straight lines."
            ),
        ),
        ("1", "Each unit of “Deals closed” adds HK$50.00. This part is discretionary."),
        ("2", "If “Complaint rate” is above 2.00 % on 50 records or more, Scorecard bonus is × 50 %."),
        ("2–3", "On a smaller sample a condition does not apply, and HR decides."),
        ("4", "Nobody earns more than HK$12,000.00 a month."),
        ("6", "If Deals closed of all people together exceed HK$360,000.00, they are reduced in proportion."),
        ("8", "Awards and deductions by hand need a reason and a second person's approval."),
        ("–", "The plan pays from 10 days worked in the month on."),
        ("–", "Days on protected leave count as worked."),
        ("–", "Whoever is no longer employed on the last day of the month is not paid."),
        ("–", CALENDAR),
        ("–", "Amounts are gross, before tax, and count once they are approved."),
    ]


def test_every_exception_is_tried_above_and_has_its_tone() -> None:
    assert {code for code, _values, _text in FINDINGS} == set(EXCEPTIONS)
    assert {tone for _title, _explain, _icon, tone in EXCEPTIONS.values()} <= {"bad", "warn", "info"}
