"""A template that names a variable which is not there fails its test, instead of showing nothing."""

import inspect
from pathlib import Path
from typing import Any

from django.template import Node, Template

PROJECT = Path(__file__).resolve().parent.parent
VIRTUALENV = PROJECT / ".venv"


class UndefinedVariable(AssertionError):
    """A template of ours uses a variable that its view does not give."""


class FailOnUndefined(str):
    """For `string_if_invalid`: fails for templates of ours, stays silent for those of installed packages."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __bool__(self) -> bool:
        return True

    def __mod__(self, variable: Any) -> str:
        origin = _template_in_work()
        if origin is None or not _is_ours(origin):
            return ""
        raise UndefinedVariable(f"undefined template variable {variable!s} in {origin}")


def _template_in_work() -> str | None:
    """The innermost template or node that is being rendered, by the stack."""
    frame = inspect.currentframe()
    while frame is not None:
        owner = frame.f_locals.get("self")
        if isinstance(owner, Node | Template):
            origin = getattr(owner, "origin", None)
            if origin is not None:
                return str(origin.name)
        frame = frame.f_back
    return None


def _is_ours(origin: str) -> bool:
    path = Path(origin)
    if not path.is_absolute():
        return origin == "<unknown source>"
    return path.is_relative_to(PROJECT) and not path.is_relative_to(VIRTUALENV)
