"""One import: read, match, write, and roll back when anything is wrong or only a preview was asked for."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from apps.audit import operations as audit
from apps.people import policies
from apps.people.clock import local_day, organisation
from apps.people.days import CALENDAR_FIRST, CALENDAR_LAST
from apps.people.models import Person, User
from apps.people.operations.periods import hold_dated
from apps.people.operations.placements import MoveOnClosedDays, place
from apps.people.operations.roster.leaders import put_leaders
from apps.people.operations.roster.lines import Plan, plan_lines
from apps.people.operations.roster.matching import People, match_people
from apps.people.operations.roster.places import Teams, match_teams
from apps.people.roster.errors import RowError
from apps.people.roster.reading import RosterFile, read_roster
from apps.people.roster.rows import RosterRow, read_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterResult:
    """What an import did, or would do: `read` rows of the file; persons created, changed and unchanged.

    With errors nothing was written. `warnings` are worth a look but hold nothing up; `unknown` are headers
    not used.
    """

    read: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    teams: int = 0
    errors: tuple[RowError, ...] = ()
    warnings: tuple[RowError, ...] = ()
    unknown: tuple[str, ...] = ()
    written: bool = False


class _RollBack(Exception):
    """Leaves the transaction without writing."""


@dataclass(slots=True)
class _Job:
    """One run through a file, inside its transaction."""

    file: RosterFile
    default_start: date | None
    by: User | None
    at: datetime
    rows: list[RosterRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    people: People = field(default_factory=People)
    changed: set[int] = field(default_factory=set)
    teams: Teams = field(default_factory=Teams)


def import_roster(
    *,
    file: Path | bytes,
    default_start: date | None = None,
    dry_run: bool = False,
    by: User | None,
    at: datetime,
) -> RosterResult:
    """Import a CSV or XLSX roster. `to` is a person's last day; an empty `from` means `default_start`.

    What a row says of a person holds from its first day on and replaces what was known of those days; earlier
    days, and persons the file does not name, stay. Raises a `Refusal` of `roster.reading` or `roster.columns`
    for a file that cannot be read at all; rows that cannot be taken come back as errors, and then nothing is
    written.
    """
    read = read_roster(file if isinstance(file, bytes) else file.read_bytes())
    job = _Job(file=read, default_start=default_start, by=by, at=at)
    job.rows, job.errors = read_rows(read)
    written = False
    try:
        with transaction.atomic():
            _run(job)
            if job.errors or dry_run:
                raise _RollBack
            written = True
    except _RollBack:
        pass
    return _result(job, written=written)


def _run(job: _Job) -> None:
    hold_dated(first=CALENDAR_FIRST, last=CALENDAR_LAST)
    teams = job.teams = match_teams(job.rows, job.errors)
    job.people = match_people(job.rows, job.file.columns, job.errors)
    plan = plan_lines(job.people, teams, job.file.columns, job.default_start, job.errors)
    if job.errors:
        return  # nothing will be written, and half a file gives no sensible further errors
    led = put_leaders(job.people, plan, teams, local_day(job.at))
    job.changed = plan.write() | led | job.people.renamed
    job.errors += _forbidden(job, plan)
    _place(job, plan)
    _record(job, plan)


def _place(job: _Job, plan: Plan) -> None:
    try:
        place(person_ids=list(plan.people), cause="roster", at=job.at)
    except MoveOnClosedDays as refusal:
        row = job.people.first_row(refusal.values["person_id"])
        details = (("day", str(refusal.values["day"])), ("reason", str(refusal.values["reason"])))
        job.errors.append(
            RowError(row=row.row, column="from", value=row.name, code="closed_days", details=details)
        )


def _forbidden(job: _Job, plan: Plan) -> list[RowError]:
    """Rows by which someone would gain what they may not give: roles of others, or anything of their own."""
    if job.by is None:
        return []
    me = policies.person_of(job.by)
    may_grant = policies.can_give_access(job.by, on=local_day(job.at))
    errors = []
    for person_id in sorted(plan.people):
        row = job.people.first_row(person_id)
        if me is not None and person_id == me.pk and person_id in job.changed:
            errors.append(RowError(row=row.row, column="name", value=row.name, code="own_record"))
        if not may_grant and plan.gains_access(person_id):
            errors.append(
                RowError(row=row.row, column="role", value=row.name, code="role_needs_administrator")
            )
    return errors


def _record(job: _Job, plan: Plan) -> None:
    people = {person.pk: person for person in Person.objects.filter(pk__in=plan.people)}
    touched = sorted((job.changed | job.people.created) & people.keys())
    audit.record_many(
        verb="person.imported",
        subjects=[(people[pk], plan.described(pk, before=True), plan.described(pk)) for pk in touched],
        by=job.by,
        at=job.at,
    )
    audit.record_many(
        verb="team.imported",
        subjects=[(team, {}, {"name": team.name}) for team in job.teams.made],
        by=job.by,
        at=job.at,
    )
    if touched:
        audit.record(verb="roster.imported", subject=organisation(), by=job.by, at=job.at, after=_counts(job))


def _counts(job: _Job) -> dict[str, Any]:
    created = len(job.people.created)
    changed = len(job.changed - job.people.created)
    everyone = len(job.people.ids())
    return {
        "created": created,
        "changed": changed,
        "unchanged": everyone - created - changed,
        "teams": len(job.teams.made),
    }


def _result(job: _Job, *, written: bool) -> RosterResult:
    by_row: defaultdict[int, list[RowError]] = defaultdict(list)
    for error in dict.fromkeys(job.errors):
        by_row[error.row].append(error)
    errors = tuple(error for row in sorted(by_row) for error in by_row[row])
    counts = {} if errors else _counts(job)
    return RosterResult(
        read=len(job.file.rows),
        errors=errors,
        warnings=tuple(job.people.warnings),
        unknown=job.file.unknown,
        written=written,
        **counts,
    )
