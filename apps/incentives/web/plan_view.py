"""A plan in words: sentences, curve, versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from apps.incentives.models import Plan, PlanVersion
from apps.incentives.plans import PlanRules, read_rules
from apps.incentives.sentences import PlanSentence, Words, plan_sentences, ratio_text
from apps.metrics.queries import kpi_infos
from apps.people.written import money


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan of the list: the version in force, and a draft that waits for someone to publish it."""

    plan: Plan
    teams: str
    in_force: PlanVersion | None
    draft: PlanVersion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A version in the history; `state` is draft, in_force, coming or past."""

    version: PlanVersion
    state: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShown:
    """One version of a plan, ready to be shown; `points` is the curve, empty without one."""

    plan: Plan
    version: PlanVersion
    teams: str
    rules: PlanRules
    sentences: list[PlanSentence]
    versions: list[VersionRow]
    points: tuple[tuple[Fraction, Fraction], ...]
    steps: bool
    curve_words: str
    examples: dict[str, Any]


def plan_rows(plans: Iterable[Plan], on: date) -> list[PlanRow]:
    """The list of plans on a day."""
    return [
        PlanRow(
            plan=plan,
            teams=", ".join(str(team) for team in plan.teams.all()),
            in_force=next((v for v in plan.versions.all() if state_of(v, on) == "in_force"), None),
            draft=next((v for v in plan.versions.all() if not v.is_published), None),
        )
        for plan in plans
    ]


def state_of(version: PlanVersion, on: date) -> str:
    """Where a version stands on a day."""
    if not version.is_published:
        return "draft"
    if version.starts > on:
        return "coming"
    return "past" if version.ends is not None and version.ends <= on else "in_force"


def plan_shown(plan: Plan, version: PlanVersion, versions: Sequence[PlanVersion], on: date) -> PlanShown:
    """Everything the plan's page shows."""
    rules = read_rules(version.spec)
    words = Words(rules=rules, currency=plan.currency, kpis=kpi_infos(version.starts))
    curve = rules.curve
    return PlanShown(
        plan=plan,
        version=version,
        teams=", ".join(str(team) for team in plan.teams.all()),
        rules=rules,
        sentences=plan_sentences(words),
        versions=[
            VersionRow(version=one, state=state_of(one, on), chosen=one.pk == version.pk) for one in versions
        ],
        points=curve.curve.points if curve else (),
        steps=bool(curve and curve.curve.steps),
        curve_words=curve_words(rules),
        examples=_examples(rules, plan.currency),
    )


def curve_words(rules: PlanRules) -> str:
    """The curve in words, for who does not see it; empty without one."""
    if rules.curve is None:
        return ""
    points = ", ".join(f"{ratio_text(at)} → {ratio_text(rate)}" for at, rate in rules.curve.curve.points)
    return _("Payout by score: %(points)s") % {"points": points}


def _examples(rules: PlanRules, currency: str) -> dict[str, Any]:
    """The curve's points as a table of figures: what each pays for a full-time month."""
    if rules.curve is None:
        return {"head": [], "rows": []}
    bonus = rules.curve.target_bonus
    return {
        "head": [_("Score"), _("Pays"), _("Full-time month")],
        "rows": [
            [ratio_text(at), ratio_text(rate), money(rate * bonus, currency)]
            for at, rate in rules.curve.curve.points
        ],
    }
