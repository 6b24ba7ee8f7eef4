"""Programmes, coaches and trainings, each with what the analysis of covariance says of it."""

from apps.coaching.effects import Group, cases_of, group_of
from apps.coaching.models import CoachingRule, Material, Met, TalkPlan


def rule_groups() -> list[tuple[CoachingRule, Group]]:
    """Each rule on a KPI: its coached and its uncoached. Two queries a rule."""
    rules = CoachingRule.objects.filter(kpi__isnull=False).select_related("kpi").order_by("name", "pk")
    return [
        (
            rule,
            group_of(
                rule.name,
                cases_of(
                    rule.kpi_id or 0,
                    TalkPlan.objects.filter(assignment__rule=rule),
                    Met.objects.filter(rule=rule),
                ),
            ),
        )
        for rule in rules
    ]


def coach_groups(coach_id: int) -> list[tuple[CoachingRule, Group]]:
    """One coach's own coaching by rule, against everybody uncoached whom the rule was about."""
    rules = (
        CoachingRule.objects.filter(kpi__isnull=False, assignments__coach_id=coach_id)
        .select_related("kpi")
        .distinct()
        .order_by("name", "pk")
    )
    return [
        (
            rule,
            group_of(
                rule.name,
                cases_of(
                    rule.kpi_id or 0,
                    TalkPlan.objects.filter(assignment__rule=rule, assignment__coach_id=coach_id),
                    Met.objects.filter(rule=rule),
                ),
            ),
        )
        for rule in rules
    ]


def training_groups() -> list[tuple[CoachingRule, Group]]:
    """Each training that was done under a rule, by rule."""
    found = []
    used = (
        Material.objects.filter(
            items__done_at__isnull=False, items__plan__assignment__rule__kpi__isnull=False
        )
        .values_list("pk", "title", "items__plan__assignment__rule_id")
        .distinct()
    )
    rules = CoachingRule.objects.select_related("kpi").in_bulk([rule_id for _pk, _title, rule_id in used])
    for pk, title, rule_id in sorted(used, key=lambda row: (row[1], row[0])):
        rule = rules[rule_id]
        plans = TalkPlan.objects.filter(
            assignment__rule=rule, items__material_id=pk, items__done_at__isnull=False
        ).distinct()
        cases = cases_of(rule.kpi_id or 0, plans, Met.objects.filter(rule=rule))
        found.append((rule, group_of(title, cases)))
    return found
