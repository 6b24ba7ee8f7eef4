"""A plan's rules as they are stored: read, and checked against what is measured."""

from collections.abc import Mapping
from typing import Any

from apps.incentives.components import SCORECARD, CurveRule, UnitRule
from apps.incentives.documents import read_document
from apps.incentives.rules import (
    DEFAULT_CHANGE,
    DEFAULT_MEDIAN,
    Eligibility,
    GateRule,
    Limits,
    PlanRules,
    check_kpis,
)
from apps.incentives.short_form import read_short

__all__ = [
    "DEFAULT_CHANGE",
    "DEFAULT_MEDIAN",
    "SCORECARD",
    "CurveRule",
    "Eligibility",
    "GateRule",
    "Limits",
    "PlanRules",
    "UnitRule",
    "check_kpis",
    "is_document",
    "read_rules",
]


def read_rules(spec: Any) -> PlanRules:
    """The rules of a specification. Raises `SpecWrong` with the place and what is wrong there."""
    return read_document(spec) if is_document(spec) else read_short(spec)


def is_document(spec: Any) -> bool:
    """Whether the specification is a document, and not the short form of first versions."""
    return isinstance(spec, Mapping) and ("component" in spec or "currency" in spec)
