"""Home teams and loans: where a person belongs, and where one helps out for days."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.people.choices import MembershipKind
from apps.people.days import FOREVER, ONE_DAY
from apps.people.models import Membership, Person, Team, User
from apps.people.operations.periods import hold_people
from apps.people.operations.placements import place
from apps.people.operations.records import HOMES, LOANS, Line, lines_of, put_lines
from apps.people.refusals import Refusal
from apps.people.timeline import Stretch, overwritten, value_on, without


class DatesReversed(Refusal):
    """The last day is not before the first."""

    sentence = _("The last day %(last)s is before the first day %(first)s.")
    field = "last_day"


class LoanToOwnTeam(Refusal):
    """A loan goes to another team."""

    sentence = _("%(name)s belongs to %(team)s on %(day)s already: a loan goes to another team.")
    field = "team"


class LoansOverlap(Refusal):
    """One loan at a time."""

    sentence = _("%(name)s is on loan on some of these days already. End that loan first.")
    field = "first_day"


@transaction.atomic
def set_membership(
    *, person: Person, team: Team, starts: date, last_day: date | None = None, by: User | None, at: datetime
) -> None:
    """The person's home team from `starts` (to `last_day`, if given).

    It replaces whatever stood on those days.
    """
    ends = _ends(starts, last_day)
    hold_people()
    before = lines_of(HOMES, [person.pk])[person.pk]
    after = overwritten(before, [Stretch(starts, ends, team.pk)])
    put_lines(HOMES, {person.pk: after})
    place(person_ids=[person.pk], cause=f"person {person.pk}", at=at)
    audit.record(
        verb="person.team_changed",
        subject=person,
        by=by,
        at=at,
        before={"team": _team_name(before, starts)},
        after={
            "team": team.name,
            "starts": starts.isoformat(),
            "last_day": last_day.isoformat() if last_day else "",
        },
    )


@transaction.atomic
def lend_person(
    *, person: Person, team: Team, first_day: date, last_day: date, by: User | None, at: datetime
) -> Membership:
    """Lend the person to another team: on these days records and working time count there."""
    ends = _ends(first_day, last_day)
    hold_people()
    if value_on(lines_of(HOMES, [person.pk])[person.pk], first_day) == team.pk:
        raise LoanToOwnTeam(name=person.name, team=team.name, day=first_day.isoformat())
    if any(s.starts < ends and first_day < s.ends for s in lines_of(LOANS, [person.pk])[person.pk]):
        raise LoansOverlap(name=person.name)
    loan = Membership.objects.create(
        person=person, team=team, kind=MembershipKind.LOAN, starts=first_day, ends=ends
    )
    place(person_ids=[person.pk], cause=f"person {person.pk}", at=at)
    after = {"team": team.name, "first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
    audit.record(verb="person.lent", subject=person, by=by, at=at, after=after)
    return loan


@transaction.atomic
def end_loan(*, loan: Membership, last_day: date | None, by: User | None, at: datetime) -> None:
    """End a loan after `last_day`, or take it back whole (None). Days that are closed stay as they are."""
    person, before = loan.person, loan.ends
    hold_people()
    keep = loan.starts if last_day is None else last_day + ONE_DAY
    line = lines_of(LOANS, [person.pk])[person.pk]
    put_lines(LOANS, {person.pk: without(line, max(keep, loan.starts), loan.ends or FOREVER)})
    place(person_ids=[person.pk], cause=f"person {person.pk}", at=at)
    audit.record(
        verb="person.loan_ended",
        subject=person,
        by=by,
        at=at,
        before={"team": loan.team.name, "ends": before.isoformat() if before else ""},
        after={"last_day": last_day.isoformat() if last_day else ""},
    )


def _ends(first: date, last: date | None) -> date:
    if last is None:
        return FOREVER
    if last < first:
        raise DatesReversed(first=first.isoformat(), last=last.isoformat())
    return last + ONE_DAY


def _team_name(line: Line, day: date) -> str:
    team_id = value_on(line, day)
    return Team.objects.get(pk=team_id).name if team_id else ""
