"""Plans and their versions: who writes, who publishes, what never changes."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from apps.audit.models import Entry
from apps.incentives import operations, refusals
from apps.incentives.models import Plan, PlanVersion
from apps.incentives.queries.plans import plans_of_teams, version_in_force
from tests import bonus, floor
from tests.bonus import AT, CURVE, NOV, OCT, SEP, Scene

pytestmark = pytest.mark.django_db
DEC = date(2026, 12, 1)


@pytest.fixture
def scene() -> Scene:
    return bonus.scene()


def create(scene: Scene, **changes: Any) -> PlanVersion:
    values = {
        "code": "sales",
        "name": "Sales",
        "currency": "HKD",
        "teams": [scene.team],
        "starts": OCT,
        "spec": CURVE,
        "by": scene.editor,
        "at": AT,
    }
    return operations.create_plan(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"teams": []}, refusals.PlanNeedsTeams),
        ({"currency": "hkd"}, refusals.CurrencyUnknown),
        ({"currency": "HK"}, refusals.CurrencyUnknown),
        ({"currency": "港幣元"}, refusals.CurrencyUnknown),
        ({"starts": date(2026, 10, 2)}, refusals.MonthNeeded),
        ({"spec": {}}, refusals.SpecWrong),
        ({"spec": {"units": [{"key": "x", "kpi": "nobody_measures", "minor": 1}]}}, refusals.SpecWrong),
        ({"spec": {"units": [{"key": "x", "kpi": "conversion_rate", "minor": 1}]}}, refusals.SpecWrong),
        ({"spec": {"units": [{"key": "x", "kpi": "sales_amount", "minor": 1}]}}, refusals.SpecWrong),
    ],
)
def test_a_plan_that_is_wrong_is_refused(
    scene: Scene, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        create(scene, **changes)
    assert not Plan.objects.exists()


def test_codes_are_taken_once(scene: Scene) -> None:
    create(scene)
    with pytest.raises(refusals.PlanCodeTaken):
        create(scene)


def test_a_draft_is_not_in_force(scene: Scene) -> None:
    plan = create(scene).plan
    assert version_in_force(plan, OCT) is None
    assert plans_of_teams([scene.team.pk], OCT) == {}


def test_who_wrote_a_version_does_not_publish_it(scene: Scene) -> None:
    version = create(scene)
    with pytest.raises(refusals.EditorPublishes):
        operations.publish_version(version=version, by=scene.editor, at=AT)
    operations.change_draft(version=version, starts=OCT, spec=CURVE, by=scene.hr, at=AT)
    for editor in (scene.editor, scene.hr):
        with pytest.raises(refusals.EditorPublishes):
            operations.publish_version(version=version, by=editor, at=AT)


def test_versions_follow_one_another(scene: Scene) -> None:
    plan = scene.plan(starts=SEP)
    later = operations.draft_version(plan=plan, starts=NOV, spec=CURVE, by=scene.editor, at=AT)
    with pytest.raises(refusals.DraftExists):
        operations.draft_version(plan=plan, starts=NOV, spec=CURVE, by=scene.hr, at=AT)
    operations.publish_version(version=later, by=scene.director, at=AT)
    first = plan.versions.get(version=1)
    assert (first.ends, later.ends) == (NOV, None)
    found = [version_in_force(plan, month) for month in (date(2026, 8, 1), SEP, OCT, NOV, DEC)]
    assert found == [None, first, first, later, later]
    assert plans_of_teams([scene.team.pk], OCT) == {scene.team.pk: first}


@pytest.mark.parametrize("starts", [SEP, date(2026, 8, 1)])
def test_a_version_does_not_begin_before_the_one_before(scene: Scene, starts: date) -> None:
    plan = scene.plan(starts=SEP)
    version = operations.draft_version(plan=plan, starts=starts, spec=CURVE, by=scene.editor, at=AT)
    with pytest.raises(refusals.VersionTooEarly):
        operations.publish_version(version=version, by=scene.director, at=AT)


@pytest.mark.parametrize(("starts", "refused"), [(OCT, True), (NOV, False)])
def test_approved_months_keep_their_version(scene: Scene, starts: date, refused: bool) -> None:
    scene.agent("Amy Lau")
    plan = scene.plan(starts=SEP)
    scene.approved(plan)
    version = operations.draft_version(plan=plan, starts=starts, spec=CURVE, by=scene.editor, at=AT)
    if refused:
        with pytest.raises(refusals.MonthsApproved):
            operations.publish_version(version=version, by=scene.director, at=AT)
    else:
        assert operations.publish_version(version=version, by=scene.director, at=AT).is_published


def test_a_team_is_paid_by_one_plan(scene: Scene) -> None:
    scene.plan()
    below = floor.team("Below", scene.team)
    version = create(scene, code="other", teams=[below])
    with pytest.raises(refusals.TeamHasPlan) as refusal:
        operations.publish_version(version=version, by=scene.director, at=AT)
    assert "Below is paid by the plan “Sales 2026”" in refusal.value.message
    apart = create(scene, code="apart", teams=[floor.team("Apart")])
    assert operations.publish_version(version=apart, by=scene.director, at=AT).is_published


def test_a_published_version_is_not_changed_by_anyone(scene: Scene) -> None:
    version = scene.plan().versions.get()
    with pytest.raises(refusals.VersionPublished):
        operations.change_draft(version=version, starts=OCT, spec=CURVE, by=scene.editor, at=AT)
    with pytest.raises(refusals.VersionPublished):
        operations.publish_version(version=version, by=scene.director, at=AT)
    changes: list[dict[str, Any]] = [{"spec": {}}, {"starts": DEC}, {"version": 9}]
    for change in changes:
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            PlanVersion.objects.filter(pk=version.pk).update(**change)


def test_a_locked_run_is_not_changed_by_anyone(scene: Scene) -> None:
    scene.agent("Amy Lau")
    run = scene.locked(scene.plan())
    line = run.lines.get()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        run.lines.update(amount=1)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        run.inputs.update(total_minor=1)
    line.pk, line.position = None, 2
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        line.save()


def test_every_change_of_a_plan_is_in_the_trail(scene: Scene) -> None:
    version = create(scene)
    operations.change_draft(
        version=version, starts=NOV, spec={**CURVE, "cap_minor": 1}, by=scene.hr, at=AT, note="A cap"
    )
    operations.publish_version(version=version, by=scene.director, at=AT)
    trail = Entry.objects.filter(subject_type="incentives.PlanVersion").order_by("pk")
    assert [entry.verb for entry in trail] == [
        "plan_version.drafted",
        "plan_version.changed",
        "plan_version.published",
    ]
    assert (trail[1].before["spec"], trail[1].after["spec"]["cap_minor"]) == (CURVE, 1)
