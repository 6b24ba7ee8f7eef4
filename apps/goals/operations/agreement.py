"""The agents' side: having read and accepted what is wanted."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.goals.models import Acknowledgement, Scorecard
from apps.goals.operations.publishing import NotPublished
from apps.goals.queries.agreement import people_on
from apps.people.models import Person, User
from apps.people.refusals import Refusal


class NotOneself(Refusal):
    """Only the agent can say so."""

    sentence = _("Only %(person)s can acknowledge these targets.")


class NotJudged(Refusal):
    """The scorecard does not judge this person."""

    sentence = _(
        "The scorecard “%(name)s” does not apply to you in its months, so there is nothing to acknowledge."
    )


def acknowledge_scorecard(*, scorecard: Scorecard, person: Person, by: User, at: datetime) -> Acknowledgement:
    """Note that the agent has read and accepted the published targets; a second click changes nothing.

    Refuses NotPublished, NotOneself (`by` is someone else's sign-in) and NotJudged.
    """
    if not scorecard.is_published:
        raise NotPublished(name=scorecard.name)
    if person.user_id != by.pk:
        raise NotOneself(person=person.name)
    if all(on.person_id != person.pk for on in people_on(scorecard)):
        raise NotJudged(name=scorecard.name)
    try:
        return _acknowledge(scorecard, person, by, at)
    except IntegrityError:  # a double click: the first one counts
        return Acknowledgement.objects.get(scorecard=scorecard, person=person)


@transaction.atomic
def _acknowledge(scorecard: Scorecard, person: Person, by: User, at: datetime) -> Acknowledgement:
    row = Acknowledgement.objects.create(scorecard=scorecard, person=person, at=at)
    after = {"person": person.pk, "version": scorecard.version}
    audit.record(verb="scorecard.acknowledged", subject=scorecard, by=by, at=at, after=after)
    return row
