"""Targets of a draft at once: more demanding, from words, split over agents, or as they were before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.goals.bulk import Words, in_words, scaled
from apps.goals.choices import ScorecardState
from apps.goals.drafts import AMOUNTS, LineDraft
from apps.goals.models import Line, PersonTarget, Scorecard, Version
from apps.goals.operations.content import ScorecardContent, content_words, keep_version, months_from
from apps.goals.operations.drafting import save_draft, take_version
from apps.goals.queries.lists import stored_lines
from apps.metrics.catalogue import kpi_name
from apps.metrics.models import Kpi
from apps.people.days import ONE_DAY, months_between
from apps.people.models import User
from apps.people.refusals import Refusal

KEPT: Final = (*AMOUNTS, "grain", "objective_id", "measure_id", "cap_permille", "origin")


class PercentTooMuch(Refusal):
    """A change that leaves nothing."""

    sentence = _("Enter a percentage between −90 and 200.")
    field = "percent"


class NothingToUndo(Refusal):
    """No such version."""

    sentence = _("There is no earlier state to go back to.")


class SplitLeavesRest(Refusal):
    """Parts that do not add up."""

    sentence = _("The parts total %(total)s, not %(wanted)s.")
    field = "parts"


def content_of(scorecard: Scorecard, lines: Sequence[LineDraft]) -> ScorecardContent:
    """The scorecard as it is stored, with other lines."""
    return ScorecardContent(
        name=scorecard.name,
        no_data=scorecard.no_data,
        minimum_days=scorecard.minimum_days,
        scope=scorecard.scope,
        joiner_months=scorecard.joiner_months,
        review_every=scorecard.review_every,
        people=tuple(scorecard.chosen.values_list("person_id", flat=True)),
        lines=lines,
    )


@transaction.atomic
def scale_targets(
    *, scorecard: Scorecard, version: int, by_ratio: Fraction, by: User, at: datetime
) -> Scorecard:
    """Make all targets more demanding by a ratio. Refuses PercentTooMuch and what saving refuses."""
    if not Fraction(-9, 10) <= by_ratio <= 2:
        raise PercentTooMuch
    lines = scaled(stored_lines(scorecard), by_ratio)
    content = content_of(scorecard, lines)
    return save_draft(scorecard=scorecard, version=version, content=content, by=by, at=at)


@transaction.atomic
def set_from_words(
    *, scorecard: Scorecard, version: int, kpi_id: int, words: Words, by: User, at: datetime
) -> Scorecard:
    """Write the monthly targets of one line as they were said. Refuses what saving refuses."""
    months = list(months_between(scorecard.starts, scorecard.ends - ONE_DAY))
    lines = [
        in_words(line, words, months) if line.kpi_id == kpi_id else line for line in stored_lines(scorecard)
    ]
    content = content_of(scorecard, lines)
    return save_draft(scorecard=scorecard, version=version, content=content, by=by, at=at)


@transaction.atomic
def use_target(
    *, scorecard: Scorecard, version: int, kpi_id: int, target_micros: int, by: User, at: datetime
) -> Scorecard:
    """Take the value that was reached often enough. Refuses what saving refuses."""
    lines = [
        replace(line, target_micros=target_micros, months=(), origin={"code": "attainability"})
        if line.kpi_id == kpi_id
        else line
        for line in stored_lines(scorecard)
    ]
    content = content_of(scorecard, lines)
    return save_draft(scorecard=scorecard, version=version, content=content, by=by, at=at)


@transaction.atomic
def split_target(
    *,
    line: Line,
    version: int,
    parts: Mapping[int, int],
    total_micros: int,
    method: str,
    by: User,
    at: datetime,
) -> Scorecard:
    """Give each agent a part of the team's target, in millionths, of a full-timer's whole period.

    Refuses SplitLeavesRest where the parts do not add up exactly, ScorecardChanged and NotADraft.
    """
    if sum(parts.values()) != total_micros:
        raise SplitLeavesRest(total=str(sum(parts.values())), wanted=str(total_micros))
    scorecard = line.scorecard
    take_version(scorecard, version, state=ScorecardState.DRAFT)
    before = dict(line.person_targets.values_list("person_id", "target_micros"))
    line.person_targets.all().delete()
    PersonTarget.objects.bulk_create(
        PersonTarget(line=line, person_id=person_id, target_micros=micros)
        for person_id, micros in parts.items()
    )
    origin = {"code": "cascade", "by": method, "total": total_micros, "people": len(parts)}
    Line.objects.filter(pk=line.pk).update(origin=origin)
    audit.record(
        verb="scorecard.split",
        subject=scorecard,
        by=by,
        at=at,
        before={"kpi": line.kpi.code, "parts": {str(pk): micros for pk, micros in before.items()}},
        after={"kpi": line.kpi.code, "parts": {str(pk): micros for pk, micros in parts.items()}, **origin},
    )
    keep_version(scorecard, by=by, at=at, words=content_words(scorecard))
    return scorecard


@transaction.atomic
def take_sheet(
    *,
    scorecard: Scorecard,
    version: int,
    lines: Sequence[LineDraft],
    own: Mapping[tuple[str, int], int],
    by: User,
    at: datetime,
) -> Scorecard:
    """Make a draft what a spreadsheet says: its lines, and the targets of single agents, and nothing else.

    Refuses what saving refuses.
    """
    content = content_of(scorecard, lines)
    save_draft(scorecard=scorecard, version=version, content=content, by=by, at=at)
    PersonTarget.objects.filter(line__scorecard=scorecard).delete()
    ids = dict(scorecard.lines.values_list("kpi__code", "pk"))
    PersonTarget.objects.bulk_create(
        PersonTarget(line_id=ids[code], person_id=person_id, target_micros=micros)
        for (code, person_id), micros in own.items()
        if code in ids
    )
    return scorecard


@transaction.atomic
def restore_version(*, scorecard: Scorecard, version: int, number: int, by: User, at: datetime) -> Scorecard:
    """Make the draft what it was in an earlier version. Refuses NothingToUndo and what saving refuses."""
    kept = Version.objects.filter(scorecard=scorecard, number=number).first()
    if kept is None or "lines" not in kept.content:
        raise NothingToUndo
    kpis = {kpi.code: kpi for kpi in Kpi.objects.filter(code__in=kept.content["lines"])}
    lines = [_line(kpis[code], words) for code, words in kept.content["lines"].items() if code in kpis]
    content = replace(
        content_of(scorecard, lines),
        name=kept.content["name"],
        no_data=kept.content["no_data"],
        minimum_days=kept.content["minimum_days"],
    )
    return save_draft(scorecard=scorecard, version=version, content=content, by=by, at=at)


def _line(kpi: Kpi, words: Mapping[str, object]) -> LineDraft:
    """A line as a version keeps it."""
    known = {name: words[name] for name in KEPT if name in words}
    return LineDraft(
        kpi_id=kpi.pk,
        kpi_name=kpi_name(kpi.code, kpi.name),
        code=kpi.code,
        direction=kpi.direction,
        unit=kpi.unit,
        decimals=kpi.decimals,
        active=kpi.active,
        horizon=kpi.horizon,
        category=kpi.category,
        is_volume=kpi.is_volume,
        weight=int(str(words["weight"])),
        months=months_from(words.get("months", {})),  # type: ignore[arg-type]
        **known,  # type: ignore[arg-type]
    )
