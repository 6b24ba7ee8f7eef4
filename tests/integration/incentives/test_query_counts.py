"""The number of queries does not grow with the number of people."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.incentives import operations
from apps.incentives.models import PayoutRun, PayrollFile, Plan
from apps.incentives.queries import projected_bonus, team_bonus
from apps.people.models import Freeze, Person
from apps.performance.queries import people_performance, person_performance
from tests import bonus, floor
from tests.bonus import AT, FULL, LAST, OCT, Scene

pytestmark = pytest.mark.django_db
PAGE = 15


def queries(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def hire(scene: Scene, people: int) -> None:
    for number in range(people):
        row = scene.agent(f"Agent {len(scene.people):03} {number}", 90 + number % 20)
        floor.cell("deals_closed", row, 1, starts=OCT)
        floor.cell("complaint_rate", row, 0, 49 if number % 2 else 100, starts=OCT)


def both(measure: Callable[[Scene], int]) -> tuple[int, int]:
    """The queries with 3 people, and with 30 more."""
    scene = bonus.scene()
    scene.plan(FULL)
    hire(scene, 3)
    few = measure(scene)
    PayoutRun.objects.all().delete()
    hire(scene, 30)
    return few, measure(scene)


def plan_of(scene: Scene) -> Any:
    return Plan.objects.get()


@pytest.mark.parametrize(
    ("made", "step"),
    [
        ("draft", operations.calculate_run),
        ("calculated", operations.submit_run),
        ("approved", operations.lock_run),
        ("locked", operations.export_run),
    ],
)
def test_steps(made: str, step: Callable[..., PayoutRun]) -> None:
    def measure(scene: Scene) -> int:
        run = bonus_run(scene, made)
        return queries(lambda: step(run=run, by=scene.hr, at=AT))

    def bonus_run(scene: Scene, made: str) -> PayoutRun:
        plan = plan_of(scene)
        if made in {"draft", "calculated"}:
            run: PayoutRun = getattr(scene, made)(plan)
            return run
        run = scene.submitted(plan)
        for row in run.exceptions.all():
            operations.clear_exception(exception=row, reason="Looked at", by=scene.hr, at=AT)
        run = operations.approve_run(run=run, by=scene.director, at=AT)
        return operations.lock_run(run=run, by=scene.hr, at=AT) if made == "locked" else run

    scene = bonus.scene()
    scene.plan(FULL)
    hire(scene, 3)
    few = measure(scene)
    erase()
    hire(scene, 30)
    assert measure(scene) <= few  # the first one also reads what a process keeps


def erase() -> None:
    """Take the run away again, as no page and no operation can."""
    PayrollFile.objects.all().delete()
    PayoutRun.objects.all().delete()
    Freeze.objects.all().delete()


@pytest.mark.parametrize("name", ["run", "run-checks"])
def test_the_run_page(name: str) -> None:
    def measure(scene: Scene) -> int:
        run = scene.submitted(plan_of(scene))
        client = Client()
        client.force_login(scene.director)
        return queries(lambda: client.get(reverse(name, args=[run.pk])))

    few, many = both(measure)
    assert many <= few
    assert many <= (PAGE if name == "run" else 30)


def test_the_pages_of_one_payout_and_of_all_runs() -> None:
    scene = bonus.scene()
    scene.plan(FULL)
    hire(scene, 20)
    run = scene.submitted(plan_of(scene))
    client = Client()
    client.force_login(scene.director)
    for name, args in (
        ("payee", [run.pk, next(iter(scene.people.values())).pk]),
        ("runs", []),
        ("plans", []),
        ("plan", [run.plan_version.plan_id]),
        ("honours", []),
    ):
        assert queries(partial(client.get, reverse(name, args=args))) <= PAGE


def test_bonuses() -> None:
    def measure(scene: Scene) -> int:
        performances = people_performance([scene.team.pk], OCT, on=LAST)
        return queries(lambda: team_bonus(OCT, performances))

    few, many = both(measure)
    assert many <= few <= 12
    person = Person.objects.filter(name__startswith="Agent").order_by("pk")[0]
    performance = person_performance(person.pk, OCT, on=LAST)
    assert queries(lambda: projected_bonus(person.pk, OCT, performance)) <= 9
