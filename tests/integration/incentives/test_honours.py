"""Honours: the best of each closed month by rule, once for each closing."""

from datetime import date
from typing import Any

import pytest

from apps.incentives import operations, refusals
from apps.incentives.models import Award, HonourRule
from apps.incentives.queries import awards_of, latest_honours
from apps.incentives.queries.honours import due_rounds
from apps.incentives.tasks import award_honours
from apps.metrics.models import Cell, Kpi
from apps.people.models import Notice
from apps.performance import operations as performance
from tests import bonus, floor
from tests.bonus import AT, OCT, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    made = bonus.scene()
    for name, calls in (("Amy Lau", 105), ("Ben Ho", 120), ("Cho Li", 120), ("Dan Wu", 90)):
        made.agent(name, calls, sign_in=True)
    return made


def rule(scene: Scene, code: str = "best", kpi: str = "", **changes: Any) -> HonourRule:
    values: dict[str, Any] = {
        "code": code,
        "name": code.title(),
        "basis": "kpi" if kpi else "score",
        "kpi": Kpi.objects.get(code=kpi) if kpi else None,
        "starts": bonus.SEP,
        "by": scene.hr,
        "at": AT,
    }
    return operations.create_honour_rule(**{**values, **changes})


def snapshot() -> None:
    performance.snapshot_month(month=OCT, at=AT)


def honoured() -> list[str]:
    return [award.person.name for award in latest_honours()]


def test_those_with_the_best_score_share_the_honour(scene: Scene) -> None:
    rule(scene)
    snapshot()
    assert award_honours() == 2
    assert honoured() == ["Ben Ho", "Cho Li"]
    assert {award.values["shared"] for award in Award.objects.all()} == {True}
    assert set(Notice.objects.values_list("person__name", "code")) == {
        ("Ben Ho", "honour.awarded"),
        ("Cho Li", "honour.awarded"),
    }


def test_the_best_by_a_kpi_needs_its_minimum_sample(scene: Scene) -> None:
    rule(scene, kpi="conversion_rate")
    floor.cell("conversion_rate", scene.people["Amy Lau"], 5, 100, starts=OCT)
    floor.cell("conversion_rate", scene.people["Ben Ho"], 10, 29, starts=OCT)
    floor.cell("conversion_rate", scene.people["Cho Li"], 2, 30, starts=OCT)
    snapshot()
    award_honours()
    award = Award.objects.get()
    assert (award.person.name, award.values) == ("Cho Li", {"value": "1/15", "shared": False})


def test_lower_is_better_honours_the_lowest(scene: Scene) -> None:
    rule(scene, kpi="complaint_rate")
    floor.cell("complaint_rate", scene.people["Amy Lau"], 1, 100, starts=OCT)
    floor.cell("complaint_rate", scene.people["Ben Ho"], 2, 100, starts=OCT)
    snapshot()
    award_honours()
    assert honoured() == ["Amy Lau"]


def test_each_closing_is_honoured_once_and_the_last_one_counts(scene: Scene) -> None:
    rule(scene)
    snapshot()
    assert (award_honours(), award_honours()) == (2, 0)
    bonus.close(OCT, number=2)
    assert due_rounds() == []  # the results of that closing are not stored yet
    floor.cell("outbound_calls", scene.people["Dan Wu"], 10, starts=bonus.SEP)
    Cell.objects.filter(subject_id=scene.people["Amy Lau"].pk, starts=OCT).update(numerator=130)
    snapshot()
    assert award_honours() == 1
    assert honoured() == ["Amy Lau"]
    assert awards_of(scene.people["Ben Ho"].pk) == []


@pytest.mark.parametrize(("starts", "people"), [(OCT, 2), (date(2026, 11, 1), 0)])
def test_months_before_a_rule_are_not_honoured(scene: Scene, starts: date, people: int) -> None:
    rule(scene, starts=starts)
    snapshot()
    assert award_honours() == people


def test_a_retired_rule_honours_nobody_more(scene: Scene) -> None:
    made = rule(scene)
    operations.retire_honour_rule(rule=made, by=scene.hr, at=AT)
    snapshot()
    assert award_honours() == 0


@pytest.mark.parametrize("kpi", ["", "talk_time"])
def test_the_best_by_a_kpi_names_one_that_has_a_best(scene: Scene, kpi: str) -> None:
    with pytest.raises(refusals.HonourNeedsKpi):
        rule(scene, basis="kpi", kpi=kpi)


def test_codes_of_honours_are_taken_once(scene: Scene) -> None:
    rule(scene)
    with pytest.raises(refusals.HonourCodeTaken):
        rule(scene)
