"""Mappings: how a source's columns become records."""

from apps.intake.mapping.headers import Binding, bind
from apps.intake.mapping.parsing import InvalidMapping, parse, parse_reading
from apps.intake.mapping.spec import Spec

__all__ = ["Binding", "InvalidMapping", "Spec", "bind", "parse", "parse_reading"]
