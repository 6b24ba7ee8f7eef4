"""Who has a role."""

from datetime import date

from apps.people.choices import Role
from apps.people.models import RoleGrant
from apps.people.queries.dated import active_on


def people_with(role: Role, on: date) -> list[int]:
    """The ids of the persons who have a role on a day and can sign in. One query."""
    grants = RoleGrant.objects.filter(active_on(on), role=role, person__user__is_active=True)
    return sorted(set(grants.values_list("person_id", flat=True)))
