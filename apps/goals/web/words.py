"""From words to numbers, and a team's target over its agents: what the pages show before it is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from apps.engine.money import round_minor
from apps.engine.periods import Grain
from apps.engine.targets import split_team
from apps.goals.amounts import amount_text
from apps.goals.bulk import Words, monthly, shown_step
from apps.goals.drafts import LineDraft
from apps.goals.models import Line, Scorecard
from apps.goals.operations import SplitLeavesRest
from apps.goals.origins import origin_text
from apps.goals.queries import people_on
from apps.goals.queries.baseline import baseline, split_weights
from apps.goals.queries.history import Asked, season_of
from apps.goals.web.toolforms import HAND, SplitForm, WordsForm
from apps.metrics.figures import KpiInfo
from apps.metrics.queries import kpi_infos
from apps.people.clock import organisation
from apps.people.days import ONE_DAY, months_before, next_month
from apps.people.queries.book import work_book
from apps.people.written import month_text

MICROS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The numbers that words mean: each month's target as text, and the sentence."""

    words: Words
    months: tuple[tuple[str, str], ...]
    sentence: str
    baseline: str


def words_of(card: Scorecard, line: LineDraft, form: WordsForm) -> Found | None:
    """None, with an error at the field, where there is no baseline."""
    kpi = kpi_infos(card.ends - ONE_DAY)[line.code]
    cleaned = form.cleaned_data
    people = [one.person_id for one in people_on(card)]
    base = baseline(kpi, people, cleaned["baseline_first"], cleaned["baseline_last"])
    if not base:
        form.add_error("baseline_first", _("There are no figures in these months. Choose others."))
        return None
    months = form.targeted()
    words = Words(
        baseline_micros=base,
        baseline_first=cleaned["baseline_first"],
        baseline_last=cleaned["baseline_last"],
        change=form.ratio(),
        months=months,
        spread=cleaned["spread"],
        measure_id=cleaned["measure"],
        seasons=_seasons(card, kpi, people, months),
    )
    currency = organisation().currency
    values = monthly(words, line.unit, line.decimals)

    def text(micros: int) -> str:
        return amount_text(Fraction(micros, MICROS), line.unit, line.decimals, currency)

    return Found(
        words=words,
        months=tuple((month_text(m), text(v)) for m, v in zip(months, values, strict=True)),
        sentence=origin_text(words.origin(), line, currency),
        baseline=text(base),
    )


def _seasons(
    card: Scorecard, kpi: KpiInfo, people: Sequence[int], months: Sequence[date]
) -> tuple[Fraction, ...]:
    found = season_of(Asked(kpi=kpi, grain=Grain.MONTH), people, card.team_id, card.starts)
    return tuple(found.get(month.month, Fraction(1)) for month in months)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRow:
    """One agent's part as it will be wanted, beside what holds now; `full_micros` of a full-timer's month."""

    person_id: int
    name: str
    part: str
    full: str
    before: str
    difference: str
    full_micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """All parts; top down and bottom up."""

    rows: tuple[SplitRow, ...]
    total: str
    bottom_up: str
    full_total: int
    adds_up: bool


def split_rows(card: Scorecard, line: Line, form: SplitForm) -> Split:
    """The parts that the form asks for. What is typed by hand is taken as it is."""
    kpi = kpi_infos(card.ends - ONE_DAY)[line.kpi.code]
    total: int = form.cleaned_data["total"]
    last = next_month(card.starts) - ONE_DAY
    book = work_book([one.person_id for one in form.people], card.starts, last)
    people = [one for one in form.people if book.time(one.person_id, card.starts, last).worked]
    parts = _parts(card, kpi, form, [one.person_id for one in people], total)
    own = dict(line.person_targets.values_list("person_id", "target_micros"))
    currency = organisation().currency

    def text(micros: int | Fraction) -> str:
        return amount_text(Fraction(micros) / MICROS, kpi.unit, kpi.decimals, currency)

    rows, now = [], Fraction(0)
    for one in people:
        time = book.time(one.person_id, card.starts, last)
        share = Fraction(time.worked, time.planned)
        before = own.get(one.person_id, line.target_micros or 0) * share
        now += before
        full = round_minor(parts[one.person_id] / share)
        rows.append(
            SplitRow(
                person_id=one.person_id,
                name=one.name,
                part=text(parts[one.person_id]),
                full=text(full),
                before=text(before),
                difference=text(parts[one.person_id] - before),
                full_micros=full,
            )
        )
    handed = sum(parts.values())
    if handed != total:
        form.add_error("total", SplitLeavesRest(total=text(handed), wanted=text(total)).message)
    return Split(
        rows=tuple(rows),
        total=text(total),
        bottom_up=text(now),
        full_total=sum(row.full_micros for row in rows),
        adds_up=handed == total,
    )


def _parts(card: Scorecard, kpi: KpiInfo, form: SplitForm, ids: Sequence[int], total: int) -> dict[int, int]:
    method = form.cleaned_data["by"]
    if method == HAND:
        typed = form.by_hand()
        return {person_id: typed[person_id] for person_id in ids}
    first, last = months_before(card.starts, 3), months_before(card.starts, 1)
    weights = split_weights(method, kpi, ids, card.starts, first=first, last=last)
    keys = [f"{person_id:012}" for person_id in ids]
    step = shown_step(kpi.unit, kpi.decimals)
    parts = split_team(total, [weights[person_id] for person_id in ids], keys, step)
    return dict(zip(ids, parts, strict=True))
