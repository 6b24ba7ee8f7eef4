"""Two published exports in every form they come in: each gives the same records, or says why it does not.

That the records of the first form give the reference answers is what `test_published_exports` looks at.
"""

import csv
import os
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from apps.intake.models import Batch, Call, Opportunity, Order, SurveyResponse
from tests import deliveries as d

PROJECT: Final = Path(__file__).resolve().parents[3]
SAMPLES: Final = Path(os.environ.get("KPIPORTAL_SAMPLE_DATA") or PROJECT.parent / "shared" / "data")
CALLS, DEALS = SAMPLES / "calls_pwc", SAMPLES / "crm_maven"
CALL_FIELDS: Final = ("key", "agent__name", "day", "started_at", "answered", "resolved", "topic")
DEAL_FIELDS: Final = (
    "key",
    "agent__name",
    "customer__label",
    "day",
    "closed_day",
    "stage",
    "amount",
    "product",
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CALLS.is_dir(), reason="no sample data: set KPIPORTAL_SAMPLE_DATA"),
]


def people(path: Path, column: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = sorted({row[column] for row in csv.DictReader(file)})
    for n, name in enumerate(names):
        d.agent(name, f"P{n}", starts=date(2016, 1, 1))


def calls_of(batch: Batch) -> list[tuple[Any, ...]]:
    """What figures are made of: talk and wait count where the call was answered."""
    found = Call.objects.filter(batch=batch).order_by("key")
    lengths = ((call.answered and call.talk_seconds, call.answered and call.wait_seconds) for call in found)
    return [(*row, *times) for row, times in zip(found.values_list(*CALL_FIELDS), lengths, strict=True)]


def scores_of(batch: Batch) -> list[tuple[Any, ...]]:
    found = SurveyResponse.objects.filter(batch=batch).order_by("key")
    return list(found.values_list("key", "agent__name", "day", "score"))


@pytest.fixture
def first_calls() -> Batch:
    d.organisation("Europe/London")
    people(CALLS / "Call-Center-Dataset.csv", "Agent")
    batch = d.deliver(d.source("call_and_survey"), CALLS / "Call-Center-Dataset.csv")
    assert d.counts(batch) == {"accepted": 5000}
    return batch


@pytest.mark.parametrize(
    ("name", "options", "unused"),
    [
        ("Call-Center-Dataset.xlsx", {}, []),
        ("Call-Center-Dataset_resaved.xlsx", {"durations": "seconds"}, []),
        ("call_damaged_times.csv", {"durations": "clock_1900"}, ["AvgTalkSeconds", "Hour"]),
    ],
)
def test_calls_in_another_form_are_the_same_calls(
    first_calls: Batch, name: str, options: dict[str, str], unused: list[str]
) -> None:
    other = d.deliver(d.source("call_and_survey", code="other", **options), CALLS / name, name)
    assert d.counts(other) == {"accepted": 5000}
    assert [each["values"]["column"] for each in other.profile["warnings"]] == unused
    assert calls_of(other) == calls_of(first_calls)
    assert scores_of(other) == scores_of(first_calls)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Call-Center-Dataset_resaved.xlsx", "not_a_duration"), ("call_damaged_times.csv", "not_a_time")],
)
def test_calls_whose_durations_are_not_as_declared_are_rejected_row_by_row(
    first_calls: Batch, name: str, code: str
) -> None:
    other = d.deliver(d.source("call_and_survey", code="other"), CALLS / name, name)
    assert other.state == "imported"
    assert {reason[4] for reason in d.reasons(other)} == {code}
    assert d.counts(other).get("accepted", 0) + d.counts(other)["rejected"] == 5000


def deals_of(batch: Batch) -> list[tuple[Any, ...]]:
    return list(Opportunity.objects.filter(batch=batch).order_by("key").values_list(*DEAL_FIELDS))


def test_deals_are_the_same_in_either_order_of_the_date() -> None:
    d.organisation()
    people(DEALS / "iso" / "sales_teams.csv", "sales_agent")
    iso = d.deliver(d.source("crm_opportunities"), DEALS / "iso" / "sales_pipeline.csv")
    mdy = d.deliver(
        d.source("crm_opportunities", code="mdy", dates="mdy"), DEALS / "mdy" / "sales_pipeline.csv"
    )
    assert d.counts(iso) == d.counts(mdy) == {"accepted": 8800}
    assert deals_of(iso) == deals_of(mdy)
    assert Order.objects.filter(batch=iso).count() == Order.objects.filter(batch=mdy).count() == 4238


def test_deals_in_an_undeclared_order_are_rejected_where_the_day_is_not_certain() -> None:
    d.organisation()
    people(DEALS / "iso" / "sales_teams.csv", "sales_agent")
    batch = d.deliver(d.source("crm_opportunities"), DEALS / "mdy" / "sales_pipeline.csv")
    assert {reason[4] for reason in d.reasons(batch)} == {"not_a_date"}
    assert set(Opportunity.objects.values_list("day", "closed_day")) <= {(None, None)}
