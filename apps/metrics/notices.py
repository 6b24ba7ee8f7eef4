"""The sentences of the notices that metrics leaves."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Final[dict[str, Promise]] = {
    "cells.differ": _(
        "The nightly check found %(different)s of %(compared)s stored figures that differ from their records."
        " The first: %(first)s. `verify_cells --repair` computes them again."
    ),
}
