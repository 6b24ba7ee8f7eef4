"""Orders that wait for their agent, and agents who say that an order is theirs."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.intake.choices import ClaimState
from apps.intake.models import Attribution, Claim, HeldRow, Order, Source
from apps.intake.operations.attribution import overrule
from apps.intake.operations.deciding import ReasonMissing
from apps.intake.operations.settling import rerun_parked
from apps.intake.queries.claims import parked_orders
from apps.people.clock import local_day
from apps.people.freezes import is_open
from apps.people.models import Person, User
from apps.people.operations import notify
from apps.people.queries.places import placements
from apps.people.queries.teams import leaders_of
from apps.people.refusals import Refusal


class NoSuchOrder(Refusal):
    """No order without an agent has the number; said of orders that have one, too."""

    sentence = _("No order without an agent has the number “%(key)s”. Write it as the order system does.")
    field = "key"


class AlreadyYours(Refusal):
    """The order counts for the claimant."""

    sentence = _("“%(key)s” counts for you already.")
    field = "key"


class ClaimedAlready(Refusal):
    """The claim is open."""

    sentence = _("You have claimed “%(key)s” already; the answer is still to come.")
    field = "key"


class TooLate(Refusal):
    """The month of the order is closed, or frozen for the claimant."""

    sentence = _("The month of “%(key)s” is closed: it can no longer be claimed. Ask your team leader.")
    field = "key"


class ClaimAnswered(Refusal):
    """Somebody was faster."""

    sentence = _("This claim has been answered by now.")


def give_parked(
    *, source: Source, order_key: str, person: Person, reason: str, by: User, at: datetime
) -> bool:
    """Say whose an order is that waits for its agent; its row runs. False where it waits on."""
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        row, _made = Attribution.objects.update_or_create(
            source=source,
            order_key=order_key,
            defaults={"person": person, "reason": reason.strip(), "by": by, "at": at},
        )
        after = {"person": person.pk, "order": order_key}
        audit.record(
            verb="attribution.changed", subject=row, by=by, at=at, after=after, reason=reason.strip()
        )
    rerun_parked(source=source, codes={"no_agent"}, at=at)
    return Order.objects.filter(source=source, key=order_key).exists()


@transaction.atomic
def claim_order(*, person: Person, key: str, reason: str, by: User, at: datetime) -> Claim:
    """Say that an order without an agent is one's own; the team leader or a data steward answers."""
    if not reason.strip():
        raise ReasonMissing
    source_id, day = _claimable(person, key.strip())
    if day is not None and not is_open(day, person_id=person.pk):
        raise TooLate(key=key)
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                source_id=source_id, order_key=key.strip(), person=person, reason=reason.strip(), at=at
            )
    except IntegrityError as error:
        raise ClaimedAlready(key=key) from error
    audit.record(
        verb="claim.made", subject=claim, by=by, at=at, after={"order": claim.order_key}, reason=claim.reason
    )
    leader = _leader(person, at)
    if leader is not None and leader.pk != person.pk:
        values = {"order": claim.order_key, "person": person.name}
        notify(person_ids=[leader.pk], code="claim.made", values=values, url=reverse("claims"), at=at)
    return claim


def _claimable(person: Person, key: str) -> tuple[int, date | None]:
    """The source of the order and its day, where that is known."""
    for known in Attribution.objects.filter(order_key=key).order_by("source"):
        order = Order.objects.filter(source=known.source_id, key=key, agent=known.person_id).first()
        if order is not None and order.agent_id == person.pk:
            raise AlreadyYours(key=key)
        if order is not None:
            return order.source_id, order.day
    parked: HeldRow | None = parked_orders().filter(value=key).first()
    if parked is None:
        raise NoSuchOrder(key=key)
    return parked.batch.source_id, None


def _leader(person: Person, at: datetime) -> Person | None:
    day = local_day(at)
    teams = [span.team_id for span in placements(day, day, person_ids=[person.pk])]
    return next(iter(leaders_of(teams, day).values()), None)


def answer_claim(*, claim: Claim, accept: bool, answer: str, by: User, at: datetime) -> bool:
    """Accept or decline a claim with a reason, kept with it. False where the order waits as a correction."""
    if not answer.strip():
        raise ReasonMissing
    state = ClaimState.ACCEPTED if accept else ClaimState.DECLINED
    with transaction.atomic():
        answered = Claim.objects.filter(pk=claim.pk, state=ClaimState.OPEN).update(
            state=state, answer=answer.strip(), answered_by=by, answered_at=at
        )
        if not answered:
            raise ClaimAnswered
        verb = "claim.accepted" if accept else "claim.declined"
        after = {"order": claim.order_key, "person": claim.person_id}
        audit.record(verb=verb, subject=claim, by=by, at=at, after=after, reason=answer.strip())
        done = _give_claimed(claim, answer.strip(), by=by, at=at) if accept else True
        values = {"order": claim.order_key, "answer": answer.strip()}
        url = reverse("claims")
        notify(person_ids=[claim.person_id], code=f"claim.{state}", values=values, url=url, at=at)
    return done


def _give_claimed(claim: Claim, reason: str, *, by: User, at: datetime) -> bool:
    order = Order.objects.filter(source=claim.source_id, key=claim.order_key).first()
    if order is not None:
        return overrule(order=order, person=claim.person, reason=reason, by=by, at=at)
    return give_parked(
        source=claim.source, order_key=claim.order_key, person=claim.person, reason=reason, by=by, at=at
    )
