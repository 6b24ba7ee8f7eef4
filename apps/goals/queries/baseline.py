"""What was achieved in past months: the baseline of a change in words, and the weights of a cascade."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from apps.engine.money import round_minor
from apps.engine.periods import Grain
from apps.goals.choices import SplitBy
from apps.metrics.choices import Subject
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import history
from apps.people.days import ONE_DAY, next_month
from apps.people.models import Employment
from apps.people.queries.book import work_book

MICROS: Final = 1_000_000


def baseline(kpi: KpiInfo, person_ids: Sequence[int], first: date, last: date) -> int | None:
    """One full-timer's month in the months [first, last], in millionths of the unit; None without data.

    A volume: the sum over the working time of those who worked, a full month each. A ratio: from the sums of
    its parts. Three queries.
    """
    rows = history(
        kpis={kpi.code: kpi},
        subject=Subject.AGENT,
        subject_ids=person_ids,
        grain=Grain.MONTH,
        first=first,
        last=last,
    )
    figures = [(person, starts, figure) for (person, _), found in rows.items() for starts, figure in found]
    if not figures:
        return None
    if not kpi.is_volume:
        whole = sum(figure.denominator or 0 for _, _, figure in figures)
        top = sum(figure.numerator for _, _, figure in figures)
        return round_minor(Fraction(top * MICROS, kpi.scale * whole)) if whole else None
    book = work_book(list(person_ids), first, next_month(last) - ONE_DAY)
    months = sorted({starts for _, starts, _ in figures})
    share = Fraction(0)
    for person in person_ids:
        for month in months:
            time = book.time(person, month, next_month(month) - ONE_DAY)
            share += Fraction(time.worked, time.planned) if time.planned else 0
    top = sum(figure.numerator for _, _, figure in figures)
    return round_minor(Fraction(top * MICROS, kpi.scale) / share) if share else None


def split_weights(
    method: str, kpi: KpiInfo, person_ids: Sequence[int], month: date, *, first: date, last: date
) -> dict[int, Fraction]:
    """How much of a team's target goes to each agent, by the method; 1 each where nothing is known of anyone.

    By history: what they reached in the months [first, last]. By time: their working time in the month. By
    tenure: years here, at most five, and at least a quarter.
    """
    found: dict[int, Fraction] = {}
    if method == SplitBy.HISTORY:
        rows = history(
            kpis={kpi.code: kpi},
            subject=Subject.AGENT,
            subject_ids=person_ids,
            grain=Grain.MONTH,
            first=first,
            last=last,
        )
        for (person, _), figures in rows.items():
            found[person] = sum(
                (max(figure.value or Fraction(0), Fraction(0)) for _, figure in figures), Fraction(0)
            )
    elif method == SplitBy.TIME:
        book = work_book(list(person_ids), month, next_month(month) - ONE_DAY)
        found = {p: Fraction(book.time(p, month, next_month(month) - ONE_DAY).worked) for p in person_ids}
    elif method == SplitBy.TENURE:
        since: dict[int, date] = {}
        for person, starts in Employment.objects.filter(person_id__in=person_ids).values_list(
            "person_id", "starts"
        ):
            since[person] = min(starts, since.get(person, starts))
        for person, starts in since.items():
            years = Fraction((month - starts).days, 365)
            found[person] = min(max(years, Fraction(1, 4)), Fraction(5))
    if not any(found.values()):
        return dict.fromkeys(person_ids, Fraction(1))
    return {person: found.get(person, Fraction(0)) for person in person_ids}
