"""A plan's text line by line, with what each piece is, which examples differ, and what is new."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.incentives.plan_files import FileWrong, read_plan_file
from apps.incentives.writing import amount_text

PIECE: Final = re.compile(r"(\"(?:[^\"\\]|\\.)*\")|(\b\d[\d.\-]*\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One line: its number, its text drawn, its state (bad, chg or empty), and why."""

    number: int
    html: SafeString
    state: str
    why: str


def file_lines(text: str, before: str) -> list[FileLine]:
    """The lines of a text beside the text of the version before it."""
    known = set(before.splitlines())
    differs = _differing(text)
    return [
        FileLine(
            number=n,
            html=_drawn(line),
            state="bad" if n in differs else "chg" if known and line.strip() and line not in known else "",
            why=differs.get(n, ""),
        )
        for n, line in enumerate(text.splitlines(), start=1)
    ]


def _differing(text: str) -> dict[int, str]:
    """Lines whose example gives another amount, with that amount."""
    try:
        plan = read_plan_file(text)
    except FileWrong:
        return {}
    return {
        plan.line_of(one): amount_text(one.actual, plan.currency) for one in plan.outcomes if not one.agrees
    }


def _drawn(line: str) -> SafeString:
    if line.startswith("#"):
        return format_html('<span class="c">{}</span>', line)
    if line.startswith("["):
        return format_html('<span class="h">{}</span>', line)
    name, equals, value = line.partition("=")
    if not equals:
        return format_html("{}", line)
    drawn = format_html('<span class="k">{}</span>=', name)
    for piece, kind in _pieces(value):
        drawn += format_html('<span class="{}">{}</span>', kind, piece) if kind else format_html("{}", piece)
    return drawn


def _pieces(value: str) -> Iterator[tuple[str, str]]:
    at = 0
    for match in PIECE.finditer(value):
        yield value[at : match.start()], ""
        yield match[0], "s" if match[1] else "n"
        at = match.end()
    yield value[at:], ""
