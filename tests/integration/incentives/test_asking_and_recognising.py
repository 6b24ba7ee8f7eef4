"""Questions about pay, nominations, honours, proposals, and the calculation of a run as a job."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from apps.incentives import operations, refusals
from apps.incentives.models import Award, Nomination, Question, RunJob
from apps.incentives.operations import jobs
from apps.incentives.operations.questions import answer_day
from apps.incentives.queries.working import Moment, moments, paid_months, team_changes
from apps.people import clock
from apps.people.models import Notice
from apps.performance.models import PeriodSnapshot, Result
from tests import bonus, floor
from tests.bonus import AT, OCT, SEP, Scene

pytestmark = pytest.mark.django_db
JUL, AUG = date(2026, 7, 1), date(2026, 8, 1)


@pytest.fixture
def scene() -> Scene:
    made = bonus.scene()
    made.agent("Amy Lau", 105, sign_in=True)
    made.agent("Ben Ho", 100)
    return made


def stored(scene: Scene, month: date, scores: dict[str, int], teams: dict[int, int] | None = None) -> None:
    """The results of a closed month: hundredths of a score by name and by team."""
    bonus.close(month)
    snapshot = PeriodSnapshot.objects.create(month=month, close_number=1, at=AT)
    subjects = [("agent", scene.people[name].pk, hundredths) for name, hundredths in scores.items()]
    subjects += [("team", pk, hundredths) for pk, hundredths in (teams or {}).items()]
    for place, (subject, pk, hundredths) in enumerate(subjects, start=1):
        Result.objects.create(
            snapshot=snapshot,
            subject=subject,
            subject_id=pk,
            team_id=scene.team.pk,
            scorecard_id=1,
            score_micros=hundredths * 10_000,
            place=place,
            lines=[],
            detail={"score": f"{hundredths}/100"},
        )


# Questions


def test_a_question_is_answered_in_its_thread_and_may_be_asked_again(scene: Scene) -> None:
    run = scene.approved(scene.plan())
    payout = run.inputs.get(person=scene.people["Amy Lau"])
    amy = scene.people["Amy Lau"].user
    assert amy is not None
    for about, text, refusal in (
        ("total", " ", refusals.NothingSaid),
        ("line:component:nothing", "Why?", refusals.AboutUnknown),
    ):
        with pytest.raises(refusal):
            operations.ask(payout=payout, about=about, text=text, by=amy, at=AT)
    question = operations.ask(payout=payout, about="kpi:outbound_calls", text="Why 105?", by=amy, at=AT)
    assert (question.due, question.state) == (date(2026, 11, 24), "open")
    with pytest.raises(refusals.QuestionOpen):
        operations.ask(payout=payout, about="kpi:outbound_calls", text="Hello?", by=amy, at=AT)
    with pytest.raises(refusals.OwnException):
        operations.answer(question=question, outcome="answered", text="Fine", by=amy, at=AT)
    with pytest.raises(refusals.DecisionWrong):
        operations.answer(question=question, outcome="open", text="Fine", by=scene.hr, at=AT)
    operations.answer(question=question, outcome="declined", text="105 calls.", by=scene.hr, at=AT)
    with pytest.raises(refusals.QuestionClosed):
        operations.answer(question=question, outcome="answered", text="Again", by=scene.hr, at=AT)
    again = operations.say_more(question=question, text="I had 106.", by=amy, at=AT)
    assert (again.state, again.closed_by) == ("open", None)
    assert list(again.posts.order_by("pk").values_list("text", flat=True)) == [
        "Why 105?",
        "105 calls.",
        "I had 106.",
    ]
    codes = set(Notice.objects.values_list("code", flat=True))
    assert {"question.asked", "question.answered"} <= codes
    late = AT + timedelta(days=46)
    with pytest.raises(refusals.TooLate):
        operations.ask(payout=payout, about="total", text="Still?", by=amy, at=late)
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "due"), [((2026, 11, 19), (2026, 11, 23)), ((2026, 11, 20), (2026, 11, 24))]
)
def test_answers_are_due_after_two_weekdays(asked: tuple[int, int, int], due: tuple[int, int, int]) -> None:
    assert answer_day(date(*asked)) == date(*due)


# Recognition


def test_teams_and_the_most_improved_are_honoured(scene: Scene) -> None:
    other = floor.team("Renewals")
    stored(scene, SEP, {"Amy Lau": 100, "Ben Ho": 80}, {scene.team.pk: 90, other.pk: 95})
    stored(scene, OCT, {"Amy Lau": 101, "Ben Ho": 95}, {scene.team.pk: 98, other.pk: 95})
    for code, basis, subject in (("up", "improved", "agent"), ("team", "score", "team")):
        operations.create_honour_rule(
            code=code, name=code, basis=basis, subject=subject, starts=OCT, by=scene.hr, at=AT
        )
    assert operations.award_honours(at=AT) == 2
    given = {row.round.rule.code: (row.person, row.team) for row in Award.objects.all()}
    assert given == {"up": (scene.people["Ben Ho"], None), "team": (None, scene.team)}
    assert operations.award_honours(at=AT) == 0


@pytest.mark.parametrize(("last", "nominated"), [(103, 1), (102, 1), (101, 0)])
def test_who_meets_the_rule_in_each_month_is_nominated_once_and_decided(
    scene: Scene, last: int, nominated: int
) -> None:
    for month, score in ((AUG, 110), (SEP, 105), (OCT, last)):
        stored(scene, month, {"Amy Lau": score, "Ben Ho": 90})
    operations.create_nomination_rule(
        code="senior", name="Senior agent", basis="score", bound_micros=1_020_000, months=3,
        tenure_months=6, starts=JUL, by=scene.hr, at=AT,
    )  # fmt: skip
    assert operations.nominate(at=AT) == nominated
    assert operations.nominate(at=AT) == 0
    if not nominated:
        return
    row = Nomination.objects.get()
    assert [part["month"] for part in row.evidence] == ["2026-08-01", "2026-09-01", "2026-10-01"]
    assert row.evidence[0]["value"] == "11/10"
    amy = scene.people["Amy Lau"].user
    assert amy is not None
    for state, reason, by, refusal in (
        ("accepted", " ", scene.hr, refusals.ReasonNeeded),
        ("open", "x", scene.hr, refusals.DecisionWrong),
        ("accepted", "x", amy, refusals.OwnException),
    ):
        with pytest.raises(refusal):
            operations.decide_nomination(nomination=row, state=state, reason=reason, by=by, at=AT)
    operations.decide_nomination(nomination=row, state="accepted", reason="Leads well", by=scene.hr, at=AT)
    with pytest.raises(refusals.NominationDecided):
        operations.decide_nomination(nomination=row, state="declined", reason="No", by=scene.hr, at=AT)
    assert operations.nominate(at=AT) == 0


def test_too_short_a_history_or_tenure_nominates_nobody(scene: Scene) -> None:
    stored(scene, OCT, {"Amy Lau": 120})
    for code, months, tenure in (("long", 2, 0), ("old", 2, 12)):
        operations.create_nomination_rule(
            code=code, name=code, basis="score", bound_micros=1, months=months, tenure_months=tenure,
            starts=JUL, by=scene.hr, at=AT,
        )  # fmt: skip
    assert operations.nominate(at=AT) == 0
    stored(scene, SEP, {"Amy Lau": 120})
    assert operations.nominate(at=AT) == 1
    assert Nomination.objects.get().rule.code == "long"
    with pytest.raises(refusals.MonthsWrong):
        operations.create_nomination_rule(
            code="x", name="x", basis="score", bound_micros=1, months=1, starts=JUL, by=scene.hr, at=AT
        )


# Is it working


def test_pay_beside_result_and_everyone_before_and_after(scene: Scene) -> None:
    for number in range(4):
        scene.agent(f"Agent {number}", 100)
    names = list(scene.people)
    for month, score in ((JUL, 90), (AUG, 90), (SEP, 92), (OCT, 100)):
        stored(scene, month, {name: score + n for n, name in enumerate(names)})
    plan = scene.plan()
    run = scene.locked(plan)
    month = paid_months(plan)[0]
    assert (month.month, month.total, month.people) == (OCT, run.total_minor, 6)
    assert month.score == Fraction(605, 600)
    rows = team_changes(plan, Moment(key="x", month=OCT, name="x", is_plan=True))
    assert [(row.team, row.n) for row in rows] == [("Outbound A", 6)]
    assert rows[0].change is not None
    assert rows[0].change.mean == Fraction(28, 300)
    assert moments(plan) == []


def test_a_proposal_is_owned_dated_and_closed_with_what_came_of_it(scene: Scene) -> None:
    plan, owner = scene.plan(), scene.people["Amy Lau"]
    with pytest.raises(refusals.DueInPast):
        operations.propose(
            plan=plan, kind="plan", title="Lower cap", text="", owner=owner, due=SEP, evidence={},
            by=scene.hr, at=AT,
        )  # fmt: skip
    row = operations.propose(
        plan=plan, kind="strategy", title="New script", text="Conversion fell", owner=owner,
        due=date(2026, 12, 1), evidence={"moment": "v2"}, by=scene.hr, at=AT,
    )  # fmt: skip
    with pytest.raises(refusals.OutcomeNeeded):
        operations.close_proposal(proposal=row, state="done", outcome=" ", by=scene.hr, at=AT)
    row = operations.close_proposal(proposal=row, state="done", outcome="Done", by=scene.hr, at=AT)
    with pytest.raises(refusals.ProposalClosed):
        operations.close_proposal(proposal=row, state="dropped", outcome="No", by=scene.hr, at=AT)


# The job


def test_a_worker_calculates_once_and_a_dead_one_is_taken_over(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = scene.draft(scene.plan())
    job = operations.ask_calculation(run=run, by=scene.hr, at=clock.now(), total=2)
    with pytest.raises(refusals.JobOpen):
        operations.ask_calculation(run=run, by=scene.hr, at=clock.now())

    def killed(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "calculate_run", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.work_job(job_id=job.pk)
    assert bonus.seen(run).state == "draft"
    assert not jobs.work_job(job_id=job.pk)
    RunJob.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert jobs.work_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.done, job.total) == ("done", 2, 2, 2)
    assert bonus.seen(run).total_minor == 1_720_000
    assert run.lines.count() == 2


def test_a_cancelled_job_stores_nothing_even_at_its_last_step(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = scene.draft(scene.plan())
    job = operations.ask_calculation(run=run, by=scene.hr, at=clock.now())
    real = jobs.calculate_run

    def cancelled_meanwhile(**options: object) -> object:
        done = real(**options)  # type: ignore[arg-type]
        RunJob.objects.filter(pk=job.pk).update(state="cancelled", lease_until=None)
        return done

    monkeypatch.setattr(jobs, "calculate_run", cancelled_meanwhile)
    assert not jobs.work_job(job_id=job.pk)
    assert bonus.seen(run).state == "draft"
    assert not run.lines.exists()
    RunJob.objects.update(state="cancelled", lease_until=None)
    with pytest.raises(refusals.JobEnded):
        operations.cancel_calculation(job=job, by=scene.hr, at=AT)
