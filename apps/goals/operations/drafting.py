"""Scorecards as drafts: made, copied, saved, thrown away."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.audit import operations as audit
from apps.goals.checks import blocking
from apps.goals.choices import NoData, Scope, ScorecardState
from apps.goals.models import FIXED, Line, PersonTarget, Scorecard, ScorecardPerson
from apps.goals.operations.content import (
    COLUMNS,
    ScorecardContent,
    content_words,
    keep_version,
    write_content,
)
from apps.goals.queries.lists import last_change
from apps.people.clock import zone
from apps.people.models import Person, Team, User
from apps.people.refusals import Refusal

MOST_MONTHS: Final = 12


class MonthsInvalid(Refusal):
    """Months that are none."""

    sentence = _(
        "A scorecard is for whole months, at least one and at most %(most)d. Choose the months again."
    )
    field = "months"


class NotADraft(Refusal):
    """It was published or retired."""

    sentence = _(
        "“%(name)s” is no longer a draft: published targets are a promise. Propose a change with a reason, "
        "or copy it to a later month."
    )


class UnderApproval(Refusal):
    """It waits for approval, or has it."""

    sentence = _(
        "“%(name)s” was submitted: what is approved is what stands there. Take it back first "
        "to go on writing."
    )


class ScorecardChanged(Refusal):
    """Someone else saved it in the meantime."""

    sentence = _(
        "%(who)s changed this scorecard at %(when)s, after you opened it. Nothing of yours was saved yet: "
        "compare with what is stored now, then save again or take theirs."
    )


class CopyOfNothing(Refusal):
    """A scorecard without KPIs to copy."""

    sentence = _("“%(name)s” has no KPIs to copy.")


@transaction.atomic
def create_scorecard(
    *,
    team: Team,
    name: str,
    starts: date,
    ends: date,
    by: User,
    at: datetime,
    no_data: str = NoData.REDISTRIBUTE,
    minimum_days: int = 10,
    scope: str = Scope.TEAM,
    joiner_months: int = 3,
    review_every: int = 1,
    people: Sequence[int] = (),
) -> Scorecard:
    """A new, empty draft for whole months from `starts` until before `ends`. Refuses MonthsInvalid."""
    _check_months(starts, ends)
    scorecard = Scorecard.objects.create(
        team=team,
        name=name.strip() or team.name,
        starts=starts,
        ends=ends,
        no_data=no_data,
        minimum_days=minimum_days,
        scope=scope,
        joiner_months=joiner_months,
        review_every=review_every,
        created_by=by,
        created_at=at,
    )
    ScorecardPerson.objects.bulk_create(
        ScorecardPerson(scorecard=scorecard, person_id=person_id) for person_id in sorted(set(people))
    )
    audit.record(verb="scorecard.created", subject=scorecard, by=by, at=at, after=_header(scorecard))
    return scorecard


@transaction.atomic
def copy_scorecard(
    *,
    source: Scorecard,
    starts: date,
    ends: date,
    name: str,
    by: User,
    at: datetime,
    team: Team | None = None,
) -> Scorecard:
    """A draft for other months, or another team, with the lines of `source`.

    Targets of single agents come along within one team. Refuses MonthsInvalid and CopyOfNothing.
    """
    lines = list(source.lines.order_by("position", "pk"))
    if not lines:
        raise CopyOfNothing(name=source.name)
    scorecard = create_scorecard(
        team=team or source.team,
        name=name,
        starts=starts,
        ends=ends,
        by=by,
        at=at,
        no_data=source.no_data,
        minimum_days=source.minimum_days,
        joiner_months=source.joiner_months,
        review_every=source.review_every,
        **_scope_of(source, within=team is None or team.pk == source.team_id),
    )
    copies = Line.objects.bulk_create(_copy(line, scorecard) for line in lines)
    if scorecard.team_id == source.team_id:
        _copy_person_targets(lines, copies)
    words = content_words(scorecard)
    keep_version(scorecard, by=by, at=at, words=words)
    after = {"copied_from": source.pk, **words}
    audit.record(verb="scorecard.copied", subject=scorecard, by=by, at=at, after=after)
    return scorecard


@transaction.atomic
def save_draft(
    *, scorecard: Scorecard, version: int, content: ScorecardContent, by: User, at: datetime
) -> Scorecard:
    """Store a draft as it stands on the page, complete or not, if it is still at `version`.

    Refuses ScorecardChanged (someone saved it since), NotADraft, and what cannot be stored at all: one KPI
    twice, a line without its target. The weights need not be complete yet.
    """
    for refusal in blocking(content.lines):
        raise refusal
    take_version(scorecard, version, state=ScorecardState.DRAFT)
    before = content_words(scorecard)
    write_content(scorecard, content)
    after = content_words(scorecard)
    keep_version(scorecard, by=by, at=at, words=after)
    audit.record(verb="scorecard.saved", subject=scorecard, by=by, at=at, before=before, after=after)
    return scorecard


@transaction.atomic
def set_person_target(
    *, line: Line, person: Person, target_micros: int | None, version: int, by: User, at: datetime
) -> Scorecard:
    """Give one agent a target of their own on a line of a draft, or (None) the line's again.

    In millionths of the KPI's unit, for a full-timer's whole period. Refuses ScorecardChanged and NotADraft.
    """
    scorecard = line.scorecard
    take_version(scorecard, version, state=ScorecardState.DRAFT)
    own = PersonTarget.objects.filter(line=line, person=person)
    before = own.values_list("target_micros", flat=True).first()
    if target_micros is None:
        own.delete()
    else:
        PersonTarget.objects.update_or_create(
            line=line, person=person, defaults={"target_micros": target_micros}
        )
    values = {"kpi": line.kpi.code, "person": person.pk}
    audit.record(
        verb="scorecard.person_target",
        subject=scorecard,
        by=by,
        at=at,
        before={**values, "target_micros": before},
        after={**values, "target_micros": target_micros},
    )
    keep_version(scorecard, by=by, at=at, words=content_words(scorecard))
    return scorecard


@transaction.atomic
def discard_draft(*, scorecard: Scorecard, version: int, by: User, at: datetime) -> None:
    """Throw a draft away. Refuses ScorecardChanged and NotADraft."""
    take_version(scorecard, version, state=ScorecardState.DRAFT)
    before = {**_header(scorecard), **content_words(scorecard)}
    audit.record(verb="scorecard.discarded", subject=scorecard, by=by, at=at, before=before)
    Scorecard.objects.filter(pk=scorecard.pk).delete()


def take_version(
    scorecard: Scorecard, version: int, *, state: ScorecardState, changes: Mapping[str, Any] | None = None
) -> None:
    """Move the scorecard on from `version` in one conditional UPDATE: of two who come with it, one wins.

    Raises ScorecardChanged where someone else moved it, NotADraft where it is no longer in `state`.
    """
    held = Scorecard.objects.filter(pk=scorecard.pk, version=version, state=state)
    if held.update(version=F("version") + 1, **(changes or {})):
        scorecard.refresh_from_db()
        return
    now = Scorecard.objects.filter(pk=scorecard.pk).first()
    if now is not None and now.state != state:
        raise (NotADraft if now.state in FIXED else UnderApproval)(name=now.name)
    raise _changed(scorecard)


def _changed(scorecard: Scorecard) -> ScorecardChanged:
    """Who moved the version, and when by the organisation's clock."""
    entry = last_change(scorecard)
    if entry is None:
        return ScorecardChanged(who="?", when="?")
    return ScorecardChanged(who=entry.actor_label, when=f"{entry.at.astimezone(zone()):%Y-%m-%d %H:%M}")


def _check_months(starts: date, ends: date) -> None:
    months = (ends.year - starts.year) * 12 + ends.month - starts.month
    if starts.day != 1 or ends.day != 1 or not 1 <= months <= MOST_MONTHS:
        raise MonthsInvalid(most=MOST_MONTHS)


def _copy(line: Line, scorecard: Scorecard) -> Line:
    values = {name: getattr(line, name) for name in (*COLUMNS, "kpi_id", "position")}
    return Line(scorecard=scorecard, **values | {"origin": {"code": "copied"}})


def _scope_of(source: Scorecard, *, within: bool) -> dict[str, Any]:
    """For whom the copy is: single agents come along within one team only."""
    if source.scope == Scope.AGENTS and not within:
        return {}
    return {"scope": source.scope, "people": list(source.chosen.values_list("person_id", flat=True))}


def _copy_person_targets(lines: Sequence[Line], copies: Sequence[Line]) -> None:
    to = {line.pk: copy for line, copy in zip(lines, copies, strict=True)}
    rows = PersonTarget.objects.filter(line_id__in=to)
    PersonTarget.objects.bulk_create(
        PersonTarget(line=to[row.line_id], person_id=row.person_id, target_micros=row.target_micros)
        for row in rows
    )


def _header(scorecard: Scorecard) -> dict[str, Any]:
    return {
        "team": scorecard.team_id,
        "name": scorecard.name,
        "starts": scorecard.starts.isoformat(),
        "ends": scorecard.ends.isoformat(),
    }
