"""Search over what the reader may see: people, teams, KPIs, scorecards, plans."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.goals.policies import visible_scorecards
from apps.incentives.policies import visible_plans
from apps.metrics.queries import kpi_infos
from apps.people.days import ONE_DAY, first_of_month, next_month
from apps.people.models import User
from apps.people.names import name_key
from apps.people.policies import roles_of, visible_people, visible_roster, visible_teams

MOST = 10  # of each kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something found: its name, what it is beside that, and its address."""

    name: str
    beside: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found of one kind."""

    kind: str | Promise
    icon: str
    found: list[Hit]


def search(user: User, words: str, *, on: date) -> list[Hits]:
    """The kinds with hits, at most ten of each, by name. A constant number of queries."""
    if not words:
        return []
    kinds = (
        Hits(kind=_("People"), icon="users", found=_people(user, words, on)),
        Hits(kind=_("Teams"), icon="user-group", found=_teams(user, words, on)),
        Hits(kind=_("KPIs"), icon="calculator", found=_kpis(user, words, on)),
        Hits(kind=_("Scorecards"), icon="flag", found=_scorecards(user, words, on)),
        Hits(kind=_("Incentive plans"), icon="document-text", found=_plans(user, words, on)),
    )
    return [hits for hits in kinds if hits.found]


def _people(user: User, words: str, on: date) -> list[Hit]:
    month = first_of_month(on)
    key = name_key(words)
    measured = visible_people(user, month, next_month(month) - ONE_DAY, on=on)
    rows = list(measured.filter(name_key__contains=key).order_by("name_key", "pk")[:MOST])
    hits = [Hit(name=row.name, beside="", url=reverse("person", args=[row.pk])) for row in rows]
    if hits:
        return hits
    listed = visible_roster(user, on=on).filter(name_key__contains=key).order_by("name_key", "pk")[:MOST]
    return [Hit(name=row.name, beside="", url=reverse("people:person", args=[row.pk])) for row in listed]


def _teams(user: User, words: str, on: date) -> list[Hit]:
    rows = visible_teams(user, on).filter(name__icontains=words).select_related("site").order_by("name", "pk")
    return [
        Hit(name=row.name, beside=str(row.site or ""), url=reverse("team", args=[row.pk]))
        for row in rows[:MOST]
    ]


def _kpis(user: User, words: str, on: date) -> list[Hit]:
    if not roles_of(user, on):
        return []
    wanted = words.casefold()
    infos = [info for info in kpi_infos(on).values() if wanted in info.title.casefold()]
    return [
        Hit(name=info.title, beside=info.words, url=f"{reverse('kpis')}#{info.code}") for info in infos[:MOST]
    ]


def _scorecards(user: User, words: str, on: date) -> list[Hit]:
    rows = visible_scorecards(user, on).filter(name__icontains=words).select_related("team")
    return [
        Hit(name=row.name, beside=row.team.name, url=reverse("scorecard", args=[row.pk]))
        for row in rows.order_by("-starts", "name", "pk")[:MOST]
    ]


def _plans(user: User, words: str, on: date) -> list[Hit]:
    rows = visible_plans(user, on=on).filter(name__icontains=words).order_by("name", "pk")
    return [Hit(name=row.name, beside=row.code, url=reverse("plan", args=[row.pk])) for row in rows[:MOST]]
