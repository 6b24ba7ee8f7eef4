"""Texts become records, or held rows with a reason."""

from apps.intake.validating.cells import Declared
from apps.intake.validating.held import HELD_SCHEMA, held, none_held, raw_texts
from apps.intake.validating.repeats import REPEATS_SCHEMA, Ledger, apply_repeats
from apps.intake.validating.rows import Judge, Judged, scientific_keys
from apps.intake.validating.styles import odd_number
from apps.intake.validating.totals import Totals

__all__ = [
    "HELD_SCHEMA",
    "REPEATS_SCHEMA",
    "Declared",
    "Judge",
    "Judged",
    "Ledger",
    "Totals",
    "apply_repeats",
    "held",
    "none_held",
    "odd_number",
    "raw_texts",
    "scientific_keys",
]
