"""Whatever the plan and whatever the month: cents, caps, credits, order of input, fingerprints."""

import json
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from apps.engine.credits import credit_amounts
from apps.engine.lines import Step
from apps.incentives.components import PoolRule, PrizeRule
from apps.incentives.plans import read_rules
from apps.incentives.pricing import Priced, price, price_one, stated
from apps.incentives.snapshot import DealFact, Deals, PayeeFacts, Reading, pack_facts, unpack_facts
from tests.plan_documents import documents

MONTH = date(2027, 1, 1)
ROOT = Path(__file__).parents[3]


@st.composite
def months(draw: st.DrawFn) -> tuple[dict[str, Any], list[PayeeFacts]]:
    """A plan and the facts of a few people."""
    document = draw(documents())
    rules = read_rules(document)
    people = draw(st.integers(1, 5))
    return document, [
        PayeeFacts(
            person_id=number,
            team_id=draw(st.integers(1, 2)),
            worked=draw(st.integers(0, 20)),
            planned=20,
            days=20,
            score=draw(st.none() | st.fractions(0, 2, max_denominator=1000)),
            readings=tuple(
                Reading(kpi=code, value=draw(st.none() | st.fractions(0, 50, max_denominator=100)), n=60)
                for code in rules.kpis
            ),
            deals=tuple(
                Deals(
                    component=part.key,
                    orders=tuple(
                        DealFact(order=f"{number}-{n}", day=MONTH, amount=amount)
                        for n, amount in enumerate(draw(st.lists(st.integers(-(10**6), 10**7), max_size=3)))
                    ),
                )
                for part in rules.parts
            ),
        )
        for number in range(1, people + 1)
    ]


def priced(document: dict[str, Any], facts: list[PayeeFacts]) -> Priced:
    return price(facts, read_rules(document), currency="HKD", month=MONTH)


@given(months())
def test_every_cent_of_a_pool_is_handed_out_and_prizes_never_exceed_theirs(
    found: tuple[dict[str, Any], list[PayeeFacts]],
) -> None:
    document, facts = found
    rules, result = read_rules(document), priced(*found)
    teams = {one.team_id for one in facts}
    for part in rules.parts:
        lines = [line for line in result.lines if line.step == Step.COMPONENT and line.component == part.key]
        if isinstance(part, PoolRule):
            team_of = {one.person_id: one.team_id for one in facts}
            for team in teams if part.each_team else {0}:
                shares = [line for line in lines if team in (0, team_of[line.person_id])]
                assert not shares or sum(line.amount for line in shares) == part.amount
        elif isinstance(part, PrizeRule) and part.tie.value == "share":
            assert sum(line.amount for line in lines) <= sum(part.prizes) * max(1, len(teams))


@given(months())
def test_nobody_earns_more_than_the_cap_pools_aside(
    found: tuple[dict[str, Any], list[PayeeFacts]],
) -> None:
    document, facts = found
    rules, result = read_rules(document), priced(*found)
    pools = {part.key for part in rules.parts if isinstance(part, PoolRule)}
    if rules.cap is None or pools or rules.guarantee:
        return
    for one in facts:
        assert sum(line.amount for line in result.lines if line.person_id == one.person_id) <= rules.cap


@given(months(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_orders_never_matters(
    found: tuple[dict[str, Any], list[PayeeFacts]], chance: Any
) -> None:
    document, facts = found
    turned = list(facts)
    chance.shuffle(turned)
    assert priced(document, turned).output_hash == priced(document, facts).output_hash


@given(months())
def test_one_payee_alone_has_the_same_lines(found: tuple[dict[str, Any], list[PayeeFacts]]) -> None:
    document, facts = found
    rules, result = read_rules(document), priced(*found)
    for one in facts:
        mine = [line for line in result.lines if line.person_id == one.person_id]
        again = price_one(one, rules, currency="HKD", month=MONTH, stated=stated(mine, rules))
        assert list(again.lines) == mine


@given(months())
def test_a_snapshot_prices_again_to_the_same_fingerprint(
    found: tuple[dict[str, Any], list[PayeeFacts]],
) -> None:
    document, facts = found
    kept = [unpack_facts(json.loads(json.dumps(pack_facts(one)))) for one in facts]
    assert kept == facts
    assert priced(document, kept).output_hash == priced(document, facts).output_hash


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(1, 10_000), min_size=1, max_size=6),
)
def test_credits_of_an_order_total_it(amount: int, weights: list[int]) -> None:
    shares = {f"p{n}": Fraction(weight, sum(weights)) for n, weight in enumerate(weights)}
    assert sum(credit_amounts(amount, shares).values()) == amount


AGAIN = """
import json, sys
from datetime import date
from apps.incentives.plans import read_rules
from apps.incentives.pricing import price
from apps.incentives.snapshot import unpack_facts
for document, packed in json.load(sys.stdin):
    facts = [unpack_facts(one) for one in packed]
    print(price(facts, read_rules(document), currency="HKD", month=date(2027, 1, 1)).output_hash)
"""


def test_another_process_finds_the_same_fingerprints() -> None:
    kept: list[tuple[dict[str, Any], list[dict[str, Any]], str]] = []

    @given(months())
    def keep(found: tuple[dict[str, Any], list[PayeeFacts]]) -> None:
        document, facts = found
        kept.append((document, [pack_facts(one) for one in facts], priced(document, facts).output_hash))

    keep()
    done = subprocess.run(
        [sys.executable, "-c", AGAIN],
        input=json.dumps([(document, packed) for document, packed, _hash in kept]),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stdout.split() == [output_hash for _document, _packed, output_hash in kept]
