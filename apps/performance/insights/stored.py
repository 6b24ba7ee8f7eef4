"""Reads of insights: rules in force, what was found last, and what each leader is told."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from django.db.models import F, QuerySet

from apps.intake.models import Source
from apps.people.models import Leadership, Person
from apps.people.queries.dated import active_on
from apps.people.queries.tree import team_tree
from apps.people.reading import asked_once
from apps.performance.choices import InsightKind, InsightSubject
from apps.performance.insights.rules import Rule, merged_rule
from apps.performance.models import Insight, InsightOff, InsightRound, InsightRule

FIVE: Final = 5  # at most so many a day for one leader: the costliest


def rules_in_force() -> list[Rule]:
    """Every rule with its bounds and whether it is on. One query."""
    stored = {row.kind: row for row in InsightRule.objects.all()}
    return [
        merged_rule(kind, row.bounds, active=row.active)
        if (row := stored.get(kind)) is not None
        else merged_rule(kind, None)
        for kind in InsightKind
    ]


@asked_once
def teams_off() -> dict[InsightKind, frozenset[int]]:
    """By rule the teams for which it is switched off (those below are off with them). One query."""
    found: defaultdict[InsightKind, set[int]] = defaultdict(set)
    for kind, team_id in InsightOff.objects.values_list("kind", "team_id"):
        found[InsightKind(kind)].add(team_id)
    return {kind: frozenset(ids) for kind, ids in found.items()}


def newest_round() -> InsightRound | None:
    """The last day that was looked at. One query."""
    return InsightRound.objects.order_by("-day").first()


def costliest(rows: QuerySet[Insight]) -> QuerySet[Insight]:
    """The costliest first, then those whose cost is not told in money, by kind and name."""
    return rows.order_by(F("cost_minor").desc(nulls_last=True), "kind", "name", "pk")


def insights_of(team_ids: Collection[int], day: date) -> QuerySet[Insight]:
    """What was found in the teams through a day, the costliest first."""
    return costliest(not_off(Insight.objects.filter(round__day=day, team_id__in=team_ids))).select_related(
        "team"
    )


def not_off(rows: QuerySet[Insight]) -> QuerySet[Insight]:
    """Without what was switched off for a team since it was found."""
    tree = team_tree()
    for kind, team_ids in teams_off().items():
        rows = rows.exclude(kind=kind, team_id__in=tree.below(team_ids))
    return rows


def team_insights(team_id: int, first: date, last: date) -> list[Insight]:
    """The five costliest of a team and those below, as found last in [first, last]. Three queries."""
    newest = InsightRound.objects.filter(day__gte=first, day__lte=last).order_by("-day").first()
    return [] if newest is None else list(insights_of(team_tree().below([team_id]), newest.day)[:FIVE])


def person_insights(person_id: int, first: date, last: date) -> list[Insight]:
    """What stands out about one person, as it was found last in [first, last]. Three queries."""
    newest = InsightRound.objects.filter(day__gte=first, day__lte=last).order_by("-day").first()
    if newest is None:
        return []
    mine = Insight.objects.filter(round=newest, subject=InsightSubject.AGENT, subject_id=person_id)
    return list(costliest(not_off(mine)).select_related("team"))


def insights_between(team_ids: Collection[int], first: date, last: date) -> list[Insight]:
    """What was found in the teams in rounds of [first, last]: the newest of each rule and subject.

    One query. For reviews, which look back on a period.
    """
    rows = Insight.objects.filter(team_id__in=team_ids, round__day__gte=first, round__day__lte=last)
    newest: dict[tuple[str, str, int], Insight] = {}
    for row in rows.select_related("team").order_by("round__day"):
        newest[row.kind, row.subject, row.subject_id] = row
    return sorted(newest.values(), key=lambda row: (row.cost_minor is None, -(row.cost_minor or 0), row.pk))


def leaders_told(day: date) -> dict[int, list[Insight]]:
    """By leader the insights of their teams through a day, the costliest first. Three queries."""
    tree, led = team_tree(), defaultdict[int, set[int]](set)
    for person_id, team_id in Leadership.objects.filter(active_on(day)).values_list("person_id", "team_id"):
        led[person_id] |= tree.below([team_id])
    rows = list(costliest(not_off(Insight.objects.filter(round__day=day, team_id__isnull=False))))
    return {
        person_id: [row for row in rows if row.team_id in teams] for person_id, teams in sorted(led.items())
    }


def addresses_of(person_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """By person the e-mail address and the language of those who can be written to. One query."""
    rows = Person.objects.filter(pk__in=list(person_ids), user__is_active=True).exclude(user__email="")
    return {row.pk: (row.user.email, row.user.language) for row in rows.select_related("user") if row.user}


def source_names(source_ids: Iterable[int]) -> dict[int, str]:
    """Names of sources. One query."""
    return dict(Source.objects.filter(pk__in=list(source_ids)).values_list("pk", "name"))
