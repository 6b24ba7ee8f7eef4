"""Codes of refused files, held rows and warnings as sentences, each with what to do about it."""

from collections.abc import Mapping
from typing import Any

from apps.intake.reasons.base import Reason
from apps.intake.reasons.files import FILE
from apps.intake.reasons.rows import ROW, TITLES
from apps.intake.reasons.warnings import WARNING

__all__ = [
    "FILE",
    "ROW",
    "TITLES",
    "WARNING",
    "Reason",
    "file_reason",
    "row_reason",
    "row_title",
    "warning_text",
]


def file_reason(code: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Why a file was refused or an import failed, and the remedy, in the language that is active now."""
    return _texts(FILE, code, values)


def row_reason(code: str, values: Mapping[str, Any], *, column: str = "", value: str = "") -> tuple[str, str]:
    """Why a row is held, and the remedy."""
    return _texts(ROW, code, {"column": column, "value": value, **values})


def row_title(code: str) -> str:
    """A reason for many rows, of which none is at hand to be quoted."""
    return str(TITLES.get(code, code))


def warning_text(code: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """What a person should know of a file, and the remedy."""
    return _texts(WARNING, code, values)


def _texts(reasons: Mapping[str, Reason], code: str, values: Mapping[str, Any]) -> tuple[str, str]:
    reason = reasons[code]
    sentence: Any = reason.sentence  # not made a str before: one with a plural chooses it by the values
    return str(sentence % values), str(reason.remedy)
