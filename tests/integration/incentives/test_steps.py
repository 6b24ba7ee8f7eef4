"""Every step of a run, and every refusal of it."""

from collections.abc import Callable
from datetime import date

import pytest

from apps.audit.models import Entry
from apps.incentives import operations, refusals
from apps.incentives.choices import RunState
from apps.incentives.models import PayoutRun
from apps.intake.models import Source
from apps.metrics.models import Cell
from apps.people import changes
from apps.people.changes import ChangeRow
from apps.people.models import Freeze, Notice, Period, User
from tests import bonus, floor
from tests.bonus import AT, FULL, LAST, OCT, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    made = bonus.scene()
    made.agent("Amy Lau", 105, sign_in=True)
    made.agent("Ben Ho", 100)
    return made


def test_a_run_goes_through_all_states_and_leaves_its_trail(scene: Scene) -> None:
    run = scene.exported(scene.plan())
    run = operations.acknowledge_run(run=run, by=scene.hr, at=AT, total_minor=1_720_000)
    assert run.state == RunState.ACKNOWLEDGED
    trail = Entry.objects.filter(subject_type="incentives.PayoutRun", subject_id=str(run.pk)).order_by("pk")
    assert [entry.verb.partition(".")[2] for entry in trail] == [
        "created",
        "calculated",
        "submitted",
        "approved",
        "locked",
        "exported",
        "acknowledged",
    ]
    assert trail[3].actor_id == scene.director.pk
    assert trail[3].after["output_hash"] == run.output_hash == run.approved_hash


def test_locking_freezes_the_days_of_people_and_teams_and_tells_them(scene: Scene) -> None:
    scene.locked(scene.plan())
    spans = Freeze.objects.filter(first_day=OCT, last_day=LAST)
    assert set(spans.values_list("person_id", "team_id")) == {
        (scene.people["Amy Lau"].pk, None),
        (scene.people["Ben Ho"].pk, None),
        (None, scene.team.pk),
    }
    assert list(Notice.objects.values_list("person", "code")) == [
        (scene.people["Amy Lau"].pk, "payout.final")
    ]


def test_one_run_for_a_plan_and_month(scene: Scene) -> None:
    plan = scene.plan()
    scene.draft(plan)
    with pytest.raises(refusals.RunExists):
        scene.draft(plan)


def test_no_run_without_a_version_in_force(scene: Scene) -> None:
    plan = scene.plan(starts=bonus.NOV)
    with pytest.raises(refusals.NoVersionInForce):
        scene.draft(plan, OCT)


def test_an_open_month_is_not_calculated(scene: Scene) -> None:
    run = scene.draft(scene.plan())
    Period.objects.update(state="open", closed_at=None)
    with pytest.raises(refusals.MonthOpen):
        operations.calculate_run(run=run, by=scene.hr, at=AT)


def test_a_month_with_changes_that_wait_is_not_calculated(scene: Scene) -> None:
    run = scene.draft(scene.plan())
    change(scene)
    with pytest.raises(refusals.FiguresWaiting):
        operations.calculate_run(run=run, by=scene.hr, at=AT)


def test_a_plan_without_people_is_not_calculated() -> None:
    scene = bonus.scene()
    run = scene.draft(scene.plan())
    with pytest.raises(refusals.NobodyToPay):
        operations.calculate_run(run=run, by=scene.hr, at=AT)


@pytest.mark.parametrize(("last", "refused"), [(31, False), (30, True)])
def test_a_source_that_ends_before_the_month_is_named(last: int, refused: bool) -> None:
    scene = bonus.scene(complete_to=date(2026, 10, last))
    Source.objects.update(delivers_weekdays="1234567", name="Dialer")
    scene.agent("Amy Lau", 100)
    run = scene.draft(scene.plan())
    if not refused:
        assert operations.calculate_run(run=run, by=scene.hr, at=AT).state == RunState.CALCULATED
        return
    with pytest.raises(refusals.DataIncomplete) as refusal:
        operations.calculate_run(run=run, by=scene.hr, at=AT)
    assert "Dialer (30 Oct 2026)" in refusal.value.message


@pytest.mark.parametrize(
    ("made", "step"),
    [
        ("draft", operations.submit_run),
        ("calculated", operations.approve_run),
        ("submitted", operations.calculate_run),
        ("submitted", operations.lock_run),
        ("approved", operations.export_run),
        ("locked", operations.calculate_run),
        ("locked", operations.acknowledge_run),
        ("exported", operations.export_run),
    ],
)
def test_no_step_out_of_order(scene: Scene, made: str, step: Callable[..., PayoutRun]) -> None:
    run = getattr(scene, made)(scene.plan())
    with pytest.raises(refusals.WrongState):
        step(run=run, by=scene.director, at=AT)


def test_who_calculated_does_not_approve(scene: Scene) -> None:
    run = scene.submitted(scene.plan())
    with pytest.raises(refusals.SelfApproval):
        operations.approve_run(run=run, by=scene.hr, at=AT)


def test_who_wrote_the_plan_does_not_approve(scene: Scene) -> None:
    run = scene.submitted(scene.plan())
    with pytest.raises(refusals.EditorApproves):
        operations.approve_run(run=run, by=scene.editor, at=AT)


def test_nobody_approves_their_own_pay(scene: Scene) -> None:
    run = scene.submitted(scene.plan())
    amy = scene.people["Amy Lau"].user
    assert amy is not None
    with pytest.raises(refusals.OwnPay):
        operations.approve_run(run=run, by=amy, at=AT)


def test_open_exceptions_refuse_until_each_is_decided_with_a_reason(scene: Scene) -> None:
    for name in ("Amy Lau", "Ben Ho"):
        floor.cell("complaint_rate", scene.people[name], 1, 49, starts=OCT)
    run = scene.submitted(scene.plan(FULL))
    with pytest.raises(refusals.ExceptionsOpen):
        operations.approve_run(run=run, by=scene.director, at=AT)
    for row in run.exceptions.all():
        with pytest.raises(refusals.ReasonNeeded):
            operations.clear_exception(exception=row, reason="  ", by=scene.hr, at=AT)
        operations.clear_exception(exception=row, reason="Few customers", by=scene.hr, at=AT)
        with pytest.raises(refusals.ExceptionCleared):
            operations.clear_exception(exception=row, reason="Again", by=scene.hr, at=AT)
    assert operations.approve_run(run=run, by=scene.director, at=AT).state == RunState.APPROVED


def test_nobody_decides_an_exception_of_their_own_pay(scene: Scene) -> None:
    for name in ("Amy Lau", "Ben Ho"):
        floor.cell("complaint_rate", scene.people[name], 1, 49, starts=OCT)
    run = scene.submitted(scene.plan(FULL))
    amy = scene.people["Amy Lau"].user
    assert amy is not None
    own = run.exceptions.get(person__user=amy)
    with pytest.raises(refusals.OwnException):
        operations.clear_exception(exception=own, reason="Fine", by=amy, at=AT)
    assert not run.exceptions.filter(cleared_at__isnull=False).exists()
    other = run.exceptions.exclude(pk=own.pk).get()
    assert operations.clear_exception(exception=other, reason="Fine", by=amy, at=AT).cleared_by == amy


def test_a_decision_stays_where_the_exception_is_the_same(scene: Scene) -> None:
    for name in ("Amy Lau", "Ben Ho"):
        floor.cell("complaint_rate", scene.people[name], 1, 49, starts=OCT)
    run = scene.calculated(scene.plan(FULL))
    for row in run.exceptions.all():
        operations.clear_exception(exception=row, reason="Few customers", by=scene.hr, at=AT)
    Cell.objects.filter(kpi__code="complaint_rate", subject_id=scene.people["Ben Ho"].pk).update(n=48)
    operations.calculate_run(run=run, by=scene.hr, at=AT)
    again = dict(run.exceptions.values_list("person__name", "clearance"))
    assert again == {"Amy Lau": "Few customers", "Ben Ho": ""}


def test_inputs_that_changed_send_a_submitted_run_back(scene: Scene) -> None:
    run = scene.submitted(scene.plan())
    Cell.objects.filter(subject_id=scene.people["Ben Ho"].pk).update(numerator=101)
    with pytest.raises(refusals.InputsChanged):
        operations.approve_run(run=run, by=scene.director, at=AT)
    run.refresh_from_db()
    assert run.state == RunState.CALCULATED
    assert by(run, "approved") is None
    assert by(run, "submitted") is None
    assert Entry.objects.filter(verb="payout_run.outdated", subject_id=str(run.pk)).count() == 1
    with pytest.raises(refusals.InputsChanged):
        operations.submit_run(run=run, by=scene.hr, at=AT)
    operations.calculate_run(run=run, by=scene.hr, at=AT)
    assert operations.submit_run(run=run, by=scene.hr, at=AT).state == RunState.SUBMITTED


def test_inputs_that_changed_undo_an_approval(scene: Scene) -> None:
    run = scene.approved(scene.plan())
    Cell.objects.filter(subject_id=scene.people["Ben Ho"].pk).update(numerator=101)
    with pytest.raises(refusals.InputsChanged):
        operations.lock_run(run=run, by=scene.hr, at=AT)
    run.refresh_from_db()
    assert (run.state, run.approved_hash) == (RunState.CALCULATED, "")
    assert by(run, "approved") is None
    assert not Freeze.objects.exists()


def test_a_new_plan_version_makes_the_run_stale_and_is_taken_at_the_next_calculation(scene: Scene) -> None:
    plan = scene.plan()
    run = scene.calculated(plan)
    richer = {**bonus.CURVE, "target_bonus_minor": 900_000}
    version = operations.draft_version(plan=plan, starts=OCT, spec=richer, by=scene.editor, at=AT)
    operations.publish_version(version=version, by=scene.director, at=AT)
    with pytest.raises(refusals.InputsChanged):
        operations.submit_run(run=run, by=scene.hr, at=AT)
    operations.calculate_run(run=run, by=scene.hr, at=AT)
    assert (run.plan_version, run.total_minor) == (version, 900_000 + 1_035_000)


@pytest.mark.parametrize("step", [operations.approve_run, operations.submit_run])
def test_a_reopened_month_refuses(scene: Scene, step: Callable[..., PayoutRun]) -> None:
    plan = scene.plan()
    run = scene.submitted(plan) if step is operations.approve_run else scene.calculated(plan)
    Period.objects.update(state="open", closed_at=None)
    with pytest.raises(refusals.MonthOpen):
        step(run=run, by=scene.director, at=AT)


def test_locking_refuses_while_changes_of_its_days_wait(scene: Scene) -> None:
    run = scene.approved(scene.plan())
    change(scene)
    with pytest.raises(refusals.FiguresWaiting):
        operations.lock_run(run=run, by=scene.hr, at=AT)
    assert not Freeze.objects.exists()


def test_sending_back_needs_a_reason_and_undoes_the_approval(scene: Scene) -> None:
    run = scene.approved(scene.plan())
    with pytest.raises(refusals.ReasonNeeded):
        operations.send_back(run=run, reason=" ", by=scene.director, at=AT)
    run = operations.send_back(run=run, reason="Ben's calls look odd", by=scene.director, at=AT)
    assert run.state == RunState.CALCULATED
    assert by(run, "approved") is None
    assert Entry.objects.get(verb="payout_run.sent_back").reason == "Ben's calls look odd"


def test_a_locked_run_is_not_sent_back(scene: Scene) -> None:
    run = scene.locked(scene.plan())
    with pytest.raises(refusals.WrongState):
        operations.send_back(run=run, reason="Too late", by=scene.director, at=AT)


def test_payroll_confirms_the_total_of_the_file(scene: Scene) -> None:
    run = scene.exported(scene.plan())
    with pytest.raises(refusals.ControlTotalDiffers):
        operations.acknowledge_run(run=run, by=scene.hr, at=AT, total_minor=1_719_999)


def test_a_refusal_leaves_nothing_behind(scene: Scene) -> None:
    run = scene.submitted(scene.plan())
    before = Entry.objects.count()
    with pytest.raises(refusals.SelfApproval):
        operations.approve_run(run=run, by=scene.hr, at=AT)
    assert (bonus.seen(run).state, Entry.objects.count()) == (RunState.SUBMITTED, before)


def test_a_page_that_is_out_of_date_moves_nothing(scene: Scene) -> None:
    run = scene.submitted(scene.plan())
    run.version -= 1
    with pytest.raises(refusals.RunChanged) as refusal:
        operations.approve_run(run=run, by=scene.director, at=AT)
    assert "“Submitted”" in refusal.value.message


def by(run: PayoutRun, step: str) -> User | None:
    """Who did the step, None for nobody."""
    found: User | None = getattr(run, f"{step}_by")
    return found


def change(scene: Scene) -> None:
    """A change of October that nobody has computed yet."""
    row = ChangeRow(
        topic="call", person_id=scene.people["Amy Lau"].pk, team_id=None, first_day=OCT, last_day=OCT
    )
    changes.write(rows=[row], cause="test", at=AT)
