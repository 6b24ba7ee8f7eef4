"""People, teams, months, campaigns and scripts side by side, with n, and an interval where there is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from apps.engine.periods import Grain
from apps.engine.statistics import wilson
from apps.metrics.choices import Level, Subject
from apps.metrics.definitions import definitions
from apps.metrics.facts import Names, Parts, compute
from apps.metrics.figures import Figure, KpiInfo
from apps.metrics.queries import history
from apps.metrics.reading import can_tell_apart
from apps.metrics.segments import CAMPAIGN, SCRIPT, has_segments, segments
from apps.people.days import months_before, next_month
from apps.portal.queries.kpi_page import is_share

PAST: Final = 3  # months that make one's own past
QUARTER: Final = 4
MOST_GROUPS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Somebody or a team that is compared."""

    key: str  # agent-10, team-2
    name: str
    subject: Subject
    subject_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One figure of the comparison; `name` says whose. None without records."""

    name: str
    month: date
    value: Fraction | None
    numerator: int | None
    denominator: int | None
    n: int
    low: Fraction | None = None
    high: Fraction | None = None
    is_reference: bool = False
    is_small: bool = False


def side_by_side(kpi: KpiInfo, chosen: Sequence[Chosen], months: Sequence[date]) -> list[Compared]:
    """Everyone in every month. One query for people and one for teams."""
    found = _read(kpi, chosen, min(months), max(months))
    return [
        _of(kpi, one.name, month, found.get((one.subject, one.subject_id, month)))
        for one in chosen
        for month in months
    ]


def references(
    kpi: KpiInfo, one: Chosen, month: date, *, team_id: int | None, colleagues: Sequence[int], words: "Words"
) -> list[Compared]:
    """What the first is held against: the own three months before, the team, the best quarter, the company.

    Three queries.
    """
    past = _read(kpi, [one], months_before(month, PAST), months_before(month, 1))
    rows = [_of(kpi, words.past, month, _sum(kpi, list(past.values())), reference=True)]
    team = [Chosen(key="", name=words.team, subject=Subject.TEAM, subject_id=team_id)] if team_id else []
    people = [Chosen(key="", name="", subject=Subject.AGENT, subject_id=pk) for pk in colleagues]
    found = _read(kpi, [*team, *people], month, month)
    if team_id:
        rows.append(_of(kpi, words.team, month, found.get((Subject.TEAM, team_id, month)), reference=True))
    rows += _best_quarter(
        kpi, [found.get((Subject.AGENT, pk, month)) for pk in colleagues], month, words.best
    )
    whole = compute(
        definitions([kpi.code]), level=Level.COMPANY, grain=Grain.MONTH, first=month, ends=next_month(month)
    )
    parts = next(iter(whole.values()), None)
    rows.append(_of(kpi, words.company, month, _figure(kpi, parts), reference=True))
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the references are called."""

    past: str
    team: str
    best: str
    company: str


def by_campaign(kpi: KpiInfo, one: Chosen, month: date) -> list[Compared]:
    """A person's or team's figure by campaign, the largest first. One statement; empty if none is known."""
    if has_segments(kpi):  # a buyer belongs to the campaign of the last contact: orders often name none
        return _segmented(kpi, one, month, CAMPAIGN)
    version = next((version for version in definitions([kpi.code])), None)
    if version is None or not can_tell_apart(version, Level.CAMPAIGN):
        return []
    names = Names()
    found = compute(
        definitions([kpi.code]),
        level=Level.CAMPAIGN,
        grain=Grain.MONTH,
        first=month,
        ends=next_month(month),
        names=names,
        agent=one.subject_id if one.subject == Subject.AGENT else None,
        team=one.subject_id if one.subject == Subject.TEAM else None,
    )
    called = names.by_number()
    rows = [_of(kpi, called.get(key[1], ""), month, _figure(kpi, parts)) for key, parts in found.items()]
    return sorted(rows, key=lambda row: -row.n)[:MOST_GROUPS]


def by_script(kpi: KpiInfo, one: Chosen, month: date) -> list[Compared]:
    """One person's or team's figure by script version. One statement; empty where none is known."""
    return _segmented(kpi, one, month, SCRIPT) if has_segments(kpi) else []


def _segmented(kpi: KpiInfo, one: Chosen, month: date, by: Mapping[str, str]) -> list[Compared]:
    """A ratio by what calls name, the largest first; empty where they name nothing."""
    last = next_month(month)
    found = segments(
        kpi,
        level=Level(one.subject),
        ids=[one.subject_id],
        first=month,
        last=date.fromordinal(last.toordinal() - 1),
        by=by,
    ).get(one.subject_id, {})
    rows = [
        _of(kpi, name, month, _figure(kpi, Parts(numerator, denominator, denominator)))
        for name, (numerator, denominator) in found.items()
    ]
    return sorted(rows, key=lambda row: -row.n)[:MOST_GROUPS] if set(found) != {""} else []


def _read(
    kpi: KpiInfo, chosen: Sequence[Chosen], first: date, last: date
) -> dict[tuple[Subject, int, date], Figure]:
    found: dict[tuple[Subject, int, date], Figure] = {}
    for subject in Subject:
        ids = [one.subject_id for one in chosen if one.subject == subject]
        rows = history(
            kpis={kpi.code: kpi},
            subject=subject,
            subject_ids=ids,
            grain=Grain.MONTH,
            first=first,
            last=last,
        )
        for (subject_id, _code), points in rows.items():
            found |= {(subject, subject_id, month): figure for month, figure in points}
    return found


def _sum(kpi: KpiInfo, figures: Sequence[Figure]) -> Figure | None:
    """Months together; a volume as its mean, so that it compares with one month."""
    if not figures:
        return None
    parts = [sum(getattr(one, part) or 0 for one in figures) for part in ("numerator", "denominator", "n")]
    if kpi.is_volume:
        return Figure(kpi=kpi.code, numerator=parts[0], denominator=len(figures), n=parts[2], scale=kpi.scale)
    return Figure(kpi=kpi.code, numerator=parts[0], denominator=parts[1], n=parts[2], scale=kpi.scale)


def _best_quarter(kpi: KpiInfo, figures: Sequence[Figure | None], month: date, name: str) -> list[Compared]:
    """From which value on one is among the best quarter of those with enough records."""
    values = sorted(
        figure.value
        for figure in figures
        if figure is not None and figure.value is not None and figure.n >= kpi.min_sample
    )
    if len(values) < QUARTER or kpi.direction == "band":
        return []
    best = values if kpi.direction == "lower" else values[::-1]
    value = best[len(best) // QUARTER - 1]
    return [
        Compared(
            name=name,
            month=month,
            value=value,
            numerator=None,
            denominator=None,
            n=len(values),
            is_reference=True,
        )
    ]


def _figure(kpi: KpiInfo, parts: Parts | None) -> Figure | None:
    if parts is None:
        return None
    return Figure(
        kpi=kpi.code, numerator=parts.numerator, denominator=parts.denominator, n=parts.n, scale=kpi.scale
    )


def _of(kpi: KpiInfo, name: str, month: date, figure: Figure | None, *, reference: bool = False) -> Compared:
    low = high = None
    whole = figure.denominator if figure is not None and is_share(kpi) else None
    if figure is not None and whole and 0 <= figure.numerator <= whole:
        low, high = (Fraction(bound) for bound in wilson(figure.numerator, whole))
    return Compared(
        name=name,
        month=month,
        value=figure.value if figure else None,
        numerator=figure.numerator if figure else None,
        denominator=figure.denominator if figure else None,
        n=figure.n if figure else 0,
        low=low,
        high=high,
        is_reference=reference,
        is_small=figure is not None and figure.denominator is not None and figure.n < kpi.min_sample,
    )
