"""A small telesales floor for tests.

Teams, people, sources that have delivered, cells, scorecards. Fixed values only.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from apps.goals.choices import ScorecardState
from apps.goals.models import Line, Scorecard, ScorecardMonth
from apps.intake.choices import BatchState, SourceKind
from apps.intake.models import Batch, Mapping, Source, StoredFile
from apps.metrics.models import Cell, Kpi
from apps.people import clock
from apps.people.choices import MembershipKind, Role
from apps.people.days import FOREVER, next_month
from apps.people.models import (
    Employment,
    Leadership,
    Leave,
    Membership,
    Organisation,
    Person,
    Placement,
    RoleGrant,
    Team,
    TeamPath,
    User,
)

NOV, DEC = date(2026, 11, 1), date(2026, 12, 1)
START = date(2026, 1, 1)
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # noon in Hong Kong
ALL_TOPICS = ("call", "order", "refund", "enquiry", "survey", "complaint", "evaluation", "opportunity")


def organisation() -> Organisation:
    """A company in Hong Kong that works Monday to Friday."""
    row, _ = Organisation.objects.update_or_create(
        pk=1, defaults={"name": "Harbour Telesales", "time_zone": "Asia/Hong_Kong", "currency": "HKD"}
    )
    clock.forget()
    return row


def team(name: str, parent: Team | None = None) -> Team:
    row = Team.objects.create(code=name.lower().replace(" ", "-"), name=name, parent=parent)
    above = TeamPath.objects.filter(descendant=parent).values_list("ancestor_id", flat=True) if parent else []
    TeamPath.objects.bulk_create(TeamPath(ancestor_id=a, descendant=row) for a in [*above, row.pk])
    return row


def person(name: str, role: Role | None = None, *, sign_in: bool = False, starts: date = START) -> Person:
    user = User.objects.create_user(name.lower().replace(" ", "."), password="secret") if sign_in else None
    row = Person.objects.create(name=name, name_key=name.casefold(), user=user)
    if role is not None:
        RoleGrant.objects.create(person=row, role=role, starts=starts)
    return row


def agent(
    name: str,
    home: Team,
    *,
    starts: date = START,
    ends: date | None = None,
    share: int = 1000,
    sign_in: bool = False,
) -> Person:
    """An agent, employed and at home in a team from `starts` until before `ends`."""
    row = person(name, Role.AGENT, sign_in=sign_in)
    Employment.objects.create(person=row, starts=starts, ends=ends, share_permille=share)
    place(row, (home, starts, ends))
    return row


def place(
    row: Person, *homes: tuple[Team, date, date | None], loans: Iterable[tuple[Team, date, date]] = ()
) -> None:
    """Give a person these home teams, and loans for days.

    Placements follow as people's operations make them.
    """
    Membership.objects.filter(person=row).delete()
    Placement.objects.filter(person=row).delete()
    for home, starts, ends in homes:
        Membership.objects.create(person=row, team=home, starts=starts, ends=ends)
    cuts = {starts for _, starts, _ in homes} | {ends for _, _, ends in homes if ends}
    lent = list(loans)
    for other, starts, ends in lent:
        Membership.objects.create(person=row, team=other, starts=starts, ends=ends, kind=MembershipKind.LOAN)
        cuts |= {starts, ends}
    edges = [*sorted(cuts), FOREVER]
    for starts, ends in pairwise(edges):
        spans = [*lent, *((home, first, last or FOREVER) for home, first, last in homes)]
        where = next((there for there, first, last in spans if first <= starts < last), None)
        if where is not None:
            Placement.objects.create(person=row, team=where, starts=starts, ends=ends)


def leader(name: str, *teams: Team) -> User:
    """A manager with a sign-in who leads the teams."""
    row = person(name, Role.MANAGER, sign_in=True)
    for led in teams:
        Leadership.objects.create(person=row, team=led, starts=START)
    return row.user  # type: ignore[return-value]


def away(row: Person, first: date, last: date) -> None:
    Leave.objects.create(person=row, first_day=first, last_day=last, kind="annual")


def delivered(
    last: date, topics: Iterable[str] = ALL_TOPICS, *, first: date = START, code: str = "all"
) -> Source:
    """A source of these record types that spoke for each day of [first, last]."""
    source, made = Source.objects.get_or_create(
        code=code, defaults={"name": code, "kind": SourceKind.values[0]}
    )
    if made:
        spec = {"records": [{"type": topic} for topic in topics]}
        Mapping.objects.create(source=source, version=1, spec=spec, created_at=NOON)
    number = Batch.objects.count() + 1
    Batch.objects.create(
        source=source,
        mapping=source.mappings.get(),
        file=StoredFile.objects.create(sha256=f"{number:064d}", size=1, path=f"{number}"),
        filename=f"{code}-{number}.csv",
        state=BatchState.IMPORTED,
        created_at=NOON,
        covers_first=first,
        covers_last=last,
    )
    return source


def cell(
    kpi: str,
    subject: Person | Team,
    numerator: int,
    denominator: int | None = None,
    *,
    n: int | None = None,
    grain: str = "month",
    starts: date = NOV,
) -> Cell:
    """What metrics would have computed. Money in cents, scores in hundredths."""
    if n is None:
        n = denominator if denominator is not None else abs(numerator)
    return Cell.objects.create(
        kpi=Kpi.objects.get(code=kpi),
        subject="agent" if isinstance(subject, Person) else "team",
        subject_id=subject.pk,
        grain=grain,
        starts=starts,
        numerator=numerator,
        denominator=denominator,
        n=n,
    )


def micros(value: str | int) -> int:
    return int(Decimal(value) * 1_000_000)


def line(kpi: str, weight: str | int, target: str | int | None, **other: Any) -> dict[str, Any]:
    """Values of a line: amounts in the KPI's unit (a rate as a ratio)."""
    amounts = {
        f"{name}_micros": micros(other.pop(name))
        for name in ("threshold", "stretch", "zero", "low", "high", "low_limit", "high_limit")
        if name in other
    }
    return {
        "kpi": Kpi.objects.get(code=kpi),
        "weight": int(Decimal(weight) * 100),
        "target_micros": None if target is None else micros(target),
        **amounts,
        **other,
    }


def draft(home: Team, *lines: dict[str, Any], starts: date = NOV, months: int = 1, **other: Any) -> Scorecard:
    ends = starts
    for _ in range(months):
        ends = next_month(ends)
    values = {"name": f"{home.name} {starts:%Y-%m}", "minimum_days": 0, "created_at": NOON, **other}
    row = Scorecard.objects.create(team=home, starts=starts, ends=ends, **values)
    Line.objects.bulk_create(
        Line(scorecard=row, position=i, **values) for i, values in enumerate(lines, start=1)
    )
    return row


def published(
    home: Team,
    *lines: dict[str, Any],
    starts: date = NOV,
    own: dict[Person, int] | None = None,
    **other: Any,
) -> Scorecard:
    """A scorecard in force for one month; `own`: targets of single agents on its first line."""
    row = draft(home, *lines, starts=starts, **other)
    for agent_, target in (own or {}).items():
        row.lines.get(position=1).person_targets.create(person=agent_, target_micros=target)
    in_force(row)
    ScorecardMonth.objects.create(scorecard=row, team=home, month=starts)
    return row


def in_force(row: Scorecard) -> None:
    """From here on its lines are fixed."""
    row.state, row.published_at = ScorecardState.PUBLISHED, NOON
    row.save(update_fields=["state", "published_at"])


def approved(row: Scorecard) -> Scorecard:
    """As if it had been submitted and approved by two others."""
    count = User.objects.count()
    writer, boss = (User.objects.create_user(f"approval-{count + n}") for n in (1, 2))
    Scorecard.objects.filter(pk=row.pk).update(
        state=ScorecardState.APPROVED,
        submitted_by=writer,
        submitted_at=NOON,
        approved_by=boss,
        approved_at=NOON,
    )
    row.refresh_from_db()
    return row


def own_target(card: Scorecard, code: str, agent_: Person, target_micros: int) -> None:
    """A target of one agent, as if it had been written before the scorecard was published."""
    Scorecard.objects.filter(pk=card.pk).update(state=ScorecardState.DRAFT, published_at=None)
    card.lines.get(kpi__code=code).person_targets.create(person=agent_, target_micros=target_micros)
    in_force(card)
