"""Two people at once, and double clicks: exactly one effect."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection

from apps.audit.models import Entry
from apps.incentives import operations, refusals
from apps.incentives.models import PayoutRun, Plan, PlanVersion
from apps.people.choices import Role
from apps.people.models import Freeze, User
from apps.people.refusals import Refusal
from tests import bonus, floor
from tests.bonus import AT, OCT, Scene

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


@pytest.fixture
def scene() -> Scene:
    made = bonus.scene()
    made.agent("Amy Lau", 105)
    return made


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment, each on its own connection; results or the refusals they raised."""
    start = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            results[number] = call()
        except Refusal as refusal:
            results[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, call)) for n, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return results


def one_effect(results: list[Any]) -> None:
    assert sum(isinstance(result, refusals.RunChanged) for result in results) == len(results) - 1
    assert sum(isinstance(result, PayoutRun) for result in results) == 1


def second_director() -> User:
    user = floor.person("Second Director", Role.DIRECTOR, sign_in=True).user
    assert user is not None
    return user


def approvals(run: PayoutRun, *users: User) -> list[Any]:
    """Each user approves the run as they have it in hand."""
    return together(*(partial(operations.approve_run, run=bonus.seen(run), by=user, at=AT) for user in users))


def test_two_approvals_at_once_have_one_effect(scene: Scene) -> None:
    other = second_director()
    run = scene.submitted(scene.plan())
    for _ in range(ROUNDS):
        one_effect(approvals(run, scene.director, other))
        run = operations.send_back(run=bonus.seen(run), reason="Again", by=scene.hr, at=AT)
        run = operations.submit_run(run=run, by=scene.hr, at=AT)
    assert Entry.objects.filter(verb="payout_run.approved").count() == ROUNDS


def test_the_guard_is_what_makes_it_one(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the conditions on state and version both approvals go through: the test above can fail."""
    other = second_director()
    run = scene.submitted(scene.plan())
    unguarded = PayoutRun.objects.filter
    monkeypatch.setattr(
        type(PayoutRun.objects.all()), "matching", lambda _self, mine: unguarded(pk=mine.pk), raising=True
    )
    results = approvals(run, scene.director, other)
    assert sum(isinstance(result, PayoutRun) for result in results) == 2
    assert Entry.objects.filter(verb="payout_run.approved").count() == 2


@pytest.mark.parametrize(
    ("made", "step", "verb"),
    [
        ("draft", operations.calculate_run, "calculated"),
        ("calculated", operations.submit_run, "submitted"),
        ("approved", operations.lock_run, "locked"),
        ("locked", operations.export_run, "exported"),
        ("exported", operations.acknowledge_run, "acknowledged"),
    ],
)
def test_a_double_click_has_one_effect(
    scene: Scene, made: str, step: Callable[..., PayoutRun], verb: str
) -> None:
    run = getattr(scene, made)(scene.plan())
    one_effect(together(*(partial(step, run=bonus.seen(run), by=scene.hr, at=AT) for _ in range(2))))
    assert Entry.objects.filter(verb=f"payout_run.{verb}", subject_id=str(run.pk)).count() == 1
    assert run.lines.count() == 1
    assert Freeze.objects.filter(person__isnull=False).count() in {0, 1}
    assert run.files.count() in {0, 2}


def test_two_people_create_the_same_run(scene: Scene) -> None:
    plan = scene.plan()
    results = together(
        *(lambda: operations.create_run(plan=plan, month=OCT, by=scene.hr, at=AT) for _ in range(2))
    )
    assert sum(isinstance(result, refusals.RunExists) for result in results) == 1
    assert PayoutRun.objects.count() == 1


def test_approving_and_sending_back_at_once(scene: Scene) -> None:
    run = scene.submitted(scene.plan())
    mine, theirs = bonus.seen(run), bonus.seen(run)
    one_effect(
        together(
            lambda: operations.approve_run(run=mine, by=scene.director, at=AT),
            lambda: operations.send_back(run=theirs, reason="Wait", by=scene.editor, at=AT),
        )
    )
    run.refresh_from_db()
    assert (run.state == "approved") is (run.approved_hash != "")


def test_two_plans_for_one_team_published_at_once(scene: Scene) -> None:
    drafts = [
        operations.create_plan(
            code=code,
            name=code,
            currency="HKD",
            teams=[scene.team],
            starts=OCT,
            spec=bonus.CURVE,
            by=scene.editor,
            at=AT,
        )
        for code in ("one", "two")
    ]
    results = together(
        *(
            lambda draft=draft: operations.publish_version(version=draft, by=scene.director, at=AT)
            for draft in drafts
        )
    )
    assert sum(isinstance(result, refusals.TeamHasPlan) for result in results) == 1
    assert PlanVersion.objects.published().count() == 1


def test_two_editors_of_one_draft(scene: Scene) -> None:
    plan: Plan = scene.plan()
    operations.draft_version(plan=plan, starts=bonus.NOV, spec=bonus.CURVE, by=scene.editor, at=AT)
    mine, theirs = bonus.draft_of(plan), bonus.draft_of(plan)
    spec = {**bonus.CURVE, "cap_minor": 1}
    results = together(
        lambda: operations.change_draft(version=mine, starts=bonus.NOV, spec=spec, by=scene.hr, at=AT),
        lambda: operations.change_draft(version=theirs, starts=bonus.NOV, spec=spec, by=scene.editor, at=AT),
    )
    assert sum(isinstance(result, refusals.DraftChanged) for result in results) == 1
    assert bonus.draft_of(plan).revision == 2
