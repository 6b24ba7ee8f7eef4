"""The sentences of sales, tiers, pools, prizes, guarantee, clawback and lines by hand."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation

from apps.incentives.plans import read_rules
from apps.incentives.pricing import PricedLine
from apps.incentives.sentences import Words, line_sentence, line_title, plan_sentences
from apps.incentives.sentences.earning import EARNING
from apps.incentives.snapshot import pack_values

CENT = Fraction(1, 100)
NB = "\N{NO-BREAK SPACE}"
SALES = {"base": "gross", "clawback_days": 60, "state": "verified"}
DOCUMENT: dict[str, Any] = {
    "currency": "HKD",
    "component": [
        {
            "key": "add_ons",
            "kind": "tiers",
            "mode": "marginal",
            "tiers": [["0", 1], ["1000", 2]],
            **SALES,
        },
        {"key": "deals", "kind": "tiers", "mode": "per transaction", "tiers": [["0", 1]], "base": "net"},
        {"key": "all_of_it", "kind": "tiers", "mode": "whole", "tiers": [["0", 1]], "base": "net"},
        {
            "key": "spring",
            "kind": "amount per unit",
            "amount": "50",
            "base": "net",
            "campaign": ["Spring"],
            "from": "2027-01-01",
            "to": "2027-03-31",
            "terms": "discretionary",
        },
        {"key": "own_sales", "kind": "percentage", "rate": "2.5", "base": "net", "product": ["Gold"]},
        {"key": "bonus_on_top", "kind": "on top", "of": "own_sales", "rate": 10},
        {"key": "pool", "kind": "pool", "amount": "1000", "by": "equally"},
        {"key": "pool_score", "kind": "pool", "amount": "1000", "among": "plan"},
        {"key": "pool_kpi", "kind": "pool", "amount": "1000", "by": "deals_closed"},
        {"key": "best", "kind": "prize", "prizes": ["3000", "1000"], "ties": "share"},
        {
            "key": "most",
            "kind": "prize",
            "prizes": ["100"],
            "ties": "full",
            "by": "deals_closed",
            "among": "team",
        },
        {"key": "star", "kind": "honour", "title": "Star of the month"},
        {
            "key": "satisfaction",
            "kind": "target bonus",
            "target_bonus": "500",
            "on": "customer_satisfaction",
            "curve": [[100, 100]],
        },
    ],
    "limits": {
        "guarantee": "1000",
        "recoverable": True,
        "scale_with_working_time": True,
        "budget": "5000",
        "budget_counts": "all",
    },
    "eligibility": {
        "probation": "not paid",
        "notice": "not paid",
        "employed_on": "pay date",
        "minimum_days": 5,
        "protected_leave": "does not count",
    },
    "calendar": {"pay": 20},
    "payees": "leaders",
}
WORDS = Words(rules=read_rules(DOCUMENT), currency="HKD", kpis={})


def line(code: str, component: str = "", base: str = "", rate: str = "", **values: Any) -> PricedLine:
    return PricedLine(
        person_id=1, position=1, step="component", component=component, amount=0, currency="HKD", base=base,
        rate=rate, code=code, values=pack_values(tuple(values.items())), for_month=date(2026, 10, 1),
    )  # fmt: skip


SLICES = {
    "slice_1_base": 100_000,
    "slice_1_rate": CENT,
    "slice_2_base": 50_000,
    "slice_2_rate": 2 * CENT,
}
GUARANTEE = {"guarantee": 100_000, "carried_before": 0}
CLAWBACK = {"paid": 28_500, "recalculated": 11_600}
LINES: tuple[tuple[PricedLine, str], ...] = (
    (line("units", "spring", "12/1", "5000/1"), "12 orders × HK$50.00"),
    (line("units", "others", "12/1", "5000/1"), "12 × HK$50.00"),
    (line("rate", "own_sales", "100000/1", "1/40"), "HK$1,000.00 of own sales × 2.50 %"),
    (
        line("rate_negative_base", "own_sales", "-100/1", "1/40"),
        "own sales of −HK$1.00 are below 0: nothing is paid",
    ),
    (
        line("tiers_marginal", "add_ons", "150000/1", **SLICES),
        "sales of HK$1,500.00, each slice at its own rate: HK$1,000.00 × 1 % + HK$500.00 × 2 %",
    ),
    (line("tiers_marginal", "add_ons", "0/1"), "sales of HK$0.00 pay nothing by the table"),
    (
        line("tiers_whole", "all_of_it", "100000/1", slice_1_base=100_000, slice_1_rate=CENT),
        "sales of HK$1,000.00, all at the highest rate reached: HK$1,000.00 × 1 %",
    ),
    (
        line("tiers_per_transaction", "deals", "100/1", slice_1_base=100, slice_1_rate=CENT),
        "sales of HK$1.00, each order by itself: HK$1.00 × 1 %",
    ),
    (line("on_top", "bonus_on_top", "75/2", "1/10", of="own_sales"), "HK$0.38 of “Own sales” × 10 %"),
    (
        line("pool_equal", "pool", "100000/1", "1/4", members=4),
        "a pool of HK$1,000.00 shared equally by 4 people: 25 %",
    ),
    (
        line("pool_score", "pool_score", "100000/1", "1/4", members=4),
        "a pool of HK$1,000.00 shared by score among 4 people: 25 %",
    ),
    (
        line("pool_contribution", "pool_kpi", "100000/1", "1/4", members=4),
        "a pool of HK$1,000.00 shared by “deals_closed” among 4 people: 25 %",
    ),
    (line("prize", "best", place=1, people=1), "place 1 by score"),
    (line("prize_tie_full", "most", place=1, people=2), "place 1 by “deals_closed”, shared by 2 people"),
    (line("prize_tie_share", "best", place=2, people=3), "place 2 by score, shared by 3 people"),
    (
        line("guarantee_topped_up", "", "60000/1", **GUARANTEE, carried=-40_000),
        "HK$600.00 is below the guarantee of HK$1,000.00: topped up; HK$400.00 is taken back later",
    ),
    (
        line("guarantee_topped_up", "", "60000/1", **GUARANTEE, carried=0),
        "HK$600.00 is below the guarantee of HK$1,000.00: topped up",
    ),
    (
        line("guarantee_recovered", "", "115000/1", **GUARANTEE, carried=-25_000),
        "HK$1,150.00 exceeds the guarantee of HK$1,000.00: earlier top-ups are taken back; HK$250.00 is left",
    ),
    (
        line("guarantee_not_needed", "", "100000/1", **GUARANTEE, carried=0),
        "HK$1,000.00 is not below the guarantee of HK$1,000.00",
    ),
    (
        line("clawback", "2026-08", **CLAWBACK, taken=0),
        "August 2026 paid HK$285.00; without what was refunded it pays HK$116.00",
    ),
    (
        line("clawback_returned", "2026-08", **CLAWBACK, taken=20_000),
        (
            "August 2026 paid HK$285.00; without what was refunded it pays HK$116.00; "
            "HK$200.00 was taken back already"
        ),
    ),
    (line("manual_award", "7"), "decided by hand, with reason and a second person's approval"),
    (line("manual_deduction", "7"), "decided by hand, with reason and a second person's approval"),
    (line("in_probation", until=date(2026, 12, 1)), "in probation until before 1 Dec 2026"),
    (line("under_notice", given=date(2026, 10, 5)), "notice was given on 5 Oct 2026"),
)


@pytest.mark.parametrize(("row", "sentence"), LINES)
def test_a_line_explains_itself(row: PricedLine, sentence: str) -> None:
    assert line_sentence(row, WORDS).replace(NB, " ") == sentence


def test_every_code_is_tried_above() -> None:
    assert {row.code for row, _sentence in LINES} == set(EARNING)


def test_a_title_is_the_prizes_own() -> None:
    assert line_title(line("prize", "star", place=1, people=1), WORDS) == "Star of the month"
    assert line_title(line("rate", "own_sales"), WORDS) == "Own sales"


def test_a_plan_of_every_kind_in_plain_sentences() -> None:
    said = [(one.step, one.text.replace(NB, " ")) for one in plan_sentences(WORDS)]
    texts = [text for _step, text in said]
    assert said[0] == ("–", "The plan pays who leads the teams, on the team's figures.")
    for part in (
        (
            "Own sales (once verified, refunds taken back later) of the month pay, each slice of the total "
            "at its own rate: 1 % from HK$0.00, 2 % from HK$1,000.00."
        ),
        (
            "Each order (campaign Spring, on the day they are booked, from 1 Jan 2027 to 31 Mar 2027, less "
            "refunds on their day) adds HK$50.00. This part is discretionary."
        ),
        "10 % of “Own sales” comes on top.",
        "A pool of HK$1,000.00 for each team is shared equally.",
        "The best by score among all people of the plan is honoured as “Star of the month”, without money.",
        "A month pays at least HK$1,000.00; what that added is taken back later from what exceeds it.",
        "If all bonuses together exceed HK$5,000.00, Spring are reduced in proportion.",
        (
            "An order of “Add ons” refunded within 60 days: its month is priced again without what was "
            "refunded, and the difference is taken off, once."
        ),
        "Whoever is in probation on the last day of the month is not paid.",
        "Days on protected leave do not count as worked.",
    ):
        assert part in texts
    steps = [step for step, _text in said if step.isdigit()]
    assert steps == sorted(steps)


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans"])
def test_the_sentences_are_in_every_language(language: str) -> None:
    english = {one.text for one in plan_sentences(WORDS)}
    with translation.override(language):
        assert not english & {one.text for one in plan_sentences(WORDS)}
