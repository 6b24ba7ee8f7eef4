"""Praise, with its reason in figures."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from apps.audit import operations as audit
from apps.coaching.models import Praise
from apps.coaching.policies import can_start
from apps.coaching.refusals import NotTheirLeader, NotYourPraise, PraiseEmpty
from apps.coaching.windows import before_days, window_figures
from apps.metrics.queries import kpi_infos
from apps.people.clock import local_day
from apps.people.models import Person, User
from apps.people.operations import notify
from apps.people.policies import person_of


@transaction.atomic
def give_praise(*, person: Person, text: str, kpi_code: str = "", by: User, at: datetime) -> Praise:
    """Praise somebody one leads, with the KPI's figure of the last 28 days as its reason.

    The same words on the same day are one. Refusals: `NotTheirLeader`, `PraiseEmpty`.
    """
    me = person_of(by)
    if me is None or not can_start(by, person, local_day(at)):
        raise NotTheirLeader
    if not text.strip():
        raise PraiseEmpty
    row, made = Praise.objects.get_or_create(
        person=person,
        by=me,
        text=text.strip(),
        at__date=local_day(at),
        defaults={"figure": _figure(person, kpi_code, local_day(at)), "at": at},
    )
    if made:
        audit.record(verb="coaching.praised", subject=row, by=by, at=at)
        url = reverse("development")
        notify(person_ids=[person.pk], code="coaching.praise", values={"by": me.name}, url=url, at=at)
    return row


def _figure(person: Person, code: str, on: date) -> dict[str, Any]:
    info = kpi_infos(on).get(code)
    if info is None:
        return {}
    first, last = before_days(on)
    found = window_figures(info, [person.pk], first, last)[person.pk]
    if not found:
        return {}
    words = {"kpi": code, "name": info.name, "unit": info.unit, "decimals": info.decimals}
    return {**found, **words, "first": first.isoformat(), "last": last.isoformat()}


@transaction.atomic
def show_praise(*, praise: Praise, shown: bool, by: User, at: datetime) -> Praise:
    """The person shows it to the team, or takes it back. `NotYourPraise`."""
    me = person_of(by)
    if me is None or me.pk != praise.person_id:
        raise NotYourPraise
    Praise.objects.filter(pk=praise.pk, shown_at__isnull=shown).update(shown_at=at if shown else None)
    praise.refresh_from_db()
    return praise
