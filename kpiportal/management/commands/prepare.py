"""`manage.py prepare`: translations, database and static files up to date; run.py calls it at every start."""

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from apps.portal.demo.logins import LOGINS, shown_logins
from kpiportal.installation import bring_up_to_date


class Command(BaseCommand):
    help = "Bring translations, database and static files up to the code; prints what is there as JSON."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            bring_up_to_date(say=self.stderr.write)
        except (OperationalError, ImproperlyConfigured) as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(
                f"The database cannot be used: {reason}. Start it, or correct DATABASE_URL, and run the same "
                "command again."
            ) from error
        logins = [[login.username, login.password, f"{login.role}, {login.about}"] for login in LOGINS]
        answer = {
            "empty": not get_user_model().objects.exists(),
            "demo": bool(shown_logins()),
            "logins": logins,
        }
        self.stdout.write(json.dumps(answer))
