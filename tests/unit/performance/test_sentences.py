"""Every reason and every engine issue has its sentence."""

from decimal import Decimal
from typing import Any

import pytest

from apps.engine.issues import Issue
from apps.performance.choices import Reason
from apps.performance.rows import PersonPerformance, unjudged
from apps.performance.sentences import issue_sentence, line_reason, reason_sentence
from tests.floor import NOV


def person(**other: Any) -> PersonPerformance:
    known = unjudged(NOV, final=False) | other
    return PersonPerformance(person_id=1, name="Amy", team_id=None, team_name="", days_worked=0, **known)


@pytest.mark.parametrize(
    ("reason", "values", "sentence"),
    [
        (Reason.NONE, {}, ""),
        (Reason.NO_SCORECARD, {}, "No scorecard is published for this team in this month."),
        (Reason.NO_WORKING_TIME, {}, "No working time in this month."),
        (Reason.NO_DAY_YET, {}, "No day of this month is complete in every source yet."),
        (Reason.TOO_LITTLE_MEASURED, {"measured": Decimal("49.99")}, "Only 49.99 % of the weight has data."),
        (Reason.TOO_LITTLE_MEASURED, {"measured": Decimal("40.00")}, "Only 40 % of the weight has data."),
        (
            Reason.BELOW_MINIMUM_DAYS,
            {"days": 8, "needed": 10},
            "8 days worked so far, 10 needed for a place.",
        ),
        (
            Reason.SMALL_SAMPLE,
            {"kpi": "conversion_rate", "n": 12, "needed": 30},
            "Conversion rate: 12 records, 30 needed.",
        ),
    ],
)
def test_reasons(reason: Reason, values: dict[str, Any], sentence: str) -> None:
    assert reason_sentence(person(reason=reason, reason_values=values)) == sentence


def test_no_reason_is_left_without_a_sentence() -> None:
    values = {"measured": 1, "days": 1, "needed": 1, "kpi": "x", "n": 1}
    for reason in Reason:
        if reason:
            assert reason_sentence(person(reason=reason, reason_values=values))


@pytest.mark.parametrize(
    "code",
    [
        "no_data",
        "no_working_time",
        "target_missing",
        "target_is_zero_point",
        "target_worst_missing",
        "target_wrong_side",
        "band_incomplete",
        "band_reversed",
    ],
)
def test_issues(code: str) -> None:
    sentence = issue_sentence(Issue(code))
    assert sentence.endswith(".")
    assert sentence != code
    assert "%%" not in sentence


def test_no_issue_no_sentence() -> None:
    assert issue_sentence(None) == ""
    assert (line_reason("capped"), line_reason("")) == ("capped", "")
