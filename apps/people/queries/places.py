"""Where people are placed: the team in which a person's records count on a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from apps.people.choices import MembershipKind
from apps.people.models import Placement, Team
from apps.people.queries.dated import active_on


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementSpan:
    """A person in a team from `starts` until before `ends` (9999-12-31: open).

    Spans of one person never overlap.
    """

    person_id: int
    team_id: int
    starts: date
    ends: date


def placements(
    first: date,
    last: date,
    *,
    team_ids: Collection[int] | None = None,
    person_ids: Collection[int] | None = None,
) -> list[PlacementSpan]:
    """Placements that touch [first, last], uncut, by person and start. `team_ids` means exactly these teams.

    Give `descendant_ids(...)` for the teams below as well.
    """
    rows = Placement.objects.filter(starts__lte=last, ends__gt=first)
    if team_ids is not None:
        rows = rows.filter(team_id__in=team_ids)
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    return [
        PlacementSpan(person_id=person_id, team_id=team_id, starts=starts, ends=ends)
        for person_id, team_id, starts, ends in rows.order_by("person_id", "starts").values_list(
            "person_id", "team_id", "starts", "ends"
        )
    ]


def teams_on(person_ids: Collection[int], on: date) -> dict[int, Team]:
    """The team in which each person's records count on a day (loan before home).

    Without placement: absent.
    """
    rows = Placement.objects.filter(person_id__in=person_ids, starts__lte=on, ends__gt=on)
    return {row.person_id: row.team for row in rows.select_related("team__site")}


def team_on(person_id: int, on: date) -> Team | None:
    """The team in which the person's records count on a day: the loan if lent, else the home team."""
    return teams_on([person_id], on).get(person_id)


def home_team(person_id: int, on: date) -> Team | None:
    """The person's home team on a day, whether lent or not."""
    return (
        Team.objects.filter(
            active_on(on, "memberships__"),
            memberships__person_id=person_id,
            memberships__kind=MembershipKind.HOME,
        )
        .order_by("pk")
        .first()
    )
