"""Reads of plans: which rules are in force, and for whom."""

from collections.abc import Collection
from datetime import date

from django.db.models import Prefetch, QuerySet

from apps.incentives.models import Plan, PlanVersion
from apps.people.models import TeamPath
from apps.people.queries import descendant_ids


def version_in_force(plan: Plan, month: date) -> PlanVersion | None:
    """The published version that prices the month that begins on `month`; None where there is none.

    One query.
    """
    return plan.versions.in_force(month).select_related("plan").order_by("-version").first()


def covered_team_ids(plan: Plan) -> set[int]:
    """The plan's teams and all below them. Two queries."""
    return descendant_ids(plan.teams.values_list("pk", flat=True))


def plans_of_teams(team_ids: Collection[int], month: date) -> dict[int, PlanVersion]:
    """The version that prices each team's agents in a month; teams without a plan are left out.

    Two queries at most.
    """
    in_force = PlanVersion.objects.in_force(month).for_agents()
    paths = TeamPath.objects.filter(
        descendant_id__in=team_ids, ancestor__plans__versions__in=in_force
    ).values_list("descendant_id", "ancestor__plans__id")
    plan_of = dict(paths.order_by("descendant_id", "-ancestor__plans__id"))
    if not plan_of:
        return {}
    versions = in_force.filter(plan_id__in=set(plan_of.values()))
    by_plan = {version.plan_id: version for version in versions.select_related("plan").order_by("version")}
    return {team_id: by_plan[plan_id] for team_id, plan_id in plan_of.items() if plan_id in by_plan}


def plan_list() -> QuerySet[Plan]:
    """All plans by name, with their versions (newest first) and teams. Three queries."""
    versions = PlanVersion.objects.newest_first()
    return Plan.objects.prefetch_related(Prefetch("versions", queryset=versions), "teams").order_by(
        "name", "pk"
    )
