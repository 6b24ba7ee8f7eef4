"""What a draft says, written as rows; and each state of it kept as a version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from apps.goals.choices import Scope
from apps.goals.drafts import AMOUNTS, LineDraft, MonthAmounts
from apps.goals.models import Line, LineMonth, PersonTarget, Scorecard, ScorecardPerson, Version
from apps.people.models import User

COLUMNS: Final = ("weight", "grain", "objective_id", "measure_id", "cap_permille", "origin", *AMOUNTS)
HEADER: Final = ("name", "no_data", "minimum_days", "scope", "joiner_months", "review_every")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardContent:
    """What a draft says beside its team and months.

    `lines` in the order of the page; `people` are the single agents of a scorecard that is for them only.
    """

    name: str
    no_data: str
    minimum_days: int
    lines: Sequence[LineDraft]
    scope: str = Scope.TEAM
    joiner_months: int = 3
    review_every: int = 1
    people: Sequence[int] = field(default=())


def write_content(scorecard: Scorecard, content: ScorecardContent) -> None:
    """Store it; the row of a KPI that stays is kept, so that the targets of single agents stay with it."""
    values = {name: getattr(content, name) for name in HEADER}
    values["name"] = content.name.strip() or scorecard.name
    Scorecard.objects.filter(pk=scorecard.pk).update(**values)
    _write_people(scorecard, content.people)
    write_lines(scorecard, content.lines)
    scorecard.refresh_from_db()


def _write_people(scorecard: Scorecard, people: Sequence[int]) -> None:
    there = set(scorecard.chosen.values_list("person_id", flat=True))
    scorecard.chosen.exclude(person_id__in=people).delete()
    ScorecardPerson.objects.bulk_create(
        ScorecardPerson(scorecard=scorecard, person_id=person_id) for person_id in sorted({*people} - there)
    )


def write_lines(scorecard: Scorecard, drafts: Sequence[LineDraft]) -> None:
    """The lines in the order of the drafts, with what is wanted in single months."""
    known = {line.kpi_id: line for line in scorecard.lines.all()}
    scorecard.lines.exclude(kpi_id__in=[draft.kpi_id for draft in drafts]).delete()
    new: list[Line] = []
    kept: list[Line] = []
    for position, draft in enumerate(drafts, start=1):
        line = known.get(draft.kpi_id) or Line(scorecard=scorecard)
        for name, value in draft.columns().items():
            setattr(line, name, value)
        line.position = position
        (kept if line.pk else new).append(line)
    Line.objects.bulk_update(kept, ["position", *COLUMNS])
    Line.objects.bulk_create(new)
    _write_months(scorecard, drafts)


def _write_months(scorecard: Scorecard, drafts: Sequence[LineDraft]) -> None:
    wanted = {draft.kpi_id: draft.months for draft in drafts if draft.months}
    there = LineMonth.objects.filter(line__scorecard=scorecard)
    if not wanted and not there.exists():
        return
    there.delete()
    ids = dict(scorecard.lines.values_list("kpi_id", "pk"))
    LineMonth.objects.bulk_create(
        LineMonth(line_id=ids[kpi_id], **one.columns()) for kpi_id, months in wanted.items() for one in months
    )


def content_words(scorecard: Scorecard) -> dict[str, Any]:
    """What a scorecard says, for the trail and its versions: by KPI code only what is set. Three queries."""
    lines = scorecard.lines.select_related("kpi").prefetch_related("months").order_by("position", "pk")
    words: dict[str, Any] = {
        "name": scorecard.name,
        "no_data": scorecard.no_data,
        "minimum_days": scorecard.minimum_days,
        "lines": {line.kpi.code: line_words(line) for line in lines},
    }
    if scorecard.scope != Scope.TEAM:
        words["scope"] = scorecard.scope
        if scorecard.scope == Scope.AGENTS:
            words["people"] = sorted(scorecard.chosen.values_list("person_id", flat=True))
    return words


def line_words(line: Line) -> dict[str, Any]:
    """The columns of a line that say something."""
    values = {name: getattr(line, name) for name in COLUMNS}
    words = {name: value for name, value in values.items() if value not in (None, {})}
    months = sorted(line.months.all(), key=lambda one: one.month)
    if months:
        words["months"] = {f"{one.month:%Y-%m}": one.target_micros for one in months}
    return words


def keep_version(scorecard: Scorecard, *, by: User | None, at: datetime, words: Mapping[str, Any]) -> None:
    """Keep the scorecard as it stands now, with the targets of single agents."""
    own: dict[str, dict[str, int]] = {}
    rows = PersonTarget.objects.filter(line__scorecard=scorecard).order_by("person_id", "line_id")
    for person_id, code, micros in rows.values_list("person_id", "line__kpi__code", "target_micros"):
        own.setdefault(str(person_id), {})[code] = micros
    Version.objects.create(
        scorecard=scorecard,
        number=scorecard.version,
        at=at,
        by=by,
        state=scorecard.state,
        content={**words, "own": own} if own else dict(words),
    )


def months_from(words: Mapping[str, int]) -> tuple[MonthAmounts, ...]:
    """The months of a line as a version keeps them."""
    return tuple(
        MonthAmounts(month=date.fromisoformat(f"{month}-01"), target_micros=micros)
        for month, micros in sorted(words.items())
    )
