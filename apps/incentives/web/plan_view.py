"""A plan in words: sentences, curve, versions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from apps.engine.lines import Step
from apps.incentives.examples import Outcome, run_examples
from apps.incentives.models import Plan, PlanVersion
from apps.incentives.plans import PlanRules, read_rules
from apps.incentives.sentences import PlanSentence, Words, plan_sentences, ratio_text, step_title
from apps.metrics.figures import KpiInfo
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
class OutcomeShown:
    """A worked example: what is expected and what the plan gives, in minor units."""

    name: str
    expected: int
    actual: int
    agrees: bool
    difference: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep:
    """A step of the order of calculation, traced with one example; `tone` is pos, neg or still."""

    number: str
    title: str
    change: int
    total: int
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenRule:
    """One rule in the three languages; `is_new`: the version before does not say it."""

    step: str
    texts: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A sentence that came or went since the version before."""

    text: str
    came: bool


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
    outcomes: list[OutcomeShown]
    differing: int
    flow: list[FlowStep]
    traced: str
    spoken: list[SpokenRule]
    changed: list[Changed]
    before: PlanVersion | None
    paid: str


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
    outcomes = run_examples(version.spec, rules, plan.currency)
    traced = max(outcomes, key=lambda one: len({line.step for line in one.priced.lines}), default=None)
    before = next((one for one in versions if one.version < version.version), None)
    sentences, old = plan_sentences(words), _sentences_of(plan, before)
    return PlanShown(
        plan=plan,
        version=version,
        teams=", ".join(str(team) for team in plan.teams.all()),
        rules=rules,
        sentences=sentences,
        versions=[
            VersionRow(version=one, state=state_of(one, on), chosen=one.pk == version.pk) for one in versions
        ],
        points=curve.curve.points if curve else (),
        steps=bool(curve and curve.curve.steps),
        curve_words=curve_words(rules),
        examples=_examples(rules, plan.currency),
        outcomes=[
            OutcomeShown(
                name=one.example.name,
                expected=one.example.expected,
                actual=one.actual,
                agrees=one.agrees,
                difference=one.difference,
            )
            for one in outcomes
        ],
        differing=sum(1 for one in outcomes if not one.agrees),
        flow=_flow(traced) if traced else [],
        traced=traced.example.name if traced else "",
        spoken=_spoken(words, {one.text for one in old} if before else None),
        changed=_changed(sentences, old) if before else [],
        before=before,
        paid=_("who leads the teams") if rules.leaders else _("the agents of the teams"),
    )


def _sentences_of(plan: Plan, version: PlanVersion | None) -> list[PlanSentence]:
    if version is None:
        return []
    rules = read_rules(version.spec)
    return plan_sentences(Words(rules=rules, currency=plan.currency, kpis=kpi_infos(version.starts)))


def _spoken(words: Words, before: set[str] | None) -> list[SpokenRule]:
    """Every sentence in every language of the portal, side by side."""
    told = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            named = Words(rules=words.rules, currency=words.currency, kpis=renamed(words.kpis))
            told.append([(one.step, one.text) for one in plan_sentences(named)])
    mine = [one.text for one in plan_sentences(words)]
    return [
        SpokenRule(
            step=rows[0][0],
            texts=tuple(text for _step, text in rows),
            is_new=before is not None and own not in before,
        )
        for rows, own in zip(zip(*told, strict=True), mine, strict=True)
    ]


def renamed(kpis: Mapping[str, KpiInfo]) -> dict[str, KpiInfo]:
    """The KPIs with their names in the language that is active now."""
    return {code: replace(info, name=info.title) for code, info in kpis.items()}


def _changed(now: Sequence[PlanSentence], before: Sequence[PlanSentence]) -> list[Changed]:
    said, old = {one.text for one in now}, {one.text for one in before}
    return [Changed(text=one.text, came=True) for one in now if one.text not in old] + [
        Changed(text=one.text, came=False) for one in before if one.text not in said
    ]


STEPS: Final = (
    Step.COMPONENT, Step.COMPONENT_GATE, Step.PLAN_GATE, Step.CAP, Step.GUARANTEE, Step.BUDGET, Step.CLAWBACK,
    Step.MANUAL,
)  # fmt: skip


def _flow(outcome: Outcome) -> list[FlowStep]:
    """Each step's sum of lines, and what is payable after it."""
    total, found = 0, []
    for number, step in enumerate(STEPS, start=1):
        change = sum(line.amount for line in outcome.priced.lines if line.step == step)
        total += change
        moved = "neg" if change < 0 else "pos" if change > 0 else "still"
        found.append(
            FlowStep(
                number=str(number),
                title=step_title(step),
                change=change,
                total=total,
                tone="" if number == 1 else moved,
            )
        )
    return found


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
