"""Two people at once, and double clicks: exactly one effect."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection

from apps.audit.models import Entry
from apps.incentives import operations, refusals
from apps.incentives.models import Correction, PayoutRun, Plan, PlanVersion
from apps.incentives.operations import steps
from apps.people.choices import Role
from apps.people.models import Freeze, User
from apps.people.refusals import Refusal
from tests import bonus, floor
from tests.bonus import AT, OCT, Scene

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, THOROUGH_ROUNDS = 20, 200


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    return THOROUGH_ROUNDS if request.config.getoption("thorough") else ROUNDS


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


def test_two_approvals_at_once_have_one_effect(scene: Scene, rounds: int) -> None:
    other = second_director()
    run = scene.submitted(scene.plan())
    for _ in range(rounds):
        one_effect(approvals(run, scene.director, other))
        run = operations.send_back(run=bonus.seen(run), reason="Again", by=scene.hr, at=AT)
        run = operations.submit_run(run=run, by=scene.hr, at=AT)
    assert Entry.objects.filter(verb="payout_run.approved").count() == rounds


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


def two_runs_to_lock(scene: Scene) -> list[PayoutRun]:
    """Amy in the month's regular run and in an off-cycle run, both approved by the same history."""
    plan = scene.plan()
    regular = scene.draft(plan)
    amy = scene.people["Amy Lau"]
    off_cycle = operations.create_off_cycle_run(
        plan=plan, month=OCT, people=[amy.pk], purpose="Leaves", by=scene.hr, at=AT
    )
    approved = []
    for run in (regular, off_cycle):
        made = operations.calculate_run(run=run, by=scene.hr, at=AT)
        made = operations.submit_run(run=made, by=scene.hr, at=AT)
        approved.append(operations.approve_run(run=made, by=scene.director, at=AT))
    return approved


def lock_together(scene: Scene, runs: list[PayoutRun]) -> list[Any]:
    return together(*(partial(operations.lock_run, run=bonus.seen(run), by=scene.hr, at=AT) for run in runs))


def paid(scene: Scene) -> int:
    return sum(
        run.inputs.get(person=scene.people["Amy Lau"]).total_minor for run in PayoutRun.objects.locked()
    )


def test_two_runs_locked_at_once_never_pay_the_month_twice(scene: Scene) -> None:
    results = lock_together(scene, two_runs_to_lock(scene))
    assert sum(isinstance(result, refusals.InputsChanged) for result in results) == 1
    assert paid(scene) == 920_000
    late = PayoutRun.objects.exclude(state="locked").get()
    late = operations.calculate_run(run=late, by=scene.hr, at=AT)
    assert late.total_minor == 0


def test_the_count_of_locked_runs_is_what_keeps_it_from_paying_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without that guard both are locked and the month is paid twice: the test above can fail."""
    runs = two_runs_to_lock(scene)
    monkeypatch.setattr(steps, "is_stale", lambda _run: False)
    lock_together(scene, runs)
    assert paid(scene) == 2 * 920_000


@pytest.mark.parametrize("what", ["hold", "answer", "waive"])
def test_a_decision_by_two_people_at_once_is_made_once(scene: Scene, what: str) -> None:
    run = scene.approved(scene.plan()) if what == "answer" else scene.calculated(scene.plan())
    amy = scene.people["Amy Lau"]
    if what == "hold":
        results = together(
            *(
                partial(operations.hold_pay, run=bonus.seen(run), person=amy, reason="x", by=scene.hr, at=AT)
                for _ in range(2)
            )
        )
        assert run.holds.count() == 1
        assert run.lines.filter(step="held").count() == 1
    elif what == "answer":
        question = operations.ask(payout=run.inputs.get(), about="total", text="Why?", by=scene.hr, at=AT)
        results = together(
            *(
                partial(operations.answer, question=question, outcome=out, text="x", by=scene.hr, at=AT)
                for out in ("answered", "declined")
            )
        )
        assert question.posts.count() == 2
    else:
        row = Correction.objects.create(
            run=run, person=amy, for_month=bonus.SEP, recalculated=1, paid=2, amount=-1
        )
        results = together(
            *(
                partial(
                    operations.waive_correction,
                    correction=Correction.objects.select_related("run").get(pk=row.pk),
                    reason="x",
                    by=scene.hr,
                    at=AT,
                )
                for _ in range(2)
            )
        )
        assert Entry.objects.filter(verb="payout_run.correction_waived").count() == 1
    assert sum(isinstance(result, Refusal) for result in results) == 1
