"""Lines of time: what someone's team, contract or number was, from when until before when. Pure.

A line is a list of stretches in order that never overlap; `ends` is exclusive and `FOREVER` when open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from apps.people.days import FOREVER, ONE_DAY, Days

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Stretch(Generic[V]):
    """`value` from `starts` until before `ends`."""

    starts: date
    ends: date
    value: V


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(Generic[V]):
    """Days, inclusive, on which a line says something else than it did; None is nothing."""

    days: Days
    before: V | None
    after: V | None


def joined(line: Iterable[Stretch[V]]) -> list[Stretch[V]]:
    """In order, and neighbours of one value as one stretch."""
    out: list[Stretch[V]] = []
    for stretch in sorted(line, key=lambda s: s.starts):
        if out and out[-1].ends == stretch.starts and out[-1].value == stretch.value:
            out[-1] = Stretch(out[-1].starts, stretch.ends, stretch.value)
        else:
            out.append(stretch)
    return out


def without(line: Iterable[Stretch[V]], starts: date, ends: date = FOREVER) -> list[Stretch[V]]:
    """The line with nothing from `starts` until before `ends`."""
    out: list[Stretch[V]] = []
    for stretch in line:
        if stretch.starts < starts:
            out.append(Stretch(stretch.starts, min(stretch.ends, starts), stretch.value))
        if stretch.ends > ends:
            out.append(Stretch(max(stretch.starts, ends), stretch.ends, stretch.value))
    return joined(out)


def overwritten(line: Iterable[Stretch[V]], over: Iterable[Stretch[V]]) -> list[Stretch[V]]:
    """The line where `over` says nothing, else what `over` says."""
    out, new = list(line), list(over)
    for stretch in new:
        out = without(out, stretch.starts, stretch.ends)
    return joined([*out, *new])


def value_on(line: Iterable[Stretch[V]], day: date) -> V | None:
    """What the line says of a day."""
    return next((s.value for s in line if s.starts <= day < s.ends), None)


def differences(before: list[Stretch[V]], after: list[Stretch[V]]) -> list[Difference[V]]:
    """The days on which the two lines differ, in order."""
    edges = sorted({edge for s in (*before, *after) for edge in (s.starts, s.ends)})
    out = []
    for starts, ends in pairwise(edges):
        old, new = value_on(before, starts), value_on(after, starts)
        if old != new:
            days = Days(first=starts, last=ends - ONE_DAY)
            out.append(Difference(days=days, before=old, after=new))
    return out
