"""`manage.py create_login NUMBER USERNAME [--role ROLE]`: the first sign-ins, before a page can make them."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.people.choices import Role
from apps.people.clock import now, today
from apps.people.models import Person
from apps.people.operations import create_login, grant_role
from apps.people.queries.dated import active_on
from apps.people.refusals import Refusal


class Command(BaseCommand):
    help = "Make a sign-in for a person; the password is asked for, or read from KPIPORTAL_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="the person's employee number")
        parser.add_argument("username")
        parser.add_argument("--role", choices=Role.values, help="also grant this role from today on")

    def handle(self, *, number: str, username: str, role: str | None, **_options: Any) -> None:
        person = Person.objects.filter(active_on(today(), "numbers__"), numbers__number=number).first()
        if person is None:
            raise CommandError(f"Nobody has the number {number} today.")
        password = os.environ.get("KPIPORTAL_PASSWORD") or getpass.getpass("Password: ")
        try:
            create_login(person=person, username=username, password=password, by=None, at=now())
            if role:
                grant_role(person=person, role=Role(role), starts=today(), by=None, at=now())
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{person.name} signs in as {username}.")
