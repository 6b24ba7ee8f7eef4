"""What a month is worth to an agent, and to a team: projected until it is approved."""

from datetime import date
from fractions import Fraction

import pytest

from apps.incentives import operations
from apps.incentives.queries import projected_bonus, team_bonus
from apps.metrics.models import Cell
from apps.people.models import Period, Person
from apps.performance.queries import people_performance, person_performance
from apps.performance.rows import PersonPerformance
from tests import bonus, floor
from tests.bonus import FULL, OCT

pytestmark = pytest.mark.django_db
MIDDLE = date(2026, 10, 16)  # 12 of October's 22 working days are over


def of(person: Person, on: date = bonus.LAST) -> PersonPerformance:
    return person_performance(person.pk, OCT, on=on)


def test_an_open_month_is_projected_and_says_so() -> None:
    scene = bonus.scene(complete_to=MIDDLE)
    Period.objects.update(state="open", closed_at=None)
    amy = scene.agent("Amy Lau", 60)
    scene.plan()
    view = projected_bonus(amy.pk, OCT, of(amy, MIDDLE))
    assert view is not None
    assert (view.approved, view.run_id, view.score, view.rate) == (
        False,
        None,
        Fraction(11, 10),
        Fraction(13, 10),
    )
    assert (view.total, view.currency, view.target_bonus) == (1_040_000, "HKD", 800_000)
    assert [line.title for line in view.lines] == ["Scorecard bonus"]


def test_what_came_after_the_last_complete_day_does_not_count_yet() -> None:
    scene = bonus.scene(complete_to=MIDDLE)
    Period.objects.update(state="open", closed_at=None)
    amy = scene.agent("Amy Lau", 60)
    for deals, grain, starts in ((3, "day", MIDDLE), (2, "day", date(2026, 10, 19)), (5, "month", OCT)):
        floor.cell("deals_closed", amy, deals, grain=grain, starts=starts)
    scene.plan(FULL)
    view = projected_bonus(amy.pk, OCT, of(amy, MIDDLE))
    assert view is not None
    assert [line.amount for line in view.lines if line.component == "deals"] == [3 * 5_000]


@pytest.mark.parametrize("scorecard", [True, False])
@pytest.mark.parametrize(
    ("complete_to", "paid"),
    [(date(2026, 9, 30), None), (date(2026, 10, 1), 3 * 5_000), (MIDDLE, 3 * 5_000)],
)
def test_money_stops_at_the_last_complete_day_of_what_it_rests_on(
    complete_to: date, paid: int | None, *, scorecard: bool
) -> None:
    """Also before the first complete day of the month, and for who has no scorecard."""
    scene = bonus.scene(complete_to=complete_to, scorecard=scorecard)
    Period.objects.update(state="open", closed_at=None)
    amy = scene.agent("Amy Lau", 60)
    for deals, grain, starts in ((3, "day", OCT), (2, "day", date(2026, 10, 19)), (5, "month", OCT)):
        floor.cell("deals_closed", amy, deals, grain=grain, starts=starts)
    scene.plan(FULL)
    view = projected_bonus(amy.pk, OCT, of(amy, date(2026, 10, 20)))
    assert view is not None
    found = [line.amount for line in view.lines if line.component == "deals"]
    assert found == ([] if paid is None else [paid])


def test_the_mean_of_weeks_is_not_taken_for_the_months_volume() -> None:
    scene = bonus.scene(complete_to=MIDDLE, scorecard=False)
    floor.published(scene.team, floor.line("deals_closed", 100, 2, grain="week"), starts=OCT)
    Period.objects.update(state="open", closed_at=None)
    amy = scene.agent("Amy Lau", None)
    for monday, deals in ((date(2026, 9, 28), 1), (date(2026, 10, 5), 2)):
        floor.cell("deals_closed", amy, deals, grain="week", starts=monday)
    floor.cell("deals_closed", amy, 7, grain="month", starts=OCT)
    scene.plan(FULL)
    floor.cell("deals_closed", amy, 7, grain="day", starts=MIDDLE)
    view = projected_bonus(amy.pk, OCT, of(amy, MIDDLE))
    assert view is not None
    assert [line.amount for line in view.lines if line.component == "deals"] == [7 * 5_000]


def test_eligibility_is_not_judged_while_the_month_runs() -> None:
    scene = bonus.scene(complete_to=MIDDLE)
    Period.objects.update(state="open", closed_at=None)
    joiner = scene.agent("Joy Ng", 60, starts=date(2026, 10, 12))
    scene.plan(FULL)
    view = projected_bonus(joiner.pk, OCT, of(joiner, MIDDLE))
    assert view is not None
    assert "too_few_days" not in [line.code for line in view.lines]


def test_without_a_plan_there_is_nothing_to_show() -> None:
    scene = bonus.scene()
    amy = scene.agent("Amy Lau")
    assert projected_bonus(amy.pk, OCT, of(amy)) is None
    assert team_bonus(OCT, [of(amy)]) is None


def test_the_approved_amount_replaces_the_projection() -> None:
    scene = bonus.scene()
    amy = scene.agent("Amy Lau", 105)
    plan = scene.plan()
    run = scene.submitted(plan)
    before = projected_bonus(amy.pk, OCT, of(amy))
    operations.approve_run(run=run, by=scene.director, at=bonus.AT)
    Cell.objects.all().delete()
    after = projected_bonus(amy.pk, OCT, of(amy))
    assert before is not None
    assert after is not None
    assert (before.approved, after.approved, after.run_id) == (False, True, run.pk)
    assert before.total == after.total == 920_000
    assert after.score == Fraction(21, 20)


def test_the_projection_of_a_closed_month_is_what_the_run_pays() -> None:
    scene = bonus.scene()
    people = [scene.agent(name, calls) for name, calls in (("A A", 79), ("B B", 93), ("C C", 107))]
    for number, one in enumerate(people):
        floor.cell("deals_closed", one, number, starts=OCT)
        floor.cell("complaint_rate", one, number, 100, starts=OCT)
    plan = scene.plan({**FULL, "budget_minor": 36_000_000})
    performances = people_performance([scene.team.pk], OCT, on=bonus.LAST)
    team = team_bonus(OCT, performances)
    run = scene.calculated(plan)
    assert team is not None
    assert team.by_person == dict(run.inputs.values_list("person_id", "total_minor"))
    assert (team.total, team.currency, team.approved) == (run.total_minor, "HKD", False)


def test_a_team_mixes_no_currencies() -> None:
    scene = bonus.scene()
    scene.agent("Amy Lau", 100)
    scene.plan()
    other = floor.team("Kaohsiung")
    floor.published(other, floor.line("outbound_calls", 100, 100), starts=OCT)
    bea = floor.agent("Bea Yu", other)
    floor.cell("outbound_calls", bea, 100, starts=OCT)
    version = operations.create_plan(
        code="tw",
        name="Taiwan",
        currency="TWD",
        teams=[other],
        starts=OCT,
        spec=bonus.CURVE,
        by=scene.editor,
        at=bonus.AT,
    )
    operations.publish_version(version=version, by=scene.director, at=bonus.AT)
    performances = people_performance([scene.team.pk, other.pk], OCT, on=bonus.LAST)
    team = team_bonus(OCT, performances)
    assert team is not None
    assert (team.currency, team.total, len(team.by_person)) == ("HKD", 800_000, 1)
