"""Changes to published targets, and proposals of agents, as they are shown."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from apps.goals.amounts import amount_text
from apps.goals.choices import AnswerState, ChangeState
from apps.goals.models import Answer, Change, ChangeLine, Consent, Scorecard
from apps.metrics.catalogue import kpi_name
from apps.metrics.models import Kpi

MICROS: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """One line of a change, in words."""

    kpi: str
    old: str
    new: str
    harder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A change with its lines; how many agreed, refused and said nothing."""

    change: Change
    lines: tuple[ChangedLine, ...]
    agreed: int = 0
    refused: int = 0
    silent: int = 0


def changes_of(scorecard: Scorecard, currency: str) -> list[ChangeRow]:
    """All changes of a scorecard, the newest first. Three queries."""
    rows = Change.objects.filter(scorecard=scorecard).select_related("person", "proposed_by", "decided_by")
    return change_rows(rows.order_by("-proposed_at", "-pk"), currency)


def change_rows(changes: Collection[Change], currency: str) -> list[ChangeRow]:
    """Each with its lines and what was said. Two queries."""
    listed = list(changes)
    lines: dict[int, list[ChangedLine]] = {}
    rows = ChangeLine.objects.filter(change__in=listed).select_related("line__kpi")
    for row in rows.order_by("line__position"):
        lines.setdefault(row.change_id, []).extend(_words(row, currency))
    said: dict[int, list[bool | None]] = {}
    for change_id, agreed in Consent.objects.filter(change__in=listed).values_list("change_id", "agreed"):
        said.setdefault(change_id, []).append(agreed)
    return [
        ChangeRow(
            change=change,
            lines=tuple(lines.get(change.pk, ())),
            agreed=said.get(change.pk, []).count(True),
            refused=said.get(change.pk, []).count(False),
            silent=said.get(change.pk, []).count(None),
        )
        for change in listed
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnChange:
    """A change as one agent sees it: “changed on …, from … to …, because …”, and what they said."""

    row: ChangeRow
    consent: Consent


def own_changes(person_id: int, scorecard_ids: Collection[int], currency: str) -> dict[int, list[OwnChange]]:
    """Approved changes that concern the person, by scorecard. Three queries."""
    consents = Consent.objects.filter(
        person_id=person_id, change__scorecard_id__in=scorecard_ids, change__state=ChangeState.APPROVED
    ).select_related("change")
    found = list(consents.order_by("change__from_day", "pk"))
    rows = change_rows([consent.change for consent in found], currency) if found else []
    by_card: dict[int, list[OwnChange]] = {}
    for consent, row in zip(found, rows, strict=True):
        by_card.setdefault(row.change.scorecard_id, []).append(OwnChange(row=row, consent=consent))
    return by_card


def answers_of(scorecard: Scorecard) -> list[Answer]:
    """Proposals of agents, open ones first. One query."""
    rows = Answer.objects.filter(line__scorecard=scorecard).select_related(
        "person", "line__kpi", "decided_by"
    )
    return sorted(rows.order_by("-at", "-pk"), key=lambda row: row.state != AnswerState.OPEN)


def own_answers(person_id: int, scorecard_ids: Collection[int]) -> dict[int, Answer]:
    """The latest proposal of the person on each line. One query."""
    rows = Answer.objects.filter(person_id=person_id, line__scorecard_id__in=scorecard_ids)
    return {row.line_id: row for row in rows.order_by("at", "pk")}


def amount_of(micros: int | None, kpi: Kpi, currency: str) -> str:
    """Millionths with the unit; a dash for none."""
    if micros is None:
        return "–"
    return amount_text(Fraction(micros, MICROS), kpi.unit, kpi.decimals, currency)


def _words(row: ChangeLine, currency: str) -> Sequence[ChangedLine]:
    kpi = row.line.kpi
    name = kpi_name(kpi.code, kpi.name)
    said = []
    if row.old_target_micros != row.new_target_micros:
        old, new = (amount_of(v, kpi, currency) for v in (row.old_target_micros, row.new_target_micros))
        said.append(ChangedLine(kpi=name, old=old, new=new, harder=row.harder))
    if row.old_weight != row.new_weight:
        old, new = (f"{Decimal(w) / 100:.2f}\u00a0%" for w in (row.old_weight, row.new_weight))
        said.append(ChangedLine(kpi=name, old=old, new=new, harder=False))
    return said
