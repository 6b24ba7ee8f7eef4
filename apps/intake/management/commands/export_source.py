"""`manage.py export_source CODE`: a source and the newest version of its mapping, as a text file."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from apps.intake.models import Source
from apps.intake.operations import source_text
from apps.people.refusals import Refusal


class Command(BaseCommand):
    help = "Print a source with its settings and the newest version of its mapping, as load_source reads it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")

    def handle(self, *, code: str, **_given: object) -> None:
        source = Source.objects.filter(code=code).first()
        if source is None:
            known = ", ".join(Source.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(f"There is no source “{code}”. There are: {known or 'none'}.")
        try:
            self.stdout.write(source_text(source), ending="")
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
