"""Rules of insights are written, looked at once a day, and told to those who lead."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction

from apps.audit import operations as audit
from apps.people.days import ONE_DAY, first_of_month
from apps.people.models import Team, User
from apps.people.operations import Letter, notify_each
from apps.people.queries.tree import team_tree
from apps.performance.choices import InsightKind, InsightSubject
from apps.performance.insights.judging import Found, found_in
from apps.performance.insights.reading import Window, last_complete_day, window
from apps.performance.insights.rules import RULES, usual_bounds
from apps.performance.insights.stored import FIVE, leaders_told, rules_in_force, source_names, teams_off
from apps.performance.models import Insight, InsightLetter, InsightOff, InsightRound, InsightRule
from apps.performance.refusals import BoundOutOfRange

FEWEST_DAYS: Final = 8  # working days of the month; before, the month before is looked at


@transaction.atomic
def write_rule(
    *, kind: InsightKind, bounds: Mapping[str, int], active: bool, by: User, at: datetime
) -> InsightRule:
    """Set a rule's bounds, and switch it on or off for everybody. Refusal: `BoundOutOfRange`."""
    for bound in RULES[kind].bounds:
        if not bound.least <= bounds.get(bound.name, bound.usual) <= bound.most:
            raise BoundOutOfRange(bound=bound.label, least=bound.least, most=bound.most)
    rule, _made = InsightRule.objects.select_for_update().get_or_create(
        kind=kind, defaults={"bounds": usual_bounds(kind)}
    )
    before = {"bounds": rule.bounds, "active": rule.active}
    after = {"bounds": usual_bounds(kind) | dict(bounds), "active": active}
    if before != after:
        rule.bounds, rule.active = after["bounds"], active
        rule.save(update_fields=["bounds", "active"])
        audit.record(verb="insight_rule.written", subject=rule, by=by, at=at, before=before, after=after)
    return rule


@transaction.atomic
def switch_for_team(*, kind: InsightKind, team: Team, active: bool, by: User, at: datetime) -> None:
    """Switch a rule off for a team and those below, or on again. A second time changes nothing."""
    if active:
        changed = InsightOff.objects.filter(kind=kind, team=team).delete()[0] > 0
    else:
        changed = InsightOff.objects.get_or_create(kind=kind, team=team)[1]
    if changed:
        verb = "insight_rule.on_for_team" if active else "insight_rule.off_for_team"
        audit.record(verb=verb, subject=team, by=by, at=at, after={"kind": str(kind)})


def find_insights(*, at: datetime, day: date | None = None) -> InsightRound | None:
    """Let the rules look at the figures through the last complete day, or through `day`.

    None where there is no such day, or it was looked at: of two workers who come at once, one writes.
    """
    day = day or last_complete_day()
    if day is None or InsightRound.objects.filter(day=day).exists():
        return None
    seen = window(_first_day(day), day)
    found = list(_found(seen))
    names = source_names(one.subject_id for one in found if one.subject == InsightSubject.SOURCE)
    try:
        return _store(day, seen, found, names, at)
    except IntegrityError:  # the other worker was first
        return None


def tell_leaders(*, day: date, at: datetime) -> list[Letter]:
    """Leave each leader a notice of the day's insights; returns the letters written now, for the mail.

    Once a day and person: a second call returns nothing.
    """
    letters = []
    told = leaders_told(day)
    for person_id, insights in told.items():
        if insights and _is_first(day, person_id, at):
            values = {"count": len(insights[:FIVE]), "day": day.isoformat()}
            letters.append(
                Letter(person_id=person_id, code="insights.found", values=values, url="/insights/")
            )
    notify_each(letters=letters, at=at)
    return letters


def _is_first(day: date, person_id: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            InsightLetter.objects.create(day=day, person_id=person_id, at=at)
    except IntegrityError:
        return False
    return True


def _first_day(day: date) -> date:
    """The month's first day, or that of the month before while few of its days have been worked."""
    month = first_of_month(day)
    worked = window(month, day).book.working_days(None, month, day)
    return month if len(worked) >= FEWEST_DAYS else first_of_month(month - ONE_DAY)


def _found(seen: Window) -> Iterable[Found]:
    tree = team_tree()
    for rule in rules_in_force():
        if rule.active:
            off = frozenset(tree.below(teams_off().get(rule.kind, ())))
            yield from found_in(seen, rule, off=off)


@transaction.atomic
def _store(
    day: date, seen: Window, found: list[Found], names: Mapping[int, str], at: datetime
) -> InsightRound:
    made = InsightRound.objects.create(day=day, at=at)
    Insight.objects.bulk_create(
        (
            Insight(
                round=made,
                kind=one.kind,
                subject=one.subject,
                subject_id=one.subject_id,
                name=(names.get(one.subject_id, "") if one.subject == InsightSubject.SOURCE else one.name)[
                    :120
                ],
                team_id=one.team_id,
                first=seen.first,
                last=seen.last,
                n=one.n,
                cost_minor=one.cost_minor,
                values=dict(one.values),
            )
            for one in found
        ),
        batch_size=500,
    )
    audit.record(verb="insights.found", subject=made, by=None, at=at, after={"count": len(found)})
    return made
