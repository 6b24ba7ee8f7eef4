"""Who is signed in: the sign-in with its person, roles, team and unread notices, in one query a request."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import F, OuterRef

from apps.people.choices import Role
from apps.people.clock import today
from apps.people.models import User
from apps.people.policies import bring_scope
from apps.portal.queries.frame import Beside, bring_beside, team_led, team_placed, unread_count


class SignedInBackend(ModelBackend):
    """Django's own sign-in by name and password; a session's user arrives with what every page asks."""

    def get_user(self, user_id: int) -> User | None:
        """The user of a session; None for one that is gone or closed."""
        on, person = today(), OuterRef("person")
        rows: Iterable[Any] = (
            User.objects.filter(pk=user_id)
            .select_related("person")
            .annotate(
                granted=F("person__role_grants__role"),
                granted_from=F("person__role_grants__starts"),
                granted_until=F("person__role_grants__ends"),
                team_led=team_led(person, on),
                team_placed=team_placed(person, on),
                unread=unread_count(person),
            )
        )
        found = list(rows)
        user = found[0] if found else None
        if user is None or not self.user_can_authenticate(user):
            return None
        grants = [(Role(row.granted), row.granted_from, row.granted_until) for row in found if row.granted]
        bring_scope(user, getattr(user, "person", None), grants)
        bring_beside(
            user, Beside(on=on, team=user.team_led or user.team_placed or "", unread=user.unread or 0)
        )
        signed_in: User = user
        return signed_in
