"""Measures taken: dated, owned, tied to an objective and a KPI; found by the days they were done."""

from datetime import date

import pytest

from apps.audit.models import Entry
from apps.goals import operations
from apps.goals.queries import measures_for, measures_in
from apps.metrics.models import Kpi
from tests import floor
from tests.floor import DEC, NOON, NOV

pytestmark = pytest.mark.django_db


def test_a_measure_is_noted_changed_and_found_by_its_days() -> None:
    floor.organisation()
    home, other = floor.team("Outbound A"), floor.team("Outbound B")
    dora = floor.leader("Dora", home)
    kpi = Kpi.objects.get(code="conversion_rate")
    content = operations.MeasureContent(
        name=" New opening script ", owner=dora.person, starts=DEC, kpi=kpi, team=home
    )
    measure = operations.take_measure(content=content, by=dora, at=NOON)
    assert (measure.name, measure.last_day) == ("New opening script", None)
    assert list(measures_in(NOV, date(2026, 11, 30))) == []
    assert list(measures_in(DEC, DEC)) == [measure]
    assert list(measures_for(DEC, DEC, kpi_codes=["sales_amount"])) == []
    assert list(measures_for(DEC, DEC, team_ids=[other.pk])) == []
    assert list(measures_for(DEC, DEC, kpi_codes=["conversion_rate"], team_ids=[home.pk])) == [measure]

    ended = operations.MeasureContent(
        name="New opening script", owner=dora.person, starts=DEC, ends=date(2027, 1, 1)
    )
    operations.change_measure(measure=measure, content=ended, by=dora, at=NOON)
    operations.change_measure(measure=measure, content=ended, by=dora, at=NOON)  # nothing new, no trail
    assert measure.last_day == date(2026, 12, 31)
    assert list(measures_in(date(2027, 1, 1), date(2027, 1, 31))) == []
    assert Entry.objects.filter(verb="measure.changed").count() == 1


@pytest.mark.parametrize(
    ("values", "refusal"),
    [({"name": "  "}, operations.MeasureUnnamed), ({"ends": DEC}, operations.MeasureDates)],
)
def test_what_is_not_said_whole_is_refused(values: dict[str, object], refusal: type[Exception]) -> None:
    floor.organisation()
    dora = floor.leader("Dora", floor.team("Outbound A"))
    given = {"name": "Script", "owner": dora.person, "starts": DEC} | values
    with pytest.raises(refusal):
        operations.take_measure(content=operations.MeasureContent(**given), by=dora, at=NOON)  # type: ignore[arg-type]
