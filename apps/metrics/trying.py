"""A definition tried on the records before anybody is judged by it: its values, and what it would change.

Nothing is written: the figures come straight from the facts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from apps.engine.periods import Grain, next_start, period_start, previous_start
from apps.metrics.choices import Level, Subject
from apps.metrics.definitions import Definition, definition_of
from apps.metrics.drafts import Fault, KpiDraft
from apps.metrics.extents import extent
from apps.metrics.facts import Key, Parts, compute
from apps.metrics.figures import Figure
from apps.metrics.models import Kpi, KpiVersion
from apps.people.days import FOREVER, ONE_DAY
from apps.people.models import Person, Team
from apps.people.queries.periods import periods_between

MONTHS: Final = 3
SHOWN: Final = 200  # differences that are named
LATELY: Final = 92  # days of records whose words are offered
OFFERED: Final = 200  # words of one dimension

CALL_WORDS: Final = ("campaign", "product", "market", "scenario", "queue", "list_code", "disposition")
ORDER_WORDS: Final = ("campaign", "product", "market", "scenario")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The values of a draft in the latest months, the company first; a month without data has none."""

    months: tuple[date, ...]
    rows: tuple[tuple[str, tuple[Figure | None, ...]], ...]

    @property
    def company(self) -> tuple[Figure | None, ...]:
        """Everybody together."""
        return self.rows[0][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A figure that a new definition changes; `before` or `after` is None where there is none."""

    subject: Subject
    subject_id: int
    name: str
    month: date
    final: bool
    before: Figure | None
    after: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalculation:
    """What a new version would change, month by month; `moved` holds at most `SHOWN` of `count`."""

    first: date
    months: int
    count: int
    final_months: tuple[date, ...]  # closed months in which a figure changes
    moved: tuple[Moved, ...]


def last_months(on: date) -> tuple[date, ...]:
    """The month of the last record up to a day and those before it; none without records.

    What is only promised lies later.
    """
    within = extent()
    if within is None:
        return ()
    found = [period_start(max(within.first, min(within.last, on)), Grain.MONTH)]
    while len(found) < MONTHS:
        found.append(previous_start(found[-1], Grain.MONTH))
    return tuple(reversed(found))


def version_of(draft: KpiDraft, *, kpi: Kpi, starts: date) -> KpiVersion:
    """The draft as a version, not saved."""
    return KpiVersion(
        kpi=kpi,
        version=0,
        starts=starts,
        numerator=draft.numerator,
        denominator=draft.denominator,
        scale=draft.scale,
        min_sample=draft.min_sample,
        parameters=dict(draft.parameters),
    )


def _alone(draft: KpiDraft) -> Definition:
    return definition_of(version_of(draft, kpi=Kpi(pk=0, code="draft"), starts=date.min))


def tried(draft: KpiDraft, on: date) -> Tried:
    """The draft's values of the last three months, for the company and each team. Three queries."""
    months = last_months(on)
    if not months:
        return Tried(months=(), rows=((_("Everybody"), ()),))
    ends = next_start(months[-1], Grain.MONTH)
    found: dict[Level, dict[Key, Parts]] = {
        level: compute([_alone(draft)], level=level, grain=Grain.MONTH, first=months[0], ends=ends)
        for level in (Level.COMPANY, Level.TEAM)
    }

    def row(level: Level, subject: int) -> tuple[Figure | None, ...]:
        parts = (found[level].get((0, subject, month)) for month in months)
        return tuple(_figure(draft, one) for one in parts)

    teams = [(team.name, row(Level.TEAM, team.pk)) for team in Team.objects.order_by("name", "pk")]
    shown = [(name, figures) for name, figures in teams if any(figures)]
    return Tried(months=months, rows=((_("Everybody"), row(Level.COMPANY, 0)), *shown))


def _figure(draft: KpiDraft, parts: Parts | None) -> Figure | None:
    if parts is None:
        return None
    return Figure(
        kpi="draft",
        numerator=parts.numerator,
        denominator=parts.denominator,
        n=parts.n,
        scale=draft.scale,
    )


def empty_faults(draft: KpiDraft, found: Tried) -> Iterator[Fault]:
    """What the records of the last months do not have: something to divide by, or to narrow."""
    if not found.months:
        return
    figures = [figure for figure in found.company if figure is not None]
    narrowed = {part: draft.filters(part) for part in ("numerator", "denominator")}
    for part, filters in narrowed.items():
        code = draft.numerator if part == "numerator" else draft.denominator
        values = [f.numerator if part == "numerator" else f.denominator or 0 for f in figures]
        if code and filters and not any(values):
            yield Fault(
                field=f"{part}_{filters[0][0]}",
                sentence=_("Nothing of the last three months matches this: it would never count."),
            )
    if draft.denominator and not narrowed["denominator"] and not any(f.denominator for f in figures):
        yield Fault(
            field="denominator",
            sentence=_("There is nothing to divide by: the last three months have no such record."),
        )


def words_of_records() -> Mapping[str, list[str]]:
    """By dimension the words that records of late have, for choosing. Two queries."""
    within = extent()
    found: dict[str, set[str]] = {name: set() for name in CALL_WORDS}
    if within is not None:
        first = date.fromordinal(within.last.toordinal() - LATELY)
        for table, names in (("intake_call", CALL_WORDS), ("intake_order", ORDER_WORDS)):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT DISTINCT {', '.join(names)} FROM {table} WHERE day >= %s",  # noqa: S608
                    [first.isoformat()],
                )
                for row in cursor:
                    for name, word in zip(names, row, strict=True):
                        found[name].add(word)
    return {name: sorted(words - {""})[:OFFERED] for name, words in found.items()}


def recalculation(kpi: Kpi, draft: KpiDraft, starts: date) -> Recalculation:
    """What figures change when the draft takes over on a day; from the records, before any is written."""
    within = extent()
    stored = kpi.versions.select_related("kpi").order_by("starts")
    old = [definition_of(version) for version in stored]
    new = [*old, definition_of(version_of(draft, kpi=kpi, starts=starts))]
    new.sort(key=lambda version: version.starts)
    if within is None or starts > within.last:
        return Recalculation(first=starts, months=0, count=0, final_months=(), moved=())
    first = period_start(max(starts, within.first), Grain.MONTH)
    until = _until(old, starts, within.last)
    closed = {view.month for view in periods_between(first, until - ONE_DAY) if view.final}
    found = [
        change
        for subject in (Subject.TEAM, Subject.AGENT)
        for change in _changes(subject, (old, new), (first, until), closed)
    ]
    return Recalculation(
        first=first,
        months=len({change.month for change in found}),
        count=len(found),
        final_months=tuple(sorted({change.month for change in found if change.final})),
        moved=tuple(_named(found[:SHOWN])),
    )


def _until(old: Sequence[Definition], starts: date, last: date) -> date:
    """The day after the last month in which the new version may be in force."""
    following = min((v.starts for v in old if v.starts > starts), default=FOREVER)
    return next_start(period_start(min(last, following), Grain.MONTH), Grain.MONTH)


def _changes(
    subject: Subject,
    versions: tuple[Sequence[Definition], Sequence[Definition]],
    days: tuple[date, date],
    closed: set[date],
) -> Iterator[Moved]:
    """Figures of one level that differ between the old versions and those with the new one."""
    before, after = (
        compute(some, level=Level(subject), grain=Grain.MONTH, first=days[0], ends=days[1])
        for some in versions
    )
    newest = versions[1][-1]
    for key in sorted(before.keys() | after.keys(), key=lambda key: (key[2], key[1])):
        was, now = before.get(key), after.get(key)
        if was != now:
            yield Moved(
                subject=subject,
                subject_id=key[1],
                name="",
                month=key[2],
                final=key[2] in closed,
                before=_scaled(newest, was),
                after=_scaled(newest, now),
            )


def _scaled(version: Definition, parts: Parts | None) -> Figure | None:
    if parts is None:
        return None
    return Figure(
        kpi=version.code,
        numerator=parts.numerator,
        denominator=parts.denominator,
        n=parts.n,
        scale=version.scale,
    )


def _named(found: Sequence[Moved]) -> Iterator[Moved]:
    ids = {subject: {one.subject_id for one in found if one.subject == subject} for subject in Subject}
    names = {
        Subject.AGENT: dict(Person.objects.filter(pk__in=ids[Subject.AGENT]).values_list("pk", "name")),
        Subject.TEAM: dict(Team.objects.filter(pk__in=ids[Subject.TEAM]).values_list("pk", "name")),
    }
    for one in found:
        yield replace(one, name=names[one.subject].get(one.subject_id, ""))
