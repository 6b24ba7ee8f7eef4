"""What may be said of a coaching, a rule, a coach or a training: figures read for the engine of effect."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.coaching.models import Met, TalkPlan
from apps.coaching.windows import DAYS, read
from apps.engine.effect import Case, Comparison, Episode, Programme, compare, detectable, programme
from apps.engine.issues import Issue
from apps.metrics.figures import KpiInfo
from apps.people.clock import local_day

NEAR: Final = timedelta(days=14)  # the same weeks


def effect_of(plan: TalkPlan, after: Mapping[str, Any], info: KpiInfo) -> dict[str, Any]:
    """One person's change beside those of comparable uncoached people, as codes and exact values.

    Comparable are those who met the same rule in the same weeks and were not talked to; where they are fewer
    than eight, past ones who met it. Without a rule there is nobody to compare with. Two queries.
    """
    own = Episode(before=read(plan.before).window, after=read(after).window, min_sample=info.min_sample)
    seen = (
        detectable(own.before.value, own.before.n, own.after.n, rising=plan.kpi.direction != "lower")
        if own.before.successes is not None and 0 <= own.before.value <= 1
        else None
    )
    said: dict[str, Any] = {"detectable": str(seen) if seen is not None else None}
    rule = plan.assignment.rule
    if rule is None or rule.kpi is None or rule.kpi.code != plan.kpi.code:
        return said | {"code": "no_rule"}
    opened = local_day(plan.assignment.opened_at)
    episodes = _episodes(rule.pk, plan.assignment.person_id, info)
    same = [one for day, one in episodes if abs(day - opened) <= NEAR]
    found, group = compare(own, same), "waiting"
    if isinstance(found, Issue) and found.code == "too_few_comparable":
        found, group = compare(own, [one for day, one in episodes if day <= opened]), "past"
    return said | {"group": group} | _said(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A programme, a coach or a training, and what may be said of it."""

    name: str
    result: Programme | Issue
    coached: int
    others: int


def cases_of(rule_kpi_id: int, plans: QuerySet[TalkPlan], mets: QuerySet[Met]) -> list[Case]:
    """Coached and uncoached episodes of the KPI, in the order of time. Two queries."""
    coached = (
        plans.filter(kpi_id=rule_kpi_id, outcome__gt="", assignment__rule__kpi_id=rule_kpi_id)
        .prefetch_related("checks")
        .select_related("assignment")
        .order_by("talk_day", "pk")
    )
    found = [case for plan in coached if (case := _coached_case(plan)) is not None]
    people = {case.key for case in found}
    for met in uncoached(mets.filter(rule__kpi_id=rule_kpi_id)).order_by("on", "pk"):
        case = _met_case(met)
        if case is not None and case.key not in people:
            found.append(case)
    return found


def group_of(name: str, cases: Iterable[Case]) -> Group:
    """What the analysis of covariance says of some cases."""
    kept = list(cases)
    coached = {case.key for case in kept if case.coached}
    return Group(
        name=name,
        result=programme(kept),
        coached=len(coached),
        others=len({case.key for case in kept if not case.coached}),
    )


def uncoached(mets: QuerySet[Met]) -> QuerySet[Met]:
    """Those whose 28 days are over and whom nobody talked to on the KPI in them."""
    talked = TalkPlan.objects.filter(
        assignment__person=OuterRef("person"),
        kpi=OuterRef("rule__kpi"),
        talk_day__gte=OuterRef("on") - timedelta(days=DAYS),
        talk_day__lt=OuterRef("on") + timedelta(days=DAYS),
    )
    return mets.filter(after__isnull=False).exclude(Q(after={}) | Q(before={})).filter(~Exists(talked))


def _episodes(rule_id: int, person_id: int, info: KpiInfo) -> list[tuple[Any, Episode]]:
    rows = uncoached(Met.objects.filter(rule_id=rule_id)).exclude(person_id=person_id).order_by("on", "pk")
    return [
        (
            row.on,
            Episode(before=read(row.before).window, after=read(row.after).window, min_sample=info.min_sample),
        )
        for row in rows
    ]


def _coached_case(plan: TalkPlan) -> Case | None:
    last = next((check for check in plan.checks.all() if check.number == DAYS), None)
    before, after = read(plan.before), read(last.figure if last else None)
    if before.value is None or after.value is None:
        return None
    return Case(key=str(plan.assignment.person_id), before=before.value, after=after.value, coached=True)


def _met_case(met: Met) -> Case | None:
    before, after = read(met.before), read(met.after)
    if before.value is None or after.value is None:
        return None
    return Case(key=str(met.person_id), before=before.value, after=after.value, coached=False)


def _said(found: Comparison | Issue) -> dict[str, Any]:
    if isinstance(found, Issue):
        return {"code": found.code, "values": {name: str(value) for name, value in found.values}}
    return {
        "code": str(found.finding),
        "own": _text(found.own),
        "mean": _text(found.mean),
        "more": _text(found.more),
        "s": str(found.s),
        "m": found.m,
        "half": str(found.half),
        "low": str(found.low),
        "high": str(found.high),
    }


def _text(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
