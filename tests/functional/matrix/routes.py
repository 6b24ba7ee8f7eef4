"""Every route of the resolver, and the addresses of a case."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.company import NOT_EXISTING, Built
from tests.functional.matrix import (
    api,
    coaching,
    goals,
    incentives,
    intake,
    metrics,
    people,
    performance,
    portal,
    reviews,
)
from tests.functional.matrix.case import Case

CASES: Final = (
    *people.CASES,
    *intake.CASES,
    *metrics.CASES,
    *metrics.CASES,
    *goals.CASES,
    *performance.CASES,
    *incentives.CASES,
    *coaching.CASES,
    *reviews.CASES,
    *portal.CASES,
    *api.CASES,
)
MALFORMED: Final = ("abc", "-1", "1.5", "%00", "1%2F..%2F2")


@dataclass(frozen=True)
class Route:
    """A route of the resolver by its full name, with its pattern."""

    name: str
    pattern: str


def all_routes(resolver: URLResolver | None = None, prefix: str = "", space: str = "") -> Iterator[Route]:
    """Every route, those of includes too."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield Route(name=f"{space}{one.name}", pattern=f"{prefix}{one.pattern}")
        else:
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from all_routes(one, f"{prefix}{one.pattern}", inner)


def address(case: Case, company: Built, **instead: Any) -> str:
    """The address of a case; `instead` replaces single arguments."""
    args = {name: company.objects.get(value, value) for name, value in case.args.items()} | instead
    return reverse(case.name, kwargs=args) + case.query


def ids_of(case: Case) -> list[str]:
    """The arguments that are ids of objects."""
    return [
        name for name, value in case.args.items() if not isinstance(value, int) and name in _ids(case.name)
    ]


def _ids(name: str) -> set[str]:
    route = next(one for one in all_routes() if one.name == name)
    return set(re.findall(r"<(?:int|who):(\w+)>", route.pattern))


def without_object(case: Case, company: Built) -> Iterator[str]:
    """The addresses of the case with ids that nothing has."""
    for name in ids_of(case):
        yield address(case, company, **{name: NOT_EXISTING})


def malformed(case: Case, company: Built) -> Iterator[str]:
    """The addresses of the case with ids that are none."""
    for text in MALFORMED:
        yield from _written(case, company, text)


def too_large(case: Case, company: Built) -> Iterator[str]:
    """The addresses of the case with ids that no database can hold."""
    yield from _written(case, company, "9" * 30)


def _written(case: Case, company: Built, text: str) -> Iterator[str]:
    for name in ids_of(case):
        yield address(case, company, **{name: 424_242}).replace("424242", text, 1)
