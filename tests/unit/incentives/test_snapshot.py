"""Facts survive the database; hashes do not depend on order, names or the process."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from apps.engine.issues import Issue
from apps.incentives.plans import read_rules
from apps.incentives.pricing import input_hash, price
from apps.incentives.snapshot import PayeeFacts, Reading, ScoreFact, pack_facts, unpack_facts
from tests.bonus import FULL

OCT = date(2026, 10, 1)
ROOT = Path(__file__).resolve().parents[3]


def facts(person_id: int = 7, score: Fraction | None = Fraction(529, 500)) -> PayeeFacts:
    return PayeeFacts(
        person_id=person_id,
        team_id=3,
        worked=20_500,
        planned=22_000,
        days=21,
        score=score,
        reason="",
        scorecard_id=4,
        lines=(
            ScoreFact(
                kpi="conversion_rate",
                weight=Fraction(1, 3),
                target=Fraction(1, 20),
                actual=Fraction(38, 801),
                n=801,
                achievement=Fraction(760, 801),
                points=Fraction(1, 7),
                reason="capped",
            ),
        ),
        readings=(
            Reading(kpi="complaint_rate", value=Fraction(3, 100), n=100, min_sample=30),
            Reading(kpi="deals_closed", value=None, n=0),
        ),
    )


@pytest.mark.parametrize(
    "one",
    [
        facts(),
        facts(score=None),
        replace(facts(), refusals=(Issue.of("too_few_days", days=3, minimum=10),)),
    ],
)
def test_facts_come_back_as_they_were(one: PayeeFacts) -> None:
    assert unpack_facts(json.loads(json.dumps(pack_facts(one)))) == one


def of(*people: PayeeFacts) -> str:
    return input_hash(people, plan="sales", version=1, spec=FULL, currency="HKD", month=OCT)


def test_the_input_hash_does_not_depend_on_the_order_of_people() -> None:
    assert of(facts(1), facts(2)) == of(facts(2), facts(1))


@pytest.mark.parametrize(
    "change",
    [
        {"score": Fraction(530, 500)},
        {"worked": 20_499},
        {"team_id": 4},
        {"readings": ()},
        {"refusals": (Issue.of("too_few_days", days=3, minimum=10),)},
    ],
)
def test_the_input_hash_moves_with_every_fact(change: dict[str, object]) -> None:
    assert of(replace(facts(), **change)) != of(facts())  # type: ignore[arg-type]


def test_the_output_hash_does_not_depend_on_the_order_of_people() -> None:
    rules = read_rules(FULL)
    people = [facts(1), facts(2, Fraction(9, 10))]
    there, back = (
        price(order, rules, currency="HKD", month=OCT) for order in (people, list(reversed(people)))
    )
    assert (there.output_hash, there.totals()) == (back.output_hash, back.totals())


def test_a_new_process_prices_the_snapshot_to_the_same_hash() -> None:
    people = [facts(1), facts(2, Fraction(9, 10)), facts(3, None)]
    priced = price(people, read_rules(FULL), currency="HKD", month=OCT)
    snapshot = json.dumps({"spec": FULL, "people": [pack_facts(one) for one in people]})
    script = (
        "import json, sys; from datetime import date\n"
        "import django; from django.conf import settings\n"
        "settings.configure(USE_I18N=False)\n"
        "from apps.incentives.plans import read_rules\n"
        "from apps.incentives.pricing import price\n"
        "from apps.incentives.snapshot import unpack_facts\n"
        "data = json.load(sys.stdin)\n"
        "priced = price([unpack_facts(one) for one in reversed(data['people'])], read_rules(data['spec']),\n"
        "               currency='HKD', month=date(2026, 10, 1))\n"
        "print(priced.output_hash)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], input=snapshot, text=True, capture_output=True, check=True, cwd=ROOT
    )
    assert answer.stdout.strip() == priced.output_hash
