"""Reminders to those who have not looked at their targets, and who counts as having seen them."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.goals.models import Acknowledgement, Answer, Reminder, Scorecard
from apps.goals.queries.agreement import people_on
from apps.goals.queries.rules import goal_rules
from apps.people.clock import local_day
from apps.people.operations import notify
from apps.people.queries.book import work_book


@transaction.atomic
def remind_agents(*, at: datetime) -> int:
    """Remind, once, who has said nothing some days after publishing and is at work. Returns how many."""
    rules, today, told = goal_rules(), local_day(at), 0
    for card in _open(today):
        if local_day(card.published_at) + timedelta(days=rules.remind_after) > today:  # type: ignore[arg-type]
            continue
        silent = set(_silent(card)) - set(card.reminders.values_list("person_id", flat=True))
        due = sorted(_at_work(silent, today))
        Reminder.objects.bulk_create(Reminder(scorecard=card, person_id=pk, at=at) for pk in due)
        told += notify(
            person_ids=due,
            code="scorecard.reminder",
            values={"scorecard": card.name},
            url=reverse("targets"),
            at=at,
        )
    return told


@transaction.atomic
def deem_seen(*, at: datetime) -> int:
    """Note who counts as having seen their targets: some working days of their own after they were published.

    Days of absence do not count, so that nobody is deemed to have seen anything before their return. Who
    answered with a proposal is waiting for an answer, not silent. Returns how many.
    """
    rules, today, noted = goal_rules(), local_day(at), 0
    for card in _open(today):
        since = local_day(card.published_at) + timedelta(days=1)  # type: ignore[arg-type]
        silent = _silent(card)
        book = work_book(silent, since, today)
        due = [pk for pk in silent if book.time(pk, since, today).days >= rules.deemed_after]
        Acknowledgement.objects.bulk_create(
            (Acknowledgement(scorecard=card, person_id=pk, at=at, deemed=True) for pk in due),
            ignore_conflicts=True,
        )
        if due:
            audit.record(verb="scorecard.deemed_seen", subject=card, by=None, at=at, after={"people": due})
        noted += len(due)
    return noted


def _open(today: date) -> list[Scorecard]:
    return list(Scorecard.objects.published().filter(ends__gt=today).order_by("pk"))


def _silent(card: Scorecard) -> list[int]:
    answered = set(Answer.objects.filter(line__scorecard=card).values_list("person_id", flat=True))
    return [one.person_id for one in people_on(card) if one.at is None and one.person_id not in answered]


def _at_work(person_ids: set[int], today: date) -> list[int]:
    """Those who work today: nobody is reminded on leave."""
    book = work_book(person_ids, today, today)
    return [pk for pk in person_ids if book.time(pk, today, today).worked]
