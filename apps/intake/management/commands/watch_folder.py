"""`manage.py watch_folder CODE [--folder PLACE] [--times "06:30 12:00"] [--off]`, for administrators."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.intake import folders
from apps.intake.models import Source
from apps.intake.operations import watch_folder
from apps.people.clock import now
from apps.people.refusals import Refusal


class Command(BaseCommand):
    help = "Watch a folder for files of a source, or stop watching it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--folder", help="below the folder of all of them; default: the source's code")
        parser.add_argument("--times", default="", help="times of day; default: every minute")
        parser.add_argument("--off", action="store_true", help="stop watching")

    def handle(self, *, code: str, folder: str | None, times: str, off: bool, **_later: object) -> None:
        source = Source.objects.filter(code=code).first()
        if source is None:
            raise CommandError(_("There is no source “%(code)s”.") % {"code": code})
        try:
            watch_folder(source=source, watched=not off, times=times, folder=folder, by=None, at=now())
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        source.refresh_from_db()
        self.stdout.write(f"{code}: {folders.folder_at(source.folder or source.code)}")
