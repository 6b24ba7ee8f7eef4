"""Questions about a line of one's pay: asked, answered or declined in a thread, with a day by when."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.incentives import refusals
from apps.incentives.choices import QuestionState
from apps.incentives.models import Question, QuestionPost, RunInput
from apps.incentives.queries.questions import lines_to_ask_about
from apps.people.choices import Role
from apps.people.clock import local_day
from apps.people.models import Person, RoleGrant, User
from apps.people.operations import notify
from apps.people.queries.dated import touching

ANSWER_IN: Final = 2  # weekdays
ASK_WITHIN: Final = timedelta(days=45)  # after the approval


@transaction.atomic
def ask(*, payout: RunInput, about: str, text: str, by: User, at: datetime) -> Question:
    """Ask about a line of one's own payout. Whether it is one's own is the caller's to ask.

    Refusals: `NothingSaid`, `AboutUnknown`, `TooLate`, `QuestionOpen`.
    """
    if not text.strip():
        raise refusals.NothingSaid
    run = payout.run
    if about not in lines_to_ask_about(payout):
        raise refusals.AboutUnknown
    if run.approved_at is not None and at > run.approved_at + ASK_WITHIN:
        raise refusals.TooLate(day=local_day(run.approved_at + ASK_WITHIN))
    try:
        with transaction.atomic():
            question = Question.objects.create(
                run=run, person_id=payout.person_id, about=about, asked_at=at, due=answer_day(local_day(at))
            )
    except IntegrityError:
        raise refusals.QuestionOpen from None
    _post(question, text, by=by, at=at)
    _record(question, "asked", by=by, at=at)
    _tell(_hr(local_day(at)), "question.asked", question, reverse("run-questions", args=[run.pk]), at=at)
    return question


@transaction.atomic
def answer(*, question: Question, outcome: str, text: str, by: User, at: datetime) -> Question:
    """Close a question with words: answered, corrected (a correction follows), or declined.

    Refusals: `NothingSaid`, `DecisionWrong`, `OwnException`, `QuestionClosed`.
    """
    if not text.strip():
        raise refusals.NothingSaid
    if outcome not in QuestionState.values or outcome == QuestionState.OPEN:
        raise refusals.DecisionWrong
    if Person.objects.filter(pk=question.person_id, user=by).exists():
        raise refusals.OwnException
    open_row = Question.objects.filter(pk=question.pk, state=QuestionState.OPEN)
    if not open_row.update(state=outcome, closed_by=by, closed_at=at):
        raise refusals.QuestionClosed
    question.refresh_from_db()
    _post(question, text, by=by, at=at)
    _record(question, outcome, by=by, at=at)
    url = reverse("my-payout", args=[question.run_id])
    _tell([question.person_id], "question.answered", question, url, at=at)
    return question


@transaction.atomic
def say_more(*, question: Question, text: str, by: User, at: datetime) -> Question:
    """Another word in the thread; by whoever asked it opens a closed question again, with a new day.

    Refusals: `NothingSaid`, `QuestionOpen` (another one about the same line is open).
    """
    if not text.strip():
        raise refusals.NothingSaid
    _post(question, text, by=by, at=at)
    if not question.is_open and Person.objects.filter(pk=question.person_id, user=by).exists():
        try:
            with transaction.atomic():
                Question.objects.filter(pk=question.pk).update(
                    state=QuestionState.OPEN,
                    closed_by=None,
                    closed_at=None,
                    due=answer_day(local_day(at)),
                )
        except IntegrityError:
            raise refusals.QuestionOpen from None
        question.refresh_from_db()
        _record(question, "asked_again", by=by, at=at)
    return question


def answer_day(asked: date) -> date:
    """By when a question is answered: so many weekdays later."""
    day, left = asked, ANSWER_IN
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def _post(question: Question, text: str, *, by: User, at: datetime) -> None:
    QuestionPost.objects.create(question=question, by=by, at=at, text=text.strip())


def _record(question: Question, verb: str, *, by: User, at: datetime) -> None:
    audit.record(
        verb=f"pay_question.{verb}",
        subject=question,
        by=by,
        at=at,
        after={"about": question.about, "person_id": question.person_id, "run": str(question.run)},
    )


def _hr(day: date) -> list[int]:
    grants = RoleGrant.objects.filter(touching(day, day), role=Role.HR)
    return list(grants.order_by("person_id").values_list("person_id", flat=True))


def _tell(person_ids: Iterable[int], code: str, question: Question, url: str, *, at: datetime) -> None:
    values = {"month": f"{question.run.month:%Y-%m}"}
    notify(person_ids=person_ids, code=code, values=values, url=url, at=at)
