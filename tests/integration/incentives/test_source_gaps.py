"""A day inside the month that a source never delivered is something to decide before anybody is paid."""

from datetime import date, timedelta

import pytest

from apps.incentives import operations, refusals
from apps.incentives.models import PayoutRun, RunException
from apps.intake.models import Source
from apps.intake.operations import end_source, say_empty
from tests import bonus, floor
from tests.bonus import AT, LAST, OCT

pytestmark = pytest.mark.django_db
GAP = date(2026, 10, 14)  # a Wednesday
ONE = timedelta(days=1)


def gapped() -> bonus.Scene:
    """All the sources whole, but for the calls of one day."""
    scene = bonus.scene()
    scene.agent("Amy Lau")
    floor.delivered(GAP - ONE, ["call"], code="dialer")
    floor.delivered(LAST, ["call"], first=GAP + ONE, code="dialer")
    return scene


def gaps(run: PayoutRun) -> list[tuple[int | None, dict[str, str]]]:
    return list(run.exceptions.filter(code="source_gap").values_list("person_id", "values"))


def test_it_is_an_exception_of_the_run_that_names_source_and_days() -> None:
    scene = gapped()
    run = scene.calculated(scene.plan())
    assert gaps(run) == [(None, {"source": "dialer", "days": GAP.isoformat()})]


def test_the_run_waits_until_it_is_decided() -> None:
    scene = gapped()
    run = scene.submitted(scene.plan())
    with pytest.raises(refusals.ExceptionsOpen):
        operations.approve_run(run=run, by=scene.director, at=AT)
    bonus.decide_all(run, by=scene.director)
    assert operations.approve_run(run=run, by=scene.director, at=AT).state == "approved"


def test_a_day_without_records_is_no_gap() -> None:
    scene = gapped()
    source = Source.objects.get(code="dialer")
    say_empty(source=source, day=GAP, reason="Typhoon", by=scene.hr, at=AT)
    assert gaps(scene.calculated(scene.plan())) == []


def test_days_on_which_nothing_is_delivered_are_no_gap() -> None:
    scene = gapped()
    Source.objects.filter(code="dialer").update(delivers_weekdays="12457")
    assert gaps(scene.calculated(scene.plan())) == []


def test_days_before_a_source_began_are_no_gap() -> None:
    scene = bonus.scene()
    scene.agent("Amy Lau")
    floor.delivered(LAST, ["call"], first=GAP, code="dialer")
    assert gaps(scene.calculated(scene.plan())) == []


def test_a_source_of_other_records_is_not_asked() -> None:
    scene = bonus.scene()
    scene.agent("Amy Lau")
    floor.delivered(GAP - ONE, ["complaint"], code="complaints")
    floor.delivered(LAST, ["complaint"], first=GAP + ONE, code="complaints")
    assert gaps(scene.calculated(scene.plan())) == []


def test_a_source_that_ended_is_still_waited_for_to_the_day_that_was_given() -> None:
    scene = bonus.scene()
    scene.agent("Amy Lau")
    source = floor.delivered(GAP, ["call"], code="dialer")
    end_source(source=source, from_day=GAP + ONE + ONE, by=scene.hr, at=AT)
    with pytest.raises(refusals.DataIncomplete, match="dialer"):
        scene.calculated(scene.plan())
    assert not RunException.objects.exists()


def test_and_not_beyond_it() -> None:
    scene = bonus.scene()
    scene.agent("Amy Lau")
    source = floor.delivered(GAP, ["call"], code="dialer")
    end_source(source=source, from_day=GAP + ONE, by=scene.hr, at=AT)
    run = scene.calculated(scene.plan())
    assert (run.state, gaps(run), run.month) == ("calculated", [], OCT)
