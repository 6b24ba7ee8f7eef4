"""The cause that people chose for a KPI's gap."""

from datetime import datetime
from typing import Final

from django.db import transaction

from apps.audit import operations as audit
from apps.metrics.catalogue import kpi_name
from apps.metrics.models import Kpi
from apps.people.clock import local_day
from apps.people.models import Person, User
from apps.reviews.choices import Cause, CausePart, ReviewState
from apps.reviews.models import Finding, Review
from apps.reviews.policies import can_hold_review
from apps.reviews.refusals import (
    CauseMissing,
    KpiNotReviewed,
    NotTheLeader,
    ReviewClosed,
    ReviewNotBegun,
)

BY_DRIVERS: Final = frozenset({"sales_amount", "conversion_rate", "outbound_calls", "average_order_value"})


@transaction.atomic
def write_finding(
    *,
    review: Review,
    kpi: Kpi,
    cause: str,
    why: str,
    part: str = "",
    view_of: Person | None = None,
    by: User,
    at: datetime,
) -> Finding:
    """Say what caused a KPI's gap, or say it anew while the review is open.

    `view_of` is somebody who sees it otherwise: their view is kept beside. The evidence that the review has
    on the gap goes along. Refusals: `NotTheLeader`, `ReviewClosed`, `CauseMissing`, `KpiNotReviewed`.
    """
    held = hold_open(review, by, at)
    if cause not in Cause.values or not why.strip():
        raise CauseMissing
    check_kpi(held, kpi)
    said = {
        "cause": cause,
        "part": part if part in CausePart.values else "",
        "why": why.strip(),
        "evidence": _evidence(held, kpi),
        "written_by": by,
        "written_at": at,
    }
    finding, _made = Finding.objects.update_or_create(review=held, kpi=kpi, view_of=view_of, defaults=said)
    after = {"kpi": kpi.code, "cause": cause, "why": why.strip()}
    audit.record(verb="review.cause_chosen", subject=held, by=by, at=at, after=after)
    return finding


def _evidence(review: Review, kpi: Kpi) -> list[str]:
    """Which of the review's figures stand beside a cause of this KPI."""
    facts = review.facts
    found = ["fact"]
    if facts.get("gap") and kpi.code in BY_DRIVERS:
        found.append("gap")
    if (facts.get("mix") or {}).get("code") == kpi.code:
        found.append("mix")
    return [*found, "insights"] if facts.get("insights") else found


def check_kpi(review: Review, kpi: Kpi) -> None:
    """Refuses a KPI that the review's facts do not show: `KpiNotReviewed`."""
    if kpi.code not in {line["code"] for line in review.facts["lines"]}:
        raise KpiNotReviewed(kpi=kpi_name(kpi.code, kpi.name))


def hold_open(review: Review, by: User, at: datetime) -> Review:
    """The review, locked for this transaction, if it is open and the user may write in it."""
    held = Review.objects.select_for_update(of=("self",)).select_related("team").get(pk=review.pk)
    if not can_hold_review(by, held.team, local_day(at)):
        raise NotTheLeader
    if held.state == ReviewState.CLOSED:
        raise ReviewClosed
    if held.state == ReviewState.PLANNED:
        raise ReviewNotBegun
    return held
