"""The day the portal was set up: organisation, sites, teams, holidays, the first roster, sign-ins."""

from datetime import date
from pathlib import Path

from apps.people.choices import CalendarKind, PeriodState
from apps.people.clock import organisation
from apps.people.models import CalendarException, EmployeeNumber, Period, Person, Site, Team
from apps.people.operations import (
    add_site,
    add_team,
    create_login,
    ensure_periods,
    import_roster,
    set_exception,
    set_organisation,
)
from apps.portal.demo.cast import ADMINISTRATOR, Cast
from apps.portal.demo.company import CURRENCY, NAME, ROOT, SITES, TEAMS, TIME_ZONE, TeamPlan
from apps.portal.demo.days import HOLIDAYS
from apps.portal.demo.failures import DemoFailed
from apps.portal.demo.files import write_roster
from apps.portal.demo.logins import LOGINS, PASSWORD, username_of
from apps.portal.demo.story import Story, next_month


def found_company(story: Story, folder: Path) -> None:
    """Organisation, sites, teams, holidays and everyone who worked here then."""
    at = story.at(story.go_live)
    if organisation().name != NAME:
        set_organisation(
            name=NAME, time_zone=TIME_ZONE, currency=CURRENCY, work_weekdays="12345", by=None, at=at
        )
    for code, name in SITES.items():
        if not Site.objects.filter(code=code).exists():
            add_site(code=code, name=name, by=None, at=at)
    for plan in (ROOT, *TEAMS):
        _team(story, plan)
    _holidays(story)
    ensure_periods(first=story.first, last=next_month(story.current))
    _roster(story, folder)


def _team(story: Story, plan: TeamPlan) -> None:
    if Team.objects.filter(code=plan.code).exists():
        return
    add_team(
        code=plan.code,
        name=plan.name,
        site=Site.objects.get(code=plan.site),
        parent=None if plan is ROOT else Team.objects.get(code=ROOT.code),
        by=None,
        at=story.at(story.go_live),
    )


def _holidays(story: Story) -> None:
    known = set(CalendarException.objects.filter(site=None).values_list("day", flat=True))
    closed = set(Period.objects.filter(state=PeriodState.CLOSED).values_list("starts", flat=True))
    for day, name in HOLIDAYS.items():
        if day not in known and day >= story.first and day.replace(day=1) not in closed:
            at = story.at(story.go_live, 10)
            set_exception(day=day, site=None, kind=CalendarKind.HOLIDAY, name=name, by=None, at=at)


def _roster(story: Story, folder: Path) -> None:
    if EmployeeNumber.objects.filter(number=ADMINISTRATOR).exists():
        return
    done = import_roster(file=write_roster(story, folder), by=None, at=story.at(story.go_live, 11))
    if done.errors:
        raise DemoFailed("; ".join(f"row {error.row}: {error.message}" for error in done.errors))


def open_logins(story: Story) -> None:
    """A sign-in for everyone, the administrator's first; those of `LOGINS` can be used, the others wait."""
    passwords = {login.number: PASSWORD for login in LOGINS}
    by, moment = None, story.at(story.go_live, 14)
    for number, person in sorted(Cast().persons.items(), key=lambda pair: pair[0] != ADMINISTRATOR):
        if number == ADMINISTRATOR and person.user is not None:
            by = person.user
        if person.user is None:
            starts = _since(person)
            user = create_login(
                person=person,
                username=username_of(number),
                password=passwords.get(number),
                by=by,
                at=max(moment, story.at(starts, 8, 30)),
            )
            by = by or user


def _since(person: Person) -> date:
    return min(employment.starts for employment in person.employments.all())
